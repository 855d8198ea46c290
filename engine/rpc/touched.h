// Which contacts, agents and offers a record speaks of: what observers look at.
//
// Pure; the state's thread.
#ifndef USHER_ENGINE_RPC_TOUCHED_H_
#define USHER_ENGINE_RPC_TOUCHED_H_

#include <string_view>
#include <vector>

#include "engine/core/event.h"
#include "engine/core/state.h"

namespace usher::rpc {

// One entity, with the event that comes first for it in the record.
template <typename Id>
struct Touched {
  Id id;
  std::string_view cause;
};

struct TouchedByRecord {
  std::vector<Touched<core::ContactId>> contacts;
  std::vector<Touched<core::AgentId>> agents;
  std::vector<Touched<core::OfferId>> offers;
  const core::Model* new_model = nullptr;
};

// `state` is the one just after the record. In order of the events, each once, with the name of the
// last event that speaks of it.
TouchedByRecord touched_by(const core::State& state, const core::Record& record);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_TOUCHED_H_
