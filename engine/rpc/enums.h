// Enumerations of the contract and of the engine, one to the other.
//
// Pure; any thread. Values that the contract does not know are the caller's to refuse first.
#ifndef USHER_ENGINE_RPC_ENUMS_H_
#define USHER_ENGINE_RPC_ENUMS_H_

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "usher/v1/agent.pb.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/language.pb.h"
#include "usher/v1/need.pb.h"
#include "usher/v1/offer.pb.h"

namespace usher::rpc {

inline core::Channel to_core(v1::Channel c) { return static_cast<core::Channel>(c - 1); }
inline v1::Channel to_proto(core::Channel c) {
  return static_cast<v1::Channel>(static_cast<int>(c) + 1);
}
inline routing::Modality to_core(v1::Modality m) { return static_cast<routing::Modality>(m - 1); }
inline v1::Modality to_proto(routing::Modality m) {
  return static_cast<v1::Modality>(static_cast<int>(m) + 1);
}
inline routing::Direction to_core(v1::Direction d) {
  return d == v1::DIRECTION_UNSPECIFIED ? routing::Direction::kBoth
                                        : static_cast<routing::Direction>(d - 1);
}
inline v1::Direction to_proto(routing::Direction d) {
  return static_cast<v1::Direction>(static_cast<int>(d) + 1);
}

inline routing::Fallback to_core(v1::Fallback fallback) {
  if (fallback == v1::FALLBACK_DIRECT_ONLY) return routing::Fallback::kDirectOnly;
  if (fallback == v1::FALLBACK_RELAY_OK) return routing::Fallback::kRelayOk;
  if (fallback == v1::FALLBACK_WRITTEN_OK) return routing::Fallback::kWrittenOk;
  if (fallback == v1::FALLBACK_PROCEED_ANY) return routing::Fallback::kProceedAny;
  return routing::Fallback::kInterpreterOk;
}
inline v1::Fallback to_proto(routing::Fallback fallback) {
  switch (fallback) {
    case routing::Fallback::kInterpreterOk:
      return v1::FALLBACK_INTERPRETER_OK;
    case routing::Fallback::kDirectOnly:
      return v1::FALLBACK_DIRECT_ONLY;
    case routing::Fallback::kRelayOk:
      return v1::FALLBACK_RELAY_OK;
    case routing::Fallback::kWrittenOk:
      return v1::FALLBACK_WRITTEN_OK;
    case routing::Fallback::kProceedAny:
      return v1::FALLBACK_PROCEED_ANY;
  }
  return v1::FALLBACK_UNSPECIFIED;
}

inline core::NeedStrength to_core(v1::NeedStrength strength) {
  return static_cast<core::NeedStrength>(strength - 1);
}
inline v1::NeedStrength to_proto(core::NeedStrength strength) {
  return static_cast<v1::NeedStrength>(static_cast<int>(strength) + 1);
}

// Numbered alike (a test compares the lists).
inline v1::Contact::State to_proto(core::ContactState state) {
  return static_cast<v1::Contact::State>(state);
}
inline v1::Agent::State to_proto(core::AgentState state) {
  return static_cast<v1::Agent::State>(state);
}
inline v1::Offer::State to_proto(core::OfferState state) {
  return static_cast<v1::Offer::State>(state);
}
inline core::EndedBy to_core(v1::EndContactRequest::EndedBy by) {
  return by == v1::EndContactRequest::ENDED_BY_UNSPECIFIED ? core::EndedBy::kPerson
                                                           : static_cast<core::EndedBy>(by - 1);
}

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_ENUMS_H_
