// The heart: one command in, one record out, or a refusal that changes nothing.
//
// decide() is pure and total: the same state, command, call and now give the same answer on every
// platform. step() is what the single writer calls; it decides, applies, runs the matcher over what
// became dirty, and applies the offers it makes, all in one record. Owner's thread only.
#ifndef USHER_ENGINE_CORE_STEP_H_
#define USHER_ENGINE_CORE_STEP_H_

#include <string>
#include <variant>
#include <vector>

#include "engine/core/command.h"
#include "engine/core/event.h"
#include "engine/core/refusal.h"
#include "engine/core/state.h"

namespace usher::core {

// What reconciling an adapter found; goes back to it. Keys.
struct Reconciled {
  std::uint64_t epoch = 0;
  std::vector<ContactId> lost;
  std::vector<ContactId> kept;
  std::vector<ContactId> taken_in;
  std::vector<std::string> release;  // held, but ended meanwhile
};

struct Decision {
  std::vector<Event> events;  // empty: nothing to do, nothing to journal
  Reply reply;
  // True where an earlier call with the same request_id, or the same contact submitted again, is
  // answered.
  bool repeated = false;
  Reconciled reconciled;  // AttachChannel only
};

using Outcome = std::variant<Refusal, Decision>;

// `now` must not be before state.now(); the writer sees to it.
Outcome decide(const State& state, const Command& command, const Call& call, Instant now);

struct Done {
  Decision decision;  // its events have moved into the record
  Record record;      // sequence 0 when there was nothing to do
};
using StepOutcome = std::variant<Refusal, Done>;

// decide + apply + match. A refusal leaves the state as it was.
StepOutcome step(State& state, const Command& command, const Call& call, Instant now);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_STEP_H_
