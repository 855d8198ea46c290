#include <algorithm>
#include <utility>

#include "engine/core/decider.h"
#include "engine/core/derive.h"

namespace usher::core {

// Deadlines of one tick are decided against the state before it, so each may touch only people whom
// no earlier one touched; the first that does ends the tick, and the next tick is due at once.
bool Decider::touch(absl::Span<const ContactId> contacts, AgentId agent) {
  for (const ContactId id : contacts) {
    if (touched_contacts_.contains(id)) return false;
  }
  if (agent && touched_agents_.contains(agent)) return false;
  touched_contacts_.insert(contacts.begin(), contacts.end());
  if (agent) touched_agents_.insert(agent);
  return true;
}

bool Decider::offer_due(OfferId id) {
  const Offer& offer = *state_.offer(id);
  if (!touch({offer.contact}, offer.agent)) return false;
  const Contact& contact = *state_.contact(offer.contact);
  const Agent& agent = *state_.agent(offer.agent);
  plan_.add(OfferEnded{id, OfferState::kMissed, "", plan_.avoid_until(contact)});
  if (plan_.queue(contact).break_after_missed_offer && agent.presence == Presence::kAvailable) {
    plan_.add(PresenceChanged{agent.id, Presence::kBreak, "missed_offer"});
  }
  return true;
}

bool Decider::wrap_up_due(ContactId id) {
  const Contact& contact = *state_.contact(id);
  if (!touch({id}, contact.agent)) return false;
  plan_.close(contact, ContactState::kCompleted, "unspecified", "the time for wrap-up was over");
  return true;
}

bool Decider::session_due(AgentId id) {
  const Agent& agent = *state_.agent(id);
  std::vector<ContactId> contacts = agent.contacts;
  if (agent.offer) contacts.push_back(state_.offer(agent.offer)->contact);
  if (!touch(contacts, id)) return false;
  plan_.rescind(agent, "session_lost");
  for (const ContactId in_hand : agent.contacts) {
    const Contact& contact = *state_.contact(in_hand);
    if (contact.state == ContactState::kAssigned) {
      plan_.return_to_line(contact, "the agent's session was lost before they were connected",
                           std::nullopt);
    }
  }
  plan_.sign_out(agent, "session_lost");
  return true;
}

bool Decider::need_due(ContactId id) {
  const Contact& contact = *state_.contact(id);
  const AgentId agent = contact.offer ? state_.offer(contact.offer)->agent : AgentId{};
  if (!touch({id}, agent)) return false;
  update_in_line(contact, settled(contact.draft, contact.key));
  return true;
}

bool Decider::due(const Deadline& deadline) {
  const ContactId contact{deadline.id};
  switch (deadline.kind) {
    case Deadline::Kind::kOffer:
      return offer_due({deadline.id});
    case Deadline::Kind::kWrapUp:
      return wrap_up_due(contact);
    case Deadline::Kind::kStarvation:
      if (!touch({contact}, {})) return false;
      plan_.add(ContactPromoted{contact});
      return true;
    case Deadline::Kind::kAvoidance:
      if (!touch({contact}, {})) return false;
      plan_.add(AvoidanceEnded{contact, {deadline.other}});
      return true;
    case Deadline::Kind::kNeedExpiry:
      return need_due(contact);
    case Deadline::Kind::kSessionGrace:
      return session_due({deadline.id});
    case Deadline::Kind::kAdapterGrace:
      return adapter_due(deadline.at);
  }
  return false;
}

void Decider::forget_due() {
  const std::optional<Instant> due = data_.retention_due();
  if (!due || *due > now_) return;
  HistoryForgotten forgotten;
  const std::size_t contacts = data_.contacts_to_forget(now_);
  for (auto at = data_.ended_contacts.begin(); forgotten.contacts.size() < contacts; ++at) {
    forgotten.contacts.push_back(at->second);
  }
  const std::size_t offers = data_.offers_to_forget(now_);
  for (auto at = data_.ended_offers.begin(); forgotten.offers.size() < offers; ++at) {
    forgotten.offers.push_back(at->second);
  }
  forgotten.requests = data_.requests_to_forget(now_);
  plan_.add(std::move(forgotten));
}

Outcome Decider::operator()(const Tick&) {
  if (data_.model == nullptr) return done();
  int handled = 0;
  for (const Deadline& deadline : data_.deadlines) {
    if (deadline.at > now_ || handled == kMaxDeadlinesPerTick) break;
    if (!due(deadline)) break;
    ++handled;
  }
  forget_due();
  return done();
}

}  // namespace usher::core
