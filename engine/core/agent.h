// An agent and their session as the engine keeps them, and an offer.
//
// Values; any thread.
#ifndef USHER_ENGINE_CORE_AGENT_H_
#define USHER_ENGINE_CORE_AGENT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/contact.h"
#include "engine/core/model.h"
#include "routing/types.h"

namespace usher::core {

using SessionId = routing::Id<struct SessionTag>;

// What the agent asked for; what they do follows from it and from their contacts (see state_of).
enum class Presence : std::uint8_t { kOffline, kAvailable, kBreak, kDraining };

// Numbered as usher.v1.Agent.State.
enum class AgentState : std::uint8_t {
  kOffline = 1,
  kAvailable = 2,
  kReserved = 3,
  kBusy = 4,
  kWrapUp = 5,
  kBreak = 6,
  kDraining = 7,
};

struct Agent {
  AgentId id;
  std::string key;         // the configured id
  bool configured = true;  // false: left the configuration with contacts in hand
  Presence presence = Presence::kOffline;
  std::string presence_reason;
  Instant presence_since;
  SessionId session;  // none while offline
  std::optional<Instant>
      session_grace_ends;  // the session is lost, this is how long it is waited for
  Instant idle_since;
  OfferId offer;  // the live one
  std::vector<ContactId>
      contacts;  // assigned, connected, held or in wrap-up; in order of assignment
  std::uint64_t version = 0;
};

enum class OfferState : std::uint8_t {
  kLive = 1,
  kAccepted = 2,
  kDeclined = 3,
  kMissed = 4,
  kRescinded = 5,
  kFailed = 6,
};

struct Offer {
  OfferId id;
  ContactId contact;
  AgentId agent;
  std::int64_t fence =
      0;  // unguessable from the id alone is not its purpose: it tells copies apart
  OfferState state = OfferState::kLive;
  Instant created;
  Instant deadline;
  std::optional<Instant> ended;
  std::string reason;
  bool pulled = false;
  std::int64_t revision = 0;   // of the configuration that decided
  std::uint64_t sequence = 0;  // of the record that made it
};

// An adapter's attachment.
struct Attachment {
  std::string adapter;
  std::uint64_t epoch = 0;  // counts attachments; commands of an older stream are refused
  bool attached = false;
  std::optional<Instant> grace_ends;  // while detached with contacts in line
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_AGENT_H_
