#include "engine/journal/entity_codec.h"

#include <utility>

#include "engine/journal/draft_codec.h"
#include "engine/journal/wire.h"

namespace usher::journal {

void write(const core::Contact& contact, pb::Contact& message) {
  message.set_id(contact.id.value);
  message.set_key(contact.key);
  message.set_fingerprint(contact.fingerprint);
  write(contact.draft, *message.mutable_draft());
  message.set_queue(contact.queue);
  message.set_reference(contact.reference);
  message.set_state(to_wire(contact.state));
  message.set_starved(contact.starved);
  for (const core::Avoidance& avoidance : contact.avoid) {
    pb::Avoidance& to = *message.add_avoid();
    to.set_agent(avoidance.agent.value);
    to.set_until_us(to_wire(avoidance.until));
  }
  message.set_offer(contact.offer.value);
  message.set_agent(contact.agent.value);
  message.set_outcome_code(contact.outcome_code);
  message.set_state_reason(contact.state_reason);
  message.set_created_us(to_wire(contact.created));
  if (contact.connected) message.set_connected_us(to_wire(*contact.connected));
  if (contact.ended) message.set_ended_us(to_wire(*contact.ended));
  if (contact.wrap_up_deadline) {
    message.set_wrap_up_deadline_us(to_wire(*contact.wrap_up_deadline));
  }
  message.set_offer_count(contact.offer_count);
  message.set_version(contact.version);
}

core::Contact read(pb::Contact& message, Damage& damage) {
  damage.check_known(message, "Contact");
  core::Contact contact;
  contact.id = {message.id()};
  contact.key = std::move(*message.mutable_key());
  contact.fingerprint = message.fingerprint();
  contact.draft = read(*message.mutable_draft(), damage);
  contact.queue = std::move(*message.mutable_queue());
  contact.reference = std::move(*message.mutable_reference());
  contact.state = from_wire<core::ContactState>(message.state(), "contact state", damage);
  contact.starved = message.starved();
  contact.avoid.reserve(message.avoid_size());
  for (const pb::Avoidance& avoidance : message.avoid()) {
    damage.check_known(avoidance, "Avoidance");
    contact.avoid.push_back({{avoidance.agent()}, instant(avoidance.until_us())});
  }
  contact.offer = {message.offer()};
  contact.agent = {message.agent()};
  contact.outcome_code = std::move(*message.mutable_outcome_code());
  contact.state_reason = std::move(*message.mutable_state_reason());
  contact.created = instant(message.created_us());
  contact.connected = instant_if(message.has_connected_us(), message.connected_us());
  contact.ended = instant_if(message.has_ended_us(), message.ended_us());
  contact.wrap_up_deadline =
      instant_if(message.has_wrap_up_deadline_us(), message.wrap_up_deadline_us());
  contact.offer_count = message.offer_count();
  contact.version = message.version();
  return contact;
}

void write(const core::Agent& agent, pb::Agent& message) {
  message.set_id(agent.id.value);
  message.set_key(agent.key);
  message.set_configured(agent.configured);
  message.set_presence(to_wire(agent.presence));
  message.set_presence_reason(agent.presence_reason);
  message.set_presence_since_us(to_wire(agent.presence_since));
  message.set_session(agent.session.value);
  if (agent.session_grace_ends) {
    message.set_session_grace_ends_us(to_wire(*agent.session_grace_ends));
  }
  message.set_idle_since_us(to_wire(agent.idle_since));
  message.set_offer(agent.offer.value);
  for (const core::ContactId id : agent.contacts) message.add_contacts(id.value);
  message.set_version(agent.version);
}

core::Agent read(pb::Agent& message, Damage& damage) {
  damage.check_known(message, "Agent");
  core::Agent agent;
  agent.id = {message.id()};
  agent.key = std::move(*message.mutable_key());
  agent.configured = message.configured();
  agent.presence = from_wire<core::Presence>(message.presence(), "presence", damage);
  agent.presence_reason = std::move(*message.mutable_presence_reason());
  agent.presence_since = instant(message.presence_since_us());
  agent.session = {message.session()};
  agent.session_grace_ends =
      instant_if(message.has_session_grace_ends_us(), message.session_grace_ends_us());
  agent.idle_since = instant(message.idle_since_us());
  agent.offer = {message.offer()};
  agent.contacts.reserve(message.contacts_size());
  for (const std::uint64_t id : message.contacts()) agent.contacts.push_back({id});
  agent.version = message.version();
  return agent;
}

void write(const core::Offer& offer, pb::Offer& message) {
  message.set_id(offer.id.value);
  message.set_contact(offer.contact.value);
  message.set_agent(offer.agent.value);
  message.set_fence(offer.fence);
  message.set_state(to_wire(offer.state));
  message.set_created_us(to_wire(offer.created));
  message.set_deadline_us(to_wire(offer.deadline));
  if (offer.ended) message.set_ended_us(to_wire(*offer.ended));
  message.set_reason(offer.reason);
  message.set_pulled(offer.pulled);
  message.set_revision(offer.revision);
  message.set_sequence(offer.sequence);
}

core::Offer read(pb::Offer& message, Damage& damage) {
  damage.check_known(message, "Offer");
  core::Offer offer;
  offer.id = {message.id()};
  offer.contact = {message.contact()};
  offer.agent = {message.agent()};
  offer.fence = message.fence();
  offer.state = from_wire<core::OfferState>(message.state(), "offer state", damage);
  offer.created = instant(message.created_us());
  offer.deadline = instant(message.deadline_us());
  offer.ended = instant_if(message.has_ended_us(), message.ended_us());
  offer.reason = std::move(*message.mutable_reason());
  offer.pulled = message.pulled();
  offer.revision = message.revision();
  offer.sequence = message.sequence();
  return offer;
}

void write(const core::Attachment& attachment, pb::Attachment& message) {
  message.set_adapter(attachment.adapter);
  message.set_epoch(attachment.epoch);
  message.set_attached(attachment.attached);
  if (attachment.grace_ends) message.set_grace_ends_us(to_wire(*attachment.grace_ends));
}

core::Attachment read(pb::Attachment& message, Damage& damage) {
  damage.check_known(message, "Attachment");
  core::Attachment attachment;
  attachment.adapter = std::move(*message.mutable_adapter());
  attachment.epoch = message.epoch();
  attachment.attached = message.attached();
  attachment.grace_ends = instant_if(message.has_grace_ends_us(), message.grace_ends_us());
  return attachment;
}

void write(const core::AnsweredRequest& request, pb::AnsweredRequest& message) {
  message.set_principal(request.principal);
  message.set_request_id(request.request_id);
  message.set_fingerprint(request.fingerprint);
  write(request.reply, *message.mutable_reply());
  message.set_at_us(to_wire(request.at));
}

core::AnsweredRequest read(pb::AnsweredRequest& message, Damage& damage) {
  damage.check_known(message, "AnsweredRequest");
  core::AnsweredRequest request;
  request.principal = std::move(*message.mutable_principal());
  request.request_id = std::move(*message.mutable_request_id());
  request.fingerprint = message.fingerprint();
  request.reply = read(*message.mutable_reply(), damage);
  request.at = instant(message.at_us());
  return request;
}

void write(const NamedCounters& counters, pb::Counters& message) {
  message.set_queue(counters.first);
  const core::QueueCounters& from = counters.second;
  message.set_offered_to_queue(from.offered_to_queue);
  message.set_answered(from.answered);
  message.set_answered_in_target(from.answered_in_target);
  message.set_abandoned(from.abandoned);
  message.set_completed(from.completed);
  message.set_cancelled(from.cancelled);
  message.set_lost(from.lost);
  message.set_offers(from.offers);
  message.set_declined(from.declined);
  message.set_missed(from.missed);
  message.set_unresolved_at_close(from.unresolved_at_close);
  message.set_blocked(from.blocked);
  message.set_no_show(from.no_show);
  message.set_wait_sum_us(from.wait_sum.count());
  message.set_waiting(from.waiting);
  message.set_offered(from.offered);
  message.set_in_service(from.in_service);
  message.set_wrap_up(from.wrap_up);
}

NamedCounters read(pb::Counters& message, Damage& damage) {
  damage.check_known(message, "Counters");
  NamedCounters counters;
  counters.first = std::move(*message.mutable_queue());
  core::QueueCounters& to = counters.second;
  to.offered_to_queue = message.offered_to_queue();
  to.answered = message.answered();
  to.answered_in_target = message.answered_in_target();
  to.abandoned = message.abandoned();
  to.completed = message.completed();
  to.cancelled = message.cancelled();
  to.lost = message.lost();
  to.offers = message.offers();
  to.declined = message.declined();
  to.missed = message.missed();
  to.unresolved_at_close = message.unresolved_at_close();
  to.blocked = message.blocked();
  to.no_show = message.no_show();
  to.wait_sum = core::Duration(message.wait_sum_us());
  to.waiting = message.waiting();
  to.offered = message.offered();
  to.in_service = message.in_service();
  to.wrap_up = message.wrap_up();
  return counters;
}

}  // namespace usher::journal
