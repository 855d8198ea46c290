#include "engine/core/command.h"

#include <array>

namespace usher::core {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<Command>> kNames = {
    "submit_contact",   "update_contact", "cancel_contact",   "connect_contact", "hold_contact",
    "retrieve_contact", "end_contact",    "complete_contact", "sign_in",         "lose_session",
    "resume_session",   "sign_out",       "set_agent_state",  "pull_next",       "accept_offer",
    "decline_offer",    "fail_offer",     "attach_channel",   "detach_channel",  "apply_config",
    "restarted",        "tick",
};

}  // namespace

std::string_view name_of(const Command& command) { return kNames[command.index()]; }

}  // namespace usher::core
