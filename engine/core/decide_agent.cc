#include <algorithm>
#include <utility>

#include "engine/core/decider.h"
#include "engine/core/derive.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

// Reasons of the engine's own; they can't be asked for.
constexpr std::string_view kSignedOut = "signed_out";

AgentAction action_of(Presence presence) {
  switch (presence) {
    case Presence::kBreak:
      return AgentAction::kSetBreak;
    case Presence::kDraining:
      return AgentAction::kSetDraining;
    case Presence::kOffline:
    case Presence::kAvailable:
      break;
  }
  return AgentAction::kSetAvailable;
}

}  // namespace

const AgentEntry* Decider::configured_agent(std::string_view key,
                                            std::optional<Refusal>& refusal) const {
  const auto at = data_.agents_by_key.find(routing::to_absl(key));
  if (at == data_.agents_by_key.end() || !at->second->agent.configured) {
    refusal = unknown_agent(key);
    return nullptr;
  }
  return at->second;
}

std::optional<Refusal> Decider::refusal_of(const Agent& agent, AgentAction action) const {
  const AgentState state = state_of(state_, agent);
  const Cell pair = cell(state, action);
  if (!pair.refusal) return std::nullopt;
  const std::string allowed = allowed_states(action);
  return Refusal{*pair.refusal,
                 str_cat("agent \"", agent.key, "\" is ", name_of(state), "; ", name_of(action),
                         " is allowed in ", allowed),
                 {{"state", std::string(name_of(state))}, {"allowed", allowed}}};
}

std::optional<Refusal> Decider::check_break_reason(Presence presence,
                                                   const std::string& reason) const {
  if (presence != Presence::kBreak) return std::nullopt;
  const std::vector<std::string>& reasons = model().break_reasons;
  if (reason.empty()) {
    return missing_field("reason_code", "one of the configuration's break reasons");
  }
  if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
    return unknown_reference("break reason", reason, reasons);
  }
  return std::nullopt;
}

Outcome Decider::operator()(const SignIn& command) {
  std::optional<Refusal> refusal;
  const AgentEntry* entry = configured_agent(command.agent, refusal);
  if (entry == nullptr) return *std::move(refusal);
  if (command.presence != Presence::kAvailable && command.presence != Presence::kBreak) {
    return invalid_field("initial_state", "must be AVAILABLE or BREAK");
  }
  if (auto wrong = check_break_reason(command.presence, command.reason)) return *std::move(wrong);
  const Agent& agent = entry->agent;
  AgentSignedIn event{agent.id, state_.next_session_id(), command.presence, {}};
  if (command.presence == Presence::kBreak) event.reason = command.reason;
  // A session within its grace goes on as it was.
  if (agent.session_grace_ends && agent.presence != Presence::kDraining) {
    event.presence = agent.presence;
    event.reason = agent.presence_reason;
  }
  if (event.presence == Presence::kBreak) plan_.rescind(agent, "the agent went on break");
  plan_.add(std::move(event));
  return done(agent.id);
}

Outcome Decider::operator()(const LoseSession& command) {
  const Agent* agent = state_.agent(command.agent);
  if (agent == nullptr) return unknown_agent(command.agent);
  const bool stale = agent->presence == Presence::kOffline || agent->session != command.session;
  if (!stale && !agent->session_grace_ends) {
    plan_.add(SessionLost{agent->id, now_ + model().session_grace});
  }
  return done(agent->id);
}

Outcome Decider::operator()(const ResumeSession& command) {
  const Agent* agent = state_.agent(command.agent);
  if (agent == nullptr) return unknown_agent(command.agent);
  const std::string session = str_cat(command.session.value);
  if (agent->presence == Presence::kOffline || !agent->session) {
    return Refusal{
        Reason::kUnknownSession,
        str_cat("session ", session, " of agent \"", agent->key, "\" is over; sign in again"),
        {{"session", session}}};
  }
  if (agent->session != command.session) {
    return Refusal{
        Reason::kSessionReplaced,
        str_cat("session ", session, " of agent \"", agent->key, "\" was replaced by a newer one"),
        {{"session", session}}};
  }
  if (agent->session_grace_ends) plan_.add(SessionResumed{agent->id});
  return done(agent->id);
}

void Decider::leave(const Agent& agent, const std::string& reason) {
  if (agent.contacts.empty()) {
    plan_.sign_out(agent, reason);
    return;
  }
  plan_.rescind(agent, reason == kSignedOut ? "the agent signed out" : "the agent is draining");
  const bool already = agent.presence == Presence::kDraining && agent.presence_reason == reason;
  if (!already) plan_.add(PresenceChanged{agent.id, Presence::kDraining, reason});
}

Outcome Decider::operator()(const SignOut& command) {
  const Agent* agent = state_.agent(command.agent);
  if (agent == nullptr) return unknown_agent(command.agent);
  if (agent->presence != Presence::kOffline) leave(*agent, std::string(kSignedOut));
  return done(agent->id);
}

Outcome Decider::operator()(const SetAgentState& command) {
  std::optional<Refusal> refusal;
  const AgentEntry* entry = configured_agent(command.agent, refusal);
  if (entry == nullptr) return *std::move(refusal);
  const Agent& agent = entry->agent;
  if (command.presence == Presence::kOffline) {
    return invalid_field("state", "must be AVAILABLE, BREAK or DRAINING; to go offline, sign out");
  }
  if (auto wrong = check_break_reason(command.presence, command.reason)) return *std::move(wrong);
  if (auto wrong = refusal_of(agent, action_of(command.presence))) return *std::move(wrong);
  if (agent.presence == Presence::kDraining && agent.presence_reason == kSignedOut &&
      command.presence != Presence::kDraining) {
    return Refusal{Reason::kNotSignedIn,
                   str_cat("agent \"", agent.key,
                           "\" has signed out and finishes what is in hand; sign in again"),
                   {{"state", "DRAINING"}}};
  }
  if (command.presence == Presence::kDraining) {
    if (agent.presence != Presence::kDraining) leave(agent, "");
    return done(agent.id);
  }
  const std::string reason = command.presence == Presence::kBreak ? command.reason : "";
  if (command.presence == Presence::kBreak) plan_.rescind(agent, "the agent went on break");
  if (agent.presence != command.presence || agent.presence_reason != reason) {
    plan_.add(PresenceChanged{agent.id, command.presence, reason});
  }
  return done(agent.id);
}

Outcome Decider::operator()(const PullNext& command) {
  std::optional<Refusal> refusal;
  const AgentEntry* entry = configured_agent(command.agent, refusal);
  if (entry == nullptr) return *std::move(refusal);
  const Agent& agent = entry->agent;
  if (auto wrong = refusal_of(agent, AgentAction::kPullNext)) return *std::move(wrong);
  if (agent.session_grace_ends) {
    return Refusal{Reason::kNotSignedIn,
                   str_cat("the session of agent \"", agent.key, "\" is lost; sign in again"),
                   {}};
  }
  routing::ChannelSet channels = data_.free_channels(*entry);
  if (!command.channels.empty()) channels.bits &= command.channels.bits;
  if (channels.empty()) {
    return Refusal{Reason::kNoCapacity,
                   str_cat("agent \"", agent.key, "\" has no capacity for one more contact",
                           command.channels.empty() ? "" : " on the channels asked for"),
                   {}};
  }
  const std::optional<ContactId> next = data_.matcher.best_contact_for(agent.id, channels);
  if (!next) {
    return Refusal{Reason::kNothingToPull,
                   str_cat("nobody waits whom agent \"", agent.key, "\" may serve now"),
                   {}};
  }
  const Contact& contact = *state_.contact(*next);
  const OfferId offer = state_.next_offer_id();
  plan_.add(OfferMade{offer, *next, agent.id, fence_of(data_.sequence + 1, offer),
                      now_ + plan_.queue(contact).offer_timeout, true});
  plan_.add(OfferEnded{offer, OfferState::kAccepted, "", std::nullopt});
  return done(offer);
}

}  // namespace usher::core
