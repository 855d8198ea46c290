#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using core::ContactState;
using routing::str_cat;

void ConservationChecker::on_event(const Shadow& shadow, const core::Record& record,
                                   const core::Event& event) {
  count(shadow, event);
  const auto* closed = std::get_if<core::ContactClosed>(&event);
  if (closed == nullptr) return;
  const auto at = held_.find(record.sequence);
  const ShadowContact* contact = shadow.contact(closed->id);
  if (at == held_.end() || contact == nullptr || !at->second.second.contains(contact->key)) return;
  findings_.fail(Family::kConservation,
                 str_cat("record ", record.sequence, ": ", contact->key, " ends although adapter ",
                         at->second.first, " has just said that it holds the person"));
}

void ConservationChecker::count(const Shadow& shadow, const core::Event& event) {
  if (const auto* submitted = std::get_if<core::ContactSubmitted>(&event)) {
    ++totals_[submitted->queue].offered_to_queue;
  } else if (const auto* blocked = std::get_if<core::ContactBlocked>(&event)) {
    ++totals_[blocked->queue].blocked;
  } else if (const auto* updated = std::get_if<core::ContactUpdated>(&event)) {
    const ShadowContact* contact = shadow.contact(updated->id);
    if (contact != nullptr && contact->queue != updated->queue) {
      ++totals_[updated->queue].offered_to_queue;
    }
  } else if (const auto* closed = std::get_if<core::ContactClosed>(&event)) {
    const ShadowContact* contact = shadow.contact(closed->id);
    if (contact == nullptr) return;
    core::QueueCounters& totals = totals_[contact->queue];
    if (closed->state == ContactState::kCompleted) ++totals.completed;
    if (closed->state == ContactState::kAbandoned) ++totals.abandoned;
    if (closed->state == ContactState::kCancelled) ++totals.cancelled;
    if (closed->state == ContactState::kLostByChannel) ++totals.lost;
    if (closed->state == ContactState::kNoShow) ++totals.no_show;
  } else if (const auto* made = std::get_if<core::OfferMade>(&event)) {
    if (const ShadowContact* contact = shadow.contact(made->contact)) {
      ++totals_[contact->queue].offers;
    }
  }
}

void ConservationChecker::audit(const Shadow& shadow, const core::State& state, Instant) {
  for (const core::ContactId id : shadow.live()) {
    const core::Contact* contact = state.contact(id);
    if (contact != nullptr && contact->state == shadow.contact(id)->state) continue;
    findings_.fail(Family::kConservation, str_cat("contact ", shadow.contact(id)->key,
                                                  " is not where its records put it"));
  }
  std::size_t live = 0;
  state.contacts_after({}, [&](const core::Contact& contact) {
    live += contact.state < ContactState::kCompleted ? 1 : 0;
    const ShadowContact* recorded = shadow.contact(contact.id);
    if (recorded == nullptr || recorded->state != contact.state) {
      findings_.fail(Family::kConservation,
                     str_cat("contact ", contact.key, " is in state ",
                             static_cast<int>(contact.state), ", which no record says"));
    }
    return true;
  });
  if (live != shadow.live().size()) {
    findings_.fail(Family::kConservation, "the engine has contacts that no record made");
  }
  for (const auto& [queue, mine] : totals_) {
    const core::QueueCounters& known = state.counters(queue);
    const bool same = known.offered_to_queue == mine.offered_to_queue &&
                      known.blocked == mine.blocked && known.completed == mine.completed &&
                      known.abandoned == mine.abandoned && known.cancelled == mine.cancelled &&
                      known.lost == mine.lost && known.no_show == mine.no_show &&
                      known.offers == mine.offers;
    if (!same) {
      findings_.fail(Family::kConservation,
                     str_cat("the counters of queue ", queue, " are not the fold of its records"));
    }
  }
}

void ConservationChecker::acknowledged(const Shadow& shadow, const std::string& key) {
  if (shadow.contact(key) != nullptr) return;
  findings_.fail(Family::kConservation,
                 str_cat("contact ", key, " was acknowledged and is in no record"));
}

}  // namespace usher::simulation
