#include "engine/core/step.h"

#include <utility>

#include "engine/core/applier.h"
#include "engine/core/plan.h"
#include "engine/core/state_data.h"

namespace usher::core {
namespace {

class Recorder {
 public:
  Recorder(State& state, Record& record) : state_(state), record_(record) {}

  void add(Event event) {
    if (record_.sequence == 0) {
      record_.sequence = state_.sequence() + 1;
      begin_record(state_, record_.sequence, record_.at);
    }
    apply_event(state_, event);
    record_.events.push_back(std::move(event));
  }

 private:
  State& state_;
  Record& record_;
};

Event offer_for(const State& state, const routing::Match& match, Instant now) {
  const StateData& data = StateAccess::data(state);
  const Contact& contact = *state.contact(match.contact);
  const OfferId id = state.next_offer_id();
  return OfferMade{id,
                   match.contact,
                   match.agent,
                   fence_of(data.sequence, id),
                   now + data.queue_of(contact)->offer_timeout,
                   false};
}

}  // namespace

StepOutcome step(State& state, const Command& command, const Call& call, Instant now) {
  Outcome outcome = decide(state, command, call, now);
  if (auto* refusal = std::get_if<Refusal>(&outcome)) return std::move(*refusal);
  Done done;
  done.decision = std::get<Decision>(std::move(outcome));
  std::vector<Event> events = std::move(done.decision.events);
  done.decision.events.clear();
  if (done.decision.repeated) return done;

  done.record.at = now;
  done.record.principal = call.principal;
  done.record.request_id = call.request_id;
  done.record.events.reserve(events.size() + 2);
  Recorder recorder(state, done.record);
  for (Event& event : events) recorder.add(std::move(event));
  if (!events.empty()) {
    StateData& data = StateAccess::data(state);
    while (const std::optional<routing::Match> match = data.matcher.next_match()) {
      recorder.add(offer_for(state, *match, now));
    }
  }
  if (!call.request_id.empty()) {
    recorder.add(
        RequestAnswered{call.principal, call.request_id, call.fingerprint, done.decision.reply});
  }
  return done;
}

}  // namespace usher::core
