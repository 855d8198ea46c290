#include <algorithm>

#include "engine/runtime/clock.h"
#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

namespace {
// A tick and what stands in the queue before it.
constexpr Duration kTick = std::chrono::milliseconds(500);
}  // namespace

void DeadlineChecker::check(const Shadow& shadow, Instant now) {
  // The writer sleeps on a steady clock while the engine's is led to the wall clock, so after a
  // long sleep it may wake that much late.
  const Duration led = (now - shadow.now()) * runtime::SlewedTime::kSlewPerMille / 1000;
  const auto late = [&](Instant deadline) {
    return now > std::max(deadline, running_since_) + kTick + led;
  };
  const auto fail = [&](const std::string& what) {
    findings_.fail(Family::kDeadlines, str_cat("after record ", shadow.sequence(), ": ", what));
  };
  for (const core::OfferId id : shadow.live_offers()) {
    if (late(shadow.offer(id)->deadline))
      fail(str_cat("offer ", id.value, " outlives its deadline"));
  }
  for (const core::ContactId id : shadow.live()) {
    const ShadowContact& contact = *shadow.contact(id);
    if (contact.state == core::ContactState::kWrapUp && late(contact.wrap_up_deadline)) {
      fail(str_cat("the wrap-up of ", contact.key, " outlives its deadline"));
    }
    if (!contact.in_line()) continue;
    // Who comes back into line may bring times that are over.
    const Instant since = std::max(contact.touched, shadow.configured_at());
    for (const auto& [agent, until] : contact.avoid) {
      if (late(std::max(until, since))) {
        fail(str_cat(contact.key, " avoids agent ", agent.value, " too long"));
      }
    }
    for (const core::Need& need : contact.draft.needs) {
      if (need.expires && late(std::max(*need.expires, since))) {
        fail(str_cat("a need of ", contact.key, " outlives its time"));
      }
    }
    const core::QueueModel* queue = shadow.queue_of(contact);
    if (queue == nullptr || contact.starved) continue;
    if (late(std::max(contact.origin + queue->starvation_bound, since))) {
      fail(str_cat(contact.key, " waits past the starvation bound and is not promoted"));
    }
  }
  for (const auto& [id, agent] : shadow.agents()) {
    if (agent.grace_ends && late(*agent.grace_ends)) {
      fail(str_cat("agent ", agent.key, " keeps a lost session past the grace"));
    }
  }
  for (const auto& [id, adapter] : shadow.adapters()) {
    if (adapter.grace_ends && late(*adapter.grace_ends)) {
      fail(str_cat("adapter ", id, " is waited for past the grace"));
    }
  }
}

void DeadlineChecker::before(const Shadow& shadow, const core::Record& record) {
  if (shadow.model() != nullptr) check(shadow, record.at);
}

void DeadlineChecker::audit(const Shadow& shadow, const core::State&, Instant now) {
  check(shadow, now);
}

}  // namespace usher::simulation
