#include "engine/core/event.h"

#include <array>

namespace usher::core {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<Event>> kNames = {
    "config.applied",
    "contact.submitted",
    "contact.blocked",
    "contact.updated",
    "contact.promoted",
    "contact.avoidance_ended",
    "offer.made",
    "offer.ended",
    "contact.connected",
    "contact.held",
    "contact.retrieved",
    "contact.wrap_up_started",
    "contact.returned",
    "contact.closed",
    "agent.signed_in",
    "agent.session_lost",
    "agent.session_resumed",
    "agent.signed_out",
    "agent.presence_changed",
    "channel.attached",
    "channel.detached",
    "request.answered",
    "history.forgotten",
};

}  // namespace

std::string_view name_of(const Event& event) { return kNames[event.index()]; }

}  // namespace usher::core
