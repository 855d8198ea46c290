// Names of states, actions and reasons as the public contract writes them, and the rendered table.
#include <array>

#include "engine/core/pair_table.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

constexpr std::array<std::string_view, kContactStateCount> kContactStates = {
    "WAITING",   "OFFERED",   "ASSIGNED",  "CONNECTED",       "HELD",    "WRAP_UP",
    "COMPLETED", "ABANDONED", "CANCELLED", "LOST_BY_CHANNEL", "NO_SHOW", "UNRESOLVED_AT_CLOSE",
    "BLOCKED"};
constexpr std::array<std::string_view, kOfferStateCount> kOfferStates = {
    "LIVE", "ACCEPTED", "DECLINED", "MISSED", "RESCINDED", "FAILED"};
constexpr std::array<std::string_view, kAgentStateCount> kAgentStates = {
    "OFFLINE", "AVAILABLE", "RESERVED", "BUSY", "WRAP_UP", "BREAK", "DRAINING"};
constexpr std::array<std::string_view, kContactActionCount> kContactActions = {
    "update_contact",           "cancel_contact",
    "connect_contact",          "hold_contact",
    "retrieve_contact",         "end_contact by the person",
    "end_contact by the agent", "end_contact by a channel failure",
    "end_contact as a no-show", "complete_contact"};
constexpr std::array<std::string_view, kOfferActionCount> kOfferActions = {
    "accept_offer", "decline_offer", "fail_offer"};
constexpr std::array<std::string_view, kAgentActionCount> kAgentActions = {
    "sign_in",
    "lose_session",
    "resume_session",
    "sign_out",
    "set_agent_state AVAILABLE",
    "set_agent_state BREAK",
    "set_agent_state DRAINING",
    "pull_next"};

template <typename State, typename Action>
void render(std::string_view title, std::string_view what, int states, int actions,
            std::string& text) {
  text += str_cat("\n## ", title, "\n\n| ", what, " |");
  for (int s = 1; s <= states; ++s) text += str_cat(" ", name_of(static_cast<State>(s)), " |");
  text += "\n|---|";
  for (int s = 1; s <= states; ++s) text += "---|";
  text += "\n";
  for (int a = 0; a < actions; ++a) {
    const auto action = static_cast<Action>(a);
    text += str_cat("| ", name_of(action), " |");
    for (int s = 1; s <= states; ++s) {
      const Cell pair = cell(static_cast<State>(s), action);
      if (pair.refusal) {
        text += str_cat(" *", name_of(*pair.refusal), "* |");
      } else {
        text += str_cat(" ", pair.yields, " |");
      }
    }
    text += "\n";
  }
}

}  // namespace

std::string_view name_of(ContactState state) {
  return kContactStates[static_cast<std::size_t>(state) - 1];
}
std::string_view name_of(OfferState state) {
  return kOfferStates[static_cast<std::size_t>(state) - 1];
}
std::string_view name_of(AgentState state) {
  return kAgentStates[static_cast<std::size_t>(state) - 1];
}
std::string_view name_of(ContactAction action) {
  return kContactActions[static_cast<std::size_t>(action)];
}
std::string_view name_of(OfferAction action) {
  return kOfferActions[static_cast<std::size_t>(action)];
}
std::string_view name_of(AgentAction action) {
  return kAgentActions[static_cast<std::size_t>(action)];
}

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::kInvalidField:
      return "INVALID_FIELD";
    case Reason::kInvalidLanguage:
      return "INVALID_LANGUAGE";
    case Reason::kTooLarge:
      return "TOO_LARGE";
    case Reason::kMissingField:
      return "MISSING_FIELD";
    case Reason::kInvalidSkillExpression:
      return "INVALID_SKILL_EXPRESSION";
    case Reason::kUnknownContact:
      return "UNKNOWN_CONTACT";
    case Reason::kUnknownAgent:
      return "UNKNOWN_AGENT";
    case Reason::kUnknownOffer:
      return "UNKNOWN_OFFER";
    case Reason::kUnknownReference:
      return "UNKNOWN_REFERENCE";
    case Reason::kUnknownRevision:
      return "UNKNOWN_REVISION";
    case Reason::kUnknownSession:
      return "UNKNOWN_SESSION";
    case Reason::kContactExists:
      return "CONTACT_EXISTS";
    case Reason::kRequestIdReused:
      return "REQUEST_ID_REUSED";
    case Reason::kWrongState:
      return "WRONG_STATE";
    case Reason::kOfferExpired:
      return "OFFER_EXPIRED";
    case Reason::kOfferRescinded:
      return "OFFER_RESCINDED";
    case Reason::kOfferSettled:
      return "OFFER_SETTLED";
    case Reason::kStaleFence:
      return "STALE_FENCE";
    case Reason::kNotSignedIn:
      return "NOT_SIGNED_IN";
    case Reason::kNotAssigned:
      return "NOT_ASSIGNED";
    case Reason::kNothingToPull:
      return "NOTHING_TO_PULL";
    case Reason::kNoCapacity:
      return "NO_CAPACITY";
    case Reason::kAdapterNotAttached:
      return "ADAPTER_NOT_ATTACHED";
    case Reason::kEtagMismatch:
      return "ETAG_MISMATCH";
    case Reason::kSessionReplaced:
      return "SESSION_REPLACED";
    case Reason::kNotYourself:
      return "NOT_YOURSELF";
    case Reason::kLimitReached:
      return "LIMIT_REACHED";
  }
  return {};
}

std::string render_state_table() {
  std::string text =
      "# States and commands\n"
      "\n"
      "What every command yields in every state: the states that may follow (the usual one first), "
      "or, in\n"
      "*italics*, the reason of the refusal, which changes nothing. Rendered from "
      "`engine/core/pair_table.cc`,\n"
      "which the engine itself consults; a test keeps this page and the engine equal.\n";
  render<ContactState, ContactAction>("Contacts", "command", kContactStateCount,
                                      kContactActionCount, text);
  render<OfferState, OfferAction>("Offers", "command", kOfferStateCount, kOfferActionCount, text);
  render<AgentState, AgentAction>("Agents", "command", kAgentStateCount, kAgentActionCount, text);
  text +=
      "\nBesides the commands, deadlines change states: an offer that is not answered becomes "
      "MISSED and its\n"
      "contact returns to its place, a wrap-up that takes too long completes the contact, a lost "
      "session whose\n"
      "grace is over takes the agent OFFLINE, and contacts in line of an adapter that stays away "
      "past its grace\n"
      "become LOST_BY_CHANNEL.\n";
  return text;
}

}  // namespace usher::core
