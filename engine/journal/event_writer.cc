#include <variant>

#include "engine/journal/draft_codec.h"
#include "engine/journal/event_codec.h"
#include "engine/journal/wire.h"

namespace usher::journal {
namespace {

struct Writer {
  pb::Event& to;

  void operator()(const core::ConfigApplied& event) const {
    write(event.model, *to.mutable_config_applied()->mutable_revision());
  }
  void operator()(const core::ContactSubmitted& event) const {
    pb::ContactSubmitted& message = *to.mutable_contact_submitted();
    message.set_id(event.id.value);
    message.set_key(event.key);
    message.set_fingerprint(event.fingerprint);
    write(event.draft, *message.mutable_draft());
    message.set_queue(event.queue);
  }
  void operator()(const core::ContactBlocked& event) const {
    pb::ContactBlocked& message = *to.mutable_contact_blocked();
    message.set_id(event.id.value);
    message.set_key(event.key);
    message.set_fingerprint(event.fingerprint);
    write(event.draft, *message.mutable_draft());
    message.set_queue(event.queue);
    message.set_reason(event.reason);
  }
  void operator()(const core::ContactUpdated& event) const {
    pb::ContactUpdated& message = *to.mutable_contact_updated();
    message.set_id(event.id.value);
    write(event.draft, *message.mutable_draft());
    message.set_queue(event.queue);
  }
  void operator()(const core::ContactPromoted& event) const {
    to.mutable_contact_promoted()->set_id(event.id.value);
  }
  void operator()(const core::AvoidanceEnded& event) const {
    pb::AvoidanceEnded& message = *to.mutable_avoidance_ended();
    message.set_contact(event.contact.value);
    message.set_agent(event.agent.value);
  }
  void operator()(const core::OfferMade& event) const {
    pb::OfferMade& message = *to.mutable_offer_made();
    message.set_id(event.id.value);
    message.set_contact(event.contact.value);
    message.set_agent(event.agent.value);
    message.set_fence(event.fence);
    message.set_deadline_us(to_wire(event.deadline));
    message.set_pulled(event.pulled);
  }
  void operator()(const core::OfferEnded& event) const {
    pb::OfferEnded& message = *to.mutable_offer_ended();
    message.set_id(event.id.value);
    message.set_outcome(to_wire(event.outcome));
    message.set_reason(event.reason);
    if (event.avoid_until) message.set_avoid_until_us(to_wire(*event.avoid_until));
  }
  void operator()(const core::ContactConnected& event) const {
    to.mutable_contact_connected()->set_id(event.id.value);
  }
  void operator()(const core::ContactHeld& event) const {
    to.mutable_contact_held()->set_id(event.id.value);
  }
  void operator()(const core::ContactRetrieved& event) const {
    to.mutable_contact_retrieved()->set_id(event.id.value);
  }
  void operator()(const core::WrapUpStarted& event) const {
    pb::WrapUpStarted& message = *to.mutable_wrap_up_started();
    message.set_id(event.id.value);
    message.set_ended_by(to_wire(event.ended_by));
    message.set_deadline_us(to_wire(event.deadline));
  }
  void operator()(const core::ContactReturned& event) const {
    pb::ContactReturned& message = *to.mutable_contact_returned();
    message.set_id(event.id.value);
    message.set_reason(event.reason);
    if (event.avoid_until) message.set_avoid_until_us(to_wire(*event.avoid_until));
  }
  void operator()(const core::ContactClosed& event) const {
    pb::ContactClosed& message = *to.mutable_contact_closed();
    message.set_id(event.id.value);
    message.set_state(to_wire(event.state));
    message.set_outcome_code(event.outcome_code);
    message.set_reason(event.reason);
  }
  void operator()(const core::AgentSignedIn& event) const {
    pb::AgentSignedIn& message = *to.mutable_agent_signed_in();
    message.set_agent(event.agent.value);
    message.set_session(event.session.value);
    message.set_presence(to_wire(event.presence));
    message.set_reason(event.reason);
  }
  void operator()(const core::SessionLost& event) const {
    pb::SessionLost& message = *to.mutable_session_lost();
    message.set_agent(event.agent.value);
    message.set_grace_ends_us(to_wire(event.grace_ends));
  }
  void operator()(const core::SessionResumed& event) const {
    to.mutable_session_resumed()->set_agent(event.agent.value);
  }
  void operator()(const core::AgentSignedOut& event) const {
    pb::AgentSignedOut& message = *to.mutable_agent_signed_out();
    message.set_agent(event.agent.value);
    message.set_reason(event.reason);
  }
  void operator()(const core::PresenceChanged& event) const {
    pb::PresenceChanged& message = *to.mutable_presence_changed();
    message.set_agent(event.agent.value);
    message.set_presence(to_wire(event.presence));
    message.set_reason(event.reason);
  }
  void operator()(const core::ChannelAttached& event) const {
    pb::ChannelAttached& message = *to.mutable_channel_attached();
    message.set_adapter(event.adapter);
    message.set_epoch(event.epoch);
  }
  void operator()(const core::ChannelDetached& event) const {
    pb::ChannelDetached& message = *to.mutable_channel_detached();
    message.set_adapter(event.adapter);
    if (event.grace_ends) message.set_grace_ends_us(to_wire(*event.grace_ends));
  }
  void operator()(const core::RequestAnswered& event) const {
    pb::RequestAnswered& message = *to.mutable_request_answered();
    message.set_principal(event.principal);
    message.set_request_id(event.request_id);
    message.set_fingerprint(event.fingerprint);
    write(event.reply, *message.mutable_reply());
  }
  void operator()(const core::HistoryForgotten& event) const {
    pb::HistoryForgotten& message = *to.mutable_history_forgotten();
    for (const core::ContactId id : event.contacts) message.add_contacts(id.value);
    for (const core::OfferId id : event.offers) message.add_offers(id.value);
    message.set_requests(event.requests);
  }
};

}  // namespace

void write(const core::Event& event, pb::Event& message) { std::visit(Writer{message}, event); }

}  // namespace usher::journal
