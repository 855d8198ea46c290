// What happened. Facts only: apply() never decides anything, so a journal replays to the same state
// in every later version.
//
// Values; any thread. The journal's format mirrors these (proto/usher/journal/v1); a change here is
// a format change and needs a golden journal.
#ifndef USHER_ENGINE_CORE_EVENT_H_
#define USHER_ENGINE_CORE_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/model.h"

namespace usher::core {

struct ConfigApplied {
  ModelPtr model;
};

struct ContactSubmitted {
  ContactId id;
  std::string key;
  std::uint64_t fingerprint = 0;
  ContactDraft draft;  // origin and journey set
  std::string queue;
};
// Refused at the door: recorded as demand, terminal at once.
struct ContactBlocked {
  ContactId id;
  std::string key;
  std::uint64_t fingerprint = 0;
  ContactDraft draft;
  std::string queue;
  std::string reason;
};
struct ContactUpdated {
  ContactId id;
  ContactDraft draft;  // the whole new one
  std::string queue;
};
// The starvation bound put it at the head of the line.
struct ContactPromoted {
  ContactId id;
};
// A time during which an agent was not to be offered the contact is over.
struct AvoidanceEnded {
  ContactId contact;
  AgentId agent;
};
struct OfferMade {
  OfferId id;
  ContactId contact;
  AgentId agent;
  std::int64_t fence = 0;
  Instant deadline;
  bool pulled = false;
};
// Accepted: the contact is assigned. Anything else: it is back in its place.
struct OfferEnded {
  OfferId id;
  OfferState outcome = OfferState::kAccepted;
  std::string reason;
  std::optional<Instant> avoid_until;  // the agent is not offered the contact again before
};
struct ContactConnected {
  ContactId id;
};
struct ContactHeld {
  ContactId id;
};
struct ContactRetrieved {
  ContactId id;
};
// The conversation is over, wrap-up begins.
struct WrapUpStarted {
  ContactId id;
  EndedBy ended_by = EndedBy::kPerson;
  Instant deadline;
};
// An assigned contact that never was connected goes back to its place (its agent is gone).
struct ContactReturned {
  ContactId id;
  std::string reason;
  std::optional<Instant> avoid_until;  // the agent is not offered the contact again before
};
// The contact reached a terminal state.
struct ContactClosed {
  ContactId id;
  ContactState state = ContactState::kCompleted;
  std::string outcome_code;
  std::string reason;
};
struct AgentSignedIn {
  AgentId agent;
  SessionId session;
  Presence presence = Presence::kAvailable;
  std::string reason;
};
struct SessionLost {
  AgentId agent;
  Instant grace_ends;
};
struct SessionResumed {
  AgentId agent;
};
struct AgentSignedOut {
  AgentId agent;
  std::string reason;
};
struct PresenceChanged {
  AgentId agent;
  Presence presence = Presence::kAvailable;
  std::string reason;
};
struct ChannelAttached {
  std::string adapter;
  std::uint64_t epoch = 0;
};
struct ChannelDetached {
  std::string adapter;
  std::optional<Instant> grace_ends;  // set when it has contacts in line
};
// What a request_id was answered with, so that a retry gets the same.
using Reply =
    std::variant<std::monostate, ContactId, AgentId, OfferId, std::int64_t /* revision */>;
struct RequestAnswered {
  std::string principal;
  std::string request_id;
  std::uint64_t fingerprint = 0;
  Reply reply;
};
// Ended contacts, ended offers and answered requests that leave memory; the journal still has them.
struct HistoryForgotten {
  std::vector<ContactId> contacts;
  std::vector<OfferId> offers;
  std::uint64_t requests = 0;  // that many of the oldest
};

using Event =
    std::variant<ConfigApplied, ContactSubmitted, ContactBlocked, ContactUpdated, ContactPromoted,
                 AvoidanceEnded, OfferMade, OfferEnded, ContactConnected, ContactHeld,
                 ContactRetrieved, WrapUpStarted, ContactReturned, ContactClosed, AgentSignedIn,
                 SessionLost, SessionResumed, AgentSignedOut, PresenceChanged, ChannelAttached,
                 ChannelDetached, RequestAnswered, HistoryForgotten>;

// "contact.submitted", the cause that watchers see.
std::string_view name_of(const Event& event);

// All that one command led to, offers made at once included: applied and journaled whole or not at
// all.
struct Record {
  std::uint64_t sequence = 0;  // 1, 2, 3 … without a gap
  Instant at;                  // never before the record before it
  std::string principal;
  std::string request_id;
  std::vector<Event> events;  // never empty
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_EVENT_H_
