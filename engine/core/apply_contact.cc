#include <algorithm>

#include "engine/core/applier.h"
#include "routing/check.h"

namespace usher::core {
namespace {

std::string words_of(EndedBy ended_by) {
  switch (ended_by) {
    case EndedBy::kPerson:
      return "ended by the person";
    case EndedBy::kAgent:
      return "ended by the agent";
    case EndedBy::kChannelFailure:
      return "the channel broke";
    case EndedBy::kPersonDidNotCome:
      return "the person did not come";
  }
  return {};
}

std::int64_t& total_of(QueueCounters& counters, ContactState state) {
  switch (state) {
    case ContactState::kCompleted:
      return counters.completed;
    case ContactState::kAbandoned:
      return counters.abandoned;
    case ContactState::kCancelled:
      return counters.cancelled;
    case ContactState::kLostByChannel:
      return counters.lost;
    case ContactState::kNoShow:
      return counters.no_show;
    case ContactState::kUnresolvedAtClose:
      return counters.unresolved_at_close;
    case ContactState::kBlocked:
      return counters.blocked;
    case ContactState::kWaiting:
    case ContactState::kOffered:
    case ContactState::kAssigned:
    case ContactState::kConnected:
    case ContactState::kHeld:
    case ContactState::kWrapUp:
      break;
  }
  USHER_CHECK(is_terminal(state));
  return counters.completed;
}

}  // namespace

void add_avoidance(std::vector<Avoidance>& avoid, AgentId agent, Instant until) {
  std::erase_if(avoid, [&](const Avoidance& old) { return old.agent == agent; });
  if (avoid.size() == routing::Matcher::kMaxAvoid) avoid.erase(avoid.begin());
  avoid.push_back({agent, until});
}

Contact Applier::new_contact(ContactId id, const std::string& key, std::uint64_t fingerprint,
                             const ContactDraft& draft, const std::string& queue) {
  USHER_CHECK(id.value == data_.next_contact && draft.origin.has_value());
  ++data_.next_contact;
  Contact contact;
  contact.id = id;
  contact.key = key;
  contact.fingerprint = fingerprint;
  contact.draft = draft;
  contact.queue = queue;
  contact.reference = reference_of(id);
  contact.created = data_.now;
  contact.version = data_.sequence;
  return contact;
}

void Applier::operator()(const ContactSubmitted& event) {
  ++data_.counters[event.queue].offered_to_queue;
  data_.add_contact(new_contact(event.id, event.key, event.fingerprint, event.draft, event.queue));
}

void Applier::operator()(const ContactBlocked& event) {
  ++data_.counters[event.queue].blocked;
  Contact contact = new_contact(event.id, event.key, event.fingerprint, event.draft, event.queue);
  contact.state = ContactState::kBlocked;
  contact.state_reason = event.reason;
  contact.ended = data_.now;
  data_.add_contact(std::move(contact));
}

void Applier::operator()(const ContactUpdated& event) {
  Contact& contact = data_.contact(event.id);
  USHER_CHECK(!is_terminal(contact.state));
  if (contact.queue != event.queue) ++data_.counters[event.queue].offered_to_queue;
  data_.edit_contact(contact, Reline::kClass, [&](Contact& changed) {
    changed.draft = event.draft;
    changed.queue = event.queue;
  });
}

void Applier::operator()(const ContactPromoted& event) {
  Contact& contact = data_.contact(event.id);
  USHER_CHECK(is_in_line(contact.state) && !contact.starved);
  data_.edit_contact(contact, Reline::kPlace, [](Contact& changed) { changed.starved = true; });
}

void Applier::operator()(const AvoidanceEnded& event) {
  data_.edit_contact(data_.contact(event.contact), Reline::kPlace, [&](Contact& changed) {
    USHER_CHECK(std::erase_if(changed.avoid, [&](const Avoidance& avoidance) {
                  return avoidance.agent == event.agent;
                }) == 1);
  });
}

void Applier::operator()(const ContactConnected& event) {
  Contact& contact = data_.contact(event.id);
  // Once connected a contact is never assigned again, so it is counted once.
  USHER_CHECK(contact.state == ContactState::kAssigned && !contact.connected);
  QueueCounters& counters = data_.counters[contact.queue];
  const Duration wait = data_.now - *contact.draft.origin;
  const QueueModel* queue = data_.queue_of(contact);
  ++counters.answered;
  if (queue != nullptr && wait <= queue->target) ++counters.answered_in_target;
  counters.wait_sum += wait;
  data_.edit_contact(contact, Reline::kNo, [&](Contact& changed) {
    changed.state = ContactState::kConnected;
    changed.connected = data_.now;
  });
}

void Applier::operator()(const ContactHeld& event) {
  Contact& contact = data_.contact(event.id);
  USHER_CHECK(contact.state == ContactState::kConnected);
  data_.edit_contact(contact, Reline::kNo,
                     [](Contact& changed) { changed.state = ContactState::kHeld; });
}

void Applier::operator()(const ContactRetrieved& event) {
  Contact& contact = data_.contact(event.id);
  USHER_CHECK(contact.state == ContactState::kHeld);
  data_.edit_contact(contact, Reline::kNo,
                     [](Contact& changed) { changed.state = ContactState::kConnected; });
}

void Applier::operator()(const WrapUpStarted& event) {
  Contact& contact = data_.contact(event.id);
  USHER_CHECK(contact.state == ContactState::kConnected || contact.state == ContactState::kHeld);
  data_.edit_contact(contact, Reline::kNo, [&](Contact& changed) {
    changed.state = ContactState::kWrapUp;
    changed.wrap_up_deadline = event.deadline;
    changed.state_reason = words_of(event.ended_by);
  });
}

void Applier::leave_hands(ContactId contact, AgentId agent) {
  data_.edit_agent(data_.agent(agent), [&](Agent& changed) {
    USHER_CHECK(std::erase(changed.contacts, contact) == 1);
    if (changed.contacts.empty()) changed.idle_since = data_.now;
  });
}

void Applier::operator()(const ContactReturned& event) {
  Contact& contact = data_.contact(event.id);
  USHER_CHECK(contact.state == ContactState::kAssigned);
  const AgentId agent = contact.agent;
  data_.edit_contact(contact, Reline::kNo, [&](Contact& changed) {
    changed.state = ContactState::kWaiting;
    changed.state_reason = event.reason;
    changed.agent = {};
    if (event.avoid_until) add_avoidance(changed.avoid, agent, *event.avoid_until);
  });
  leave_hands(event.id, agent);
}

void Applier::operator()(const ContactClosed& event) {
  Contact& contact = data_.contact(event.id);
  USHER_CHECK(!is_terminal(contact.state) && !contact.offer);
  const bool in_hand = is_with_agent(contact.state);
  ++total_of(data_.counters[contact.queue], event.state);
  data_.edit_contact(contact, Reline::kNo, [&](Contact& changed) {
    changed.state = event.state;
    changed.outcome_code = event.outcome_code;
    changed.state_reason = event.reason;
    changed.wrap_up_deadline.reset();
    changed.ended = data_.now;
  });
  if (in_hand) leave_hands(event.id, contact.agent);
}

}  // namespace usher::core
