#include "engine/core/state_data.h"

#include <algorithm>

#include "engine/core/derive.h"
#include "routing/check.h"
#include "routing/text.h"

namespace usher::core {

using routing::to_absl;

Contact& StateData::contact(ContactId id) {
  const auto at = contacts.find(id);
  USHER_CHECK(at != contacts.end());
  return *at->second;
}

AgentEntry& StateData::agent(AgentId id) {
  const auto at = agents.find(id);
  USHER_CHECK(at != agents.end());
  return *at->second;
}

Offer& StateData::offer(OfferId id) {
  const auto at = offers.find(id);
  USHER_CHECK(at != offers.end());
  return *at->second;
}

const AgentEntry* StateData::find_agent(AgentId id) const {
  const auto at = agents.find(id);
  return at == agents.end() ? nullptr : at->second.get();
}

const Contact* StateData::find_contact(ContactId id) const {
  const auto at = contacts.find(id);
  return at == contacts.end() ? nullptr : at->second.get();
}

bool StateData::attached(std::string_view adapter) const {
  const auto at = adapters.find(adapter);
  return at != adapters.end() && at->second.attachment && at->second.attachment->attached;
}

// ---- contacts

Deadlines StateData::deadlines_of(const Contact& contact) const {
  Deadlines found;
  const std::uint64_t id = contact.id.value;
  if (contact.state == ContactState::kWrapUp) {
    found.push_back({*contact.wrap_up_deadline, Deadline::Kind::kWrapUp, id});
  }
  if (!is_in_line(contact.state)) return found;
  const QueueModel* queue = queue_of(contact);
  if (queue != nullptr && !contact.starved) {
    found.push_back(
        {*contact.draft.origin + queue->starvation_bound, Deadline::Kind::kStarvation, id});
  }
  for (const Avoidance& avoidance : contact.avoid) {
    found.push_back({avoidance.until, Deadline::Kind::kAvoidance, id, avoidance.agent.value});
  }
  std::optional<Instant> expires;
  for (const Need& need : contact.draft.needs) {
    if (need.expires && (!expires || *need.expires < *expires)) expires = need.expires;
  }
  if (expires) found.push_back({*expires, Deadline::Kind::kNeedExpiry, id});
  return found;
}

void StateData::replace(const Deadlines& before, const Deadlines& after) {
  if (before == after) return;
  for (const Deadline& deadline : before) USHER_CHECK(deadlines.erase(deadline) == 1);
  for (const Deadline& deadline : after) USHER_CHECK(deadlines.insert(deadline).second);
}

void StateData::count(const Contact& contact, int by) {
  if (is_terminal(contact.state)) return;
  const bool waits = is_in_line(contact.state);
  QueueCounters& counts = counters[contact.queue];
  if (waits) {
    in_line += by;
    counts.waiting += by;
    if (contact.state == ContactState::kOffered) counts.offered += by;
  } else if (contact.state == ContactState::kWrapUp) {
    counts.wrap_up += by;
  } else {
    counts.in_service += by;
  }
  if (contact.draft.adapter.empty()) return;
  AdapterEntry& adapter = adapters[contact.draft.adapter];
  if (waits) adapter.in_line += by;
  if (by > 0) {
    adapter.live.insert(contact.id);
  } else {
    adapter.live.erase(contact.id);
  }
}

void StateData::sync_line(Contact& contact, Reline reline) {
  const QueueModel* queue = is_in_line(contact.state) ? queue_of(contact) : nullptr;
  const bool wanted = queue != nullptr && contact.state == ContactState::kWaiting &&
                      (contact.draft.adapter.empty() || attached(contact.draft.adapter));
  bool waits = matcher.is_waiting(contact.id);
  if (waits && (!wanted || reline != Reline::kNo)) {
    matcher.remove_waiting(contact.id);
    waits = false;
  }
  if (contact.requirement && (queue == nullptr || reline == Reline::kClass)) {
    matcher.release(*contact.requirement);
    contact.requirement.reset();
  }
  if (queue != nullptr && !contact.requirement) {
    contact.requirement =
        matcher.acquire(requirement_of(*model, contact.draft, *queue, vocabulary));
  }
  if (!wanted || waits) return;
  absl::InlinedVector<AgentId, 4> avoid;
  for (const Avoidance& avoidance : contact.avoid) avoid.push_back(avoidance.agent);
  matcher.add_waiting(contact.id, *contact.requirement, order_key(contact, *queue), avoid);
}

Contact& StateData::place_contact(Contact&& value) {
  auto owned = std::make_unique<Contact>(std::move(value));
  Contact& contact = *owned;
  USHER_CHECK(contacts.try_emplace(contact.id, std::move(owned)).second);
  USHER_CHECK(contacts_by_key.try_emplace(contact.key, &contact).second);
  count(contact, 1);
  if (contact.ended) ended_contacts.insert({*contact.ended, contact.id});
  return contact;
}

Contact& StateData::add_contact(Contact value) {
  Contact& contact = place_contact(std::move(value));
  replace({}, deadlines_of(contact));
  sync_line(contact, Reline::kNo);
  return contact;
}

void StateData::edit_contact(Contact& contact, Reline reline,
                             absl::FunctionRef<void(Contact&)> change) {
  const Deadlines before = deadlines_of(contact);
  const bool was_ended = contact.ended.has_value();
  count(contact, -1);
  change(contact);
  contact.version = sequence;
  count(contact, 1);
  replace(before, deadlines_of(contact));
  if (!was_ended && contact.ended) ended_contacts.insert({*contact.ended, contact.id});
  sync_line(contact, reline);
}

void StateData::forget_contact(ContactId id) {
  Contact& ended = contact(id);
  USHER_CHECK(is_terminal(ended.state) && ended.ended.has_value());
  ended_contacts.erase({*ended.ended, id});
  contacts_by_key.erase(ended.key);
  contacts.erase(id);
}

// ---- offers

Offer& StateData::add_offer(Offer value) {
  auto owned = std::make_unique<Offer>(std::move(value));
  Offer& offer = *owned;
  USHER_CHECK(offers.try_emplace(offer.id, std::move(owned)).second);
  if (offer.state == OfferState::kLive) {
    live_offers.insert(offer.id);
    replace({}, {{offer.deadline, Deadline::Kind::kOffer, offer.id.value}});
  } else {
    ended_offers.insert({*offer.ended, offer.id});
  }
  return offer;
}

void StateData::end_offer(Offer& offer, OfferState outcome, std::string reason) {
  USHER_CHECK(offer.state == OfferState::kLive && outcome != OfferState::kLive);
  live_offers.erase(offer.id);
  replace({{offer.deadline, Deadline::Kind::kOffer, offer.id.value}}, {});
  offer.state = outcome;
  offer.reason = std::move(reason);
  offer.ended = now;
  ended_offers.insert({now, offer.id});
}

void StateData::forget_offer(OfferId id) {
  const Offer& ended = offer(id);
  USHER_CHECK(ended.state != OfferState::kLive);
  ended_offers.erase({*ended.ended, id});
  offers.erase(id);
}

// ---- attachments

void StateData::index_attachment_grace(const Attachment& attachment, bool add) {
  if (!attachment.grace_ends) return;
  const Deadline deadline{*attachment.grace_ends, Deadline::Kind::kAdapterGrace};
  if (add) {
    deadlines.insert(deadline);
    return;
  }
  // Adapters whose grace ends at the same time share an entry.
  const auto shares = [&](const auto& other) {
    return other.second.attachment && &*other.second.attachment != &attachment &&
           other.second.attachment->grace_ends == attachment.grace_ends;
  };
  if (std::none_of(adapters.begin(), adapters.end(), shares)) deadlines.erase(deadline);
}

void StateData::edit_attachment(const std::string& adapter,
                                absl::FunctionRef<void(Attachment&)> change) {
  AdapterEntry& entry = adapters[adapter];
  if (!entry.attachment) entry.attachment = Attachment{adapter};
  const bool was_attached = entry.attachment->attached;
  index_attachment_grace(*entry.attachment, false);
  change(*entry.attachment);
  index_attachment_grace(*entry.attachment, true);
  if (was_attached == entry.attachment->attached || model == nullptr) return;
  for (const ContactId id : entry.live) sync_line(contact(id), Reline::kNo);
}

// ---- requests

std::string request_key(std::string_view principal, std::string_view request_id) {
  std::string key;
  key.reserve(principal.size() + 1 + request_id.size());
  key.append(principal).push_back('\0');
  key.append(request_id);
  return key;
}

void StateData::add_request(std::string_view principal, std::string_view request_id,
                            State::Answered answered) {
  requests.push_back({request_key(principal, request_id), principal.size(), std::move(answered)});
  const RequestEntry& entry = requests.back();
  USHER_CHECK(requests_by_key.try_emplace(entry.key, &entry).second);
}

void StateData::forget_oldest_request() {
  USHER_CHECK(!requests.empty());
  requests_by_key.erase(requests.front().key);
  requests.pop_front();
}

}  // namespace usher::core
