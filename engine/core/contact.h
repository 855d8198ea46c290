// A contact as the engine keeps it, and the part of it that a client may say.
//
// Values; any thread.
#ifndef USHER_ENGINE_CORE_CONTACT_H_
#define USHER_ENGINE_CORE_CONTACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/need.h"
#include "routing/language.h"
#include "routing/matcher.h"
#include "routing/skill_expression.h"
#include "routing/types.h"

namespace usher::core {

using routing::AgentId;
using routing::Channel;
using routing::ContactId;
using routing::Duration;
using routing::Instant;
using routing::OfferId;

struct Identity {
  std::string display_name;
  std::string address;
  std::string external_id;
  friend bool operator==(const Identity&, const Identity&) = default;
};

// Bounds that every draft keeps; docs and protos state the same numbers.
inline constexpr std::size_t kMaxLanguages = 16;
inline constexpr std::size_t kMaxNeeds = 16;
inline constexpr std::size_t kMaxDisplayPairs = 32;
inline constexpr std::size_t kMaxDisplayBytes = 8192;
inline constexpr std::size_t kMaxDisplayValueBytes = 1024;
inline constexpr std::size_t kMaxIdBytes = 63;
inline constexpr std::size_t kMaxJourneyBytes = 64;
inline constexpr std::size_t kMaxRequestIdBytes = 64;

// What a client says of a contact. Tags are canonical, skills parsed; references are checked by
// decide().
struct ContactDraft {
  Channel channel = Channel::kPhone;
  std::string service;
  std::vector<routing::LanguageOption> languages;  // sorted by rank; empty: the agency's default
  routing::Fallback fallback = routing::Fallback::kInterpreterOk;
  std::vector<Need> needs;
  routing::SkillClauses required_skills;
  std::string site;
  std::int32_t priority_minutes = 0;
  std::optional<Instant> origin;                             // not set: now
  std::string journey;                                       // empty: the contact's key
  std::vector<std::pair<std::string, std::string>> display;  // sorted by key
  Identity identity;
  std::string adapter;
  friend bool operator==(const ContactDraft&, const ContactDraft&) = default;
};

// Numbered as usher.v1.Contact.State.
enum class ContactState : std::uint8_t {
  kWaiting = 1,
  kOffered = 2,
  kAssigned = 3,
  kConnected = 4,
  kHeld = 5,
  kWrapUp = 6,
  kCompleted = 7,
  kAbandoned = 8,
  kCancelled = 9,
  kLostByChannel = 10,
  kNoShow = 11,
  kUnresolvedAtClose = 12,
  kBlocked = 13,
};
inline constexpr bool is_terminal(ContactState s) { return s >= ContactState::kCompleted; }
inline constexpr bool is_in_line(ContactState s) {
  return s == ContactState::kWaiting || s == ContactState::kOffered;
}
inline constexpr bool is_with_agent(ContactState s) {
  return s >= ContactState::kAssigned && s <= ContactState::kWrapUp;
}

enum class EndedBy : std::uint8_t { kPerson, kAgent, kChannelFailure, kPersonDidNotCome };

// An agent who is not to be offered the contact before `until`.
struct Avoidance {
  AgentId agent;
  Instant until;
  friend bool operator==(const Avoidance&, const Avoidance&) = default;
};

struct Contact {
  ContactId id;
  std::string key;                // the client's id, unique in the agency
  std::uint64_t fingerprint = 0;  // of the content it was created with
  ContactDraft draft;             // origin and journey are always set here
  std::string queue;
  std::string reference;
  ContactState state = ContactState::kWaiting;
  bool starved = false;
  std::vector<Avoidance> avoid;
  OfferId offer;  // the live one
  AgentId agent;  // with whom it is or was
  std::string outcome_code;
  std::string state_reason;
  Instant created;
  std::optional<Instant> connected;
  std::optional<Instant> ended;
  std::optional<Instant> wrap_up_deadline;
  std::int32_t offer_count = 0;
  std::uint64_t version = 0;  // the sequence of the record that changed it last: the etag

  // Derived, not part of a snapshot: the class in the matcher, while in line.
  std::optional<routing::RequirementId> requirement;
};

// The speakable reference of a contact: base 32 without letters that sound or look alike, grouped,
// the last sign a check digit (ISO 7064 hybrid system MOD 33,32; see contact.cc).
std::string reference_of(ContactId id);
bool is_valid_reference(std::string_view reference);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_CONTACT_H_
