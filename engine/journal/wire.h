// How values of the core stand in messages: instants, ids and enumerations.
//
// Pure; any thread. Reading never trusts: a number out of range is noted as damage.
#ifndef USHER_ENGINE_JOURNAL_WIRE_H_
#define USHER_ENGINE_JOURNAL_WIRE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/journal/damage.h"
#include "routing/text.h"
#include "usher/journal/v1/draft.pb.h"
#include "usher/journal/v1/entity.pb.h"

namespace usher::journal {

namespace pb = usher::journal::v1;

inline std::int64_t to_wire(core::Instant at) { return at.time_since_epoch().count(); }
inline core::Instant instant(std::int64_t us) { return core::Instant(core::Duration(us)); }
inline std::optional<core::Instant> instant_if(bool there, std::int64_t us) {
  return there ? std::optional(instant(us)) : std::nullopt;
}

// The message's enumeration for one of the core. In a message 0 is "not written", so what begins
// at 0 in the core is moved up by one; kLast is the last enumerator that this version writes.
template <typename Core>
struct Wire;

template <typename PbEnum, PbEnum last, int moved>
struct WireOf {
  using Pb = PbEnum;
  static constexpr int kMoved = moved;
  static constexpr int kLast = last;
};

template <>
struct Wire<core::Channel> : WireOf<pb::Channel, pb::IN_PERSON, 1> {};
template <>
struct Wire<routing::Modality> : WireOf<pb::Modality, pb::SIGNED, 1> {};
template <>
struct Wire<routing::Direction> : WireOf<pb::Direction, pb::RECEIVE, 1> {};
template <>
struct Wire<routing::Fallback> : WireOf<pb::Fallback, pb::PROCEED_ANY, 1> {};
template <>
struct Wire<core::NeedStrength> : WireOf<pb::NeedStrength, pb::PREFERENCE, 1> {};
template <>
struct Wire<core::EndedBy> : WireOf<pb::EndedBy, pb::ENDED_BY_PERSON_DID_NOT_COME, 1> {};
template <>
struct Wire<core::Presence> : WireOf<pb::Presence, pb::DRAINING, 1> {};
template <>
struct Wire<core::ContactState> : WireOf<pb::ContactState, pb::CONTACT_BLOCKED, 0> {};
template <>
struct Wire<core::OfferState> : WireOf<pb::OfferState, pb::OFFER_FAILED, 0> {};

template <typename Core, typename = std::enable_if_t<std::is_enum_v<Core>>>
constexpr typename Wire<Core>::Pb to_wire(Core value) {
  return static_cast<typename Wire<Core>::Pb>(static_cast<int>(value) + Wire<Core>::kMoved);
}

template <typename Core>
Core from_wire(typename Wire<Core>::Pb number, std::string_view what, Damage& damage) {
  const int value = static_cast<int>(number);
  if (value < 1 || value > Wire<Core>::kLast) {
    damage.note(
        routing::str_cat("holds ", what, " ", value, "; known are 1 to ", Wire<Core>::kLast));
    return static_cast<Core>(1 - Wire<Core>::kMoved);
  }
  return static_cast<Core>(value - Wire<Core>::kMoved);
}

// A reordered or inserted enumerator would rewrite history.
static_assert(to_wire(core::Channel::kPhone) == pb::PHONE);
static_assert(to_wire(core::Channel::kChat) == pb::CHAT);
static_assert(to_wire(core::Channel::kWeb) == pb::WEB);
static_assert(to_wire(core::Channel::kInPerson) == pb::IN_PERSON);
static_assert(to_wire(routing::Modality::kSpoken) == pb::SPOKEN);
static_assert(to_wire(routing::Modality::kWritten) == pb::WRITTEN);
static_assert(to_wire(routing::Modality::kSigned) == pb::SIGNED);
static_assert(to_wire(routing::Direction::kBoth) == pb::BOTH);
static_assert(to_wire(routing::Direction::kSend) == pb::SEND);
static_assert(to_wire(routing::Direction::kReceive) == pb::RECEIVE);
static_assert(to_wire(routing::Fallback::kInterpreterOk) == pb::INTERPRETER_OK);
static_assert(to_wire(routing::Fallback::kDirectOnly) == pb::DIRECT_ONLY);
static_assert(to_wire(routing::Fallback::kRelayOk) == pb::RELAY_OK);
static_assert(to_wire(routing::Fallback::kWrittenOk) == pb::WRITTEN_OK);
static_assert(to_wire(routing::Fallback::kProceedAny) == pb::PROCEED_ANY);
static_assert(to_wire(core::NeedStrength::kHard) == pb::HARD);
static_assert(to_wire(core::NeedStrength::kHardOnRequest) == pb::HARD_ON_REQUEST);
static_assert(to_wire(core::NeedStrength::kPreference) == pb::PREFERENCE);
static_assert(to_wire(core::EndedBy::kPerson) == pb::ENDED_BY_PERSON);
static_assert(to_wire(core::EndedBy::kAgent) == pb::ENDED_BY_AGENT);
static_assert(to_wire(core::EndedBy::kChannelFailure) == pb::ENDED_BY_CHANNEL_FAILURE);
static_assert(to_wire(core::EndedBy::kPersonDidNotCome) == pb::ENDED_BY_PERSON_DID_NOT_COME);
static_assert(to_wire(core::Presence::kOffline) == pb::OFFLINE);
static_assert(to_wire(core::Presence::kAvailable) == pb::AVAILABLE);
static_assert(to_wire(core::Presence::kBreak) == pb::BREAK);
static_assert(to_wire(core::Presence::kDraining) == pb::DRAINING);
static_assert(to_wire(core::ContactState::kWaiting) == pb::CONTACT_WAITING);
static_assert(to_wire(core::ContactState::kOffered) == pb::CONTACT_OFFERED);
static_assert(to_wire(core::ContactState::kAssigned) == pb::CONTACT_ASSIGNED);
static_assert(to_wire(core::ContactState::kConnected) == pb::CONTACT_CONNECTED);
static_assert(to_wire(core::ContactState::kHeld) == pb::CONTACT_HELD);
static_assert(to_wire(core::ContactState::kWrapUp) == pb::CONTACT_WRAP_UP);
static_assert(to_wire(core::ContactState::kCompleted) == pb::CONTACT_COMPLETED);
static_assert(to_wire(core::ContactState::kAbandoned) == pb::CONTACT_ABANDONED);
static_assert(to_wire(core::ContactState::kCancelled) == pb::CONTACT_CANCELLED);
static_assert(to_wire(core::ContactState::kLostByChannel) == pb::CONTACT_LOST_BY_CHANNEL);
static_assert(to_wire(core::ContactState::kNoShow) == pb::CONTACT_NO_SHOW);
static_assert(to_wire(core::ContactState::kUnresolvedAtClose) == pb::CONTACT_UNRESOLVED_AT_CLOSE);
static_assert(to_wire(core::ContactState::kBlocked) == pb::CONTACT_BLOCKED);
static_assert(to_wire(core::OfferState::kLive) == pb::OFFER_LIVE);
static_assert(to_wire(core::OfferState::kAccepted) == pb::OFFER_ACCEPTED);
static_assert(to_wire(core::OfferState::kDeclined) == pb::OFFER_DECLINED);
static_assert(to_wire(core::OfferState::kMissed) == pb::OFFER_MISSED);
static_assert(to_wire(core::OfferState::kRescinded) == pb::OFFER_RESCINDED);
static_assert(to_wire(core::OfferState::kFailed) == pb::OFFER_FAILED);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_WIRE_H_
