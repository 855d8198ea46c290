#include <utility>

#include "engine/core/applier.h"
#include "routing/check.h"

namespace usher::core {

void Applier::operator()(const OfferMade& event) {
  Contact& contact = data_.contact(event.contact);
  AgentEntry& agent = data_.agent(event.agent);
  USHER_CHECK(event.id.value == data_.next_offer);
  USHER_CHECK(contact.state == ContactState::kWaiting && !agent.agent.offer);
  ++data_.next_offer;
  Offer offer;
  offer.id = event.id;
  offer.contact = event.contact;
  offer.agent = event.agent;
  offer.fence = event.fence;
  offer.created = data_.now;
  offer.deadline = event.deadline;
  offer.pulled = event.pulled;
  offer.revision = data_.model->revision;
  offer.sequence = data_.sequence;
  data_.add_offer(std::move(offer));
  ++data_.counters[contact.queue].offers;
  data_.edit_contact(contact, Reline::kNo, [&](Contact& changed) {
    changed.state = ContactState::kOffered;
    changed.state_reason.clear();
    changed.offer = event.id;
    ++changed.offer_count;
  });
  data_.edit_agent(agent, [&](Agent& changed) { changed.offer = event.id; });
}

void Applier::operator()(const OfferEnded& event) {
  Offer& offer = data_.offer(event.id);
  const Contact& contact = data_.contact(offer.contact);
  USHER_CHECK(contact.state == ContactState::kOffered && contact.offer == event.id);
  QueueCounters& counters = data_.counters[contact.queue];
  if (event.outcome == OfferState::kDeclined) ++counters.declined;
  if (event.outcome == OfferState::kMissed) ++counters.missed;
  data_.end_offer(offer, event.outcome, event.reason);
  if (event.outcome == OfferState::kAccepted) {
    accept(offer);
  } else {
    give_back(offer, event.avoid_until);
  }
}

void Applier::accept(Offer& offer) {
  data_.edit_contact(data_.contact(offer.contact), Reline::kNo, [&](Contact& changed) {
    changed.state = ContactState::kAssigned;
    changed.offer = {};
    changed.agent = offer.agent;
  });
  data_.edit_agent(data_.agent(offer.agent), [&](Agent& changed) {
    changed.offer = {};
    changed.contacts.push_back(offer.contact);
  });
}

void Applier::give_back(Offer& offer, std::optional<Instant> avoid_until) {
  data_.edit_contact(data_.contact(offer.contact), Reline::kNo, [&](Contact& changed) {
    changed.state = ContactState::kWaiting;
    changed.offer = {};
    if (avoid_until) add_avoidance(changed.avoid, offer.agent, *avoid_until);
  });
  data_.edit_agent(data_.agent(offer.agent), [](Agent& changed) { changed.offer = {}; });
}

}  // namespace usher::core
