#include <string>
#include <utility>

#include "engine/journal/draft_codec.h"
#include "engine/journal/event_codec.h"
#include "engine/journal/wire.h"

namespace usher::journal {
namespace {

std::string take(std::string* text) { return std::move(*text); }

// One overload a message of Event.kind, in its order.

core::Event event_of(pb::ConfigApplied& message, const ModelDecoder& decoder, Damage& damage) {
  damage.check_known(message, "ConfigApplied");
  return core::ConfigApplied{read(*message.mutable_revision(), decoder, damage)};
}

core::Event event_of(pb::ContactSubmitted& message, Damage& damage) {
  damage.check_known(message, "ContactSubmitted");
  return core::ContactSubmitted{{message.id()},
                                take(message.mutable_key()),
                                message.fingerprint(),
                                read(*message.mutable_draft(), damage),
                                take(message.mutable_queue())};
}

core::Event event_of(pb::ContactBlocked& message, Damage& damage) {
  damage.check_known(message, "ContactBlocked");
  return core::ContactBlocked{{message.id()},
                              take(message.mutable_key()),
                              message.fingerprint(),
                              read(*message.mutable_draft(), damage),
                              take(message.mutable_queue()),
                              take(message.mutable_reason())};
}

core::Event event_of(pb::ContactUpdated& message, Damage& damage) {
  damage.check_known(message, "ContactUpdated");
  return core::ContactUpdated{
      {message.id()}, read(*message.mutable_draft(), damage), take(message.mutable_queue())};
}

core::Event event_of(pb::ContactPromoted& message, Damage& damage) {
  damage.check_known(message, "ContactPromoted");
  return core::ContactPromoted{{message.id()}};
}

core::Event event_of(pb::AvoidanceEnded& message, Damage& damage) {
  damage.check_known(message, "AvoidanceEnded");
  return core::AvoidanceEnded{{message.contact()}, {message.agent()}};
}

core::Event event_of(pb::OfferMade& message, Damage& damage) {
  damage.check_known(message, "OfferMade");
  return core::OfferMade{{message.id()},
                         {message.contact()},
                         {message.agent()},
                         message.fence(),
                         instant(message.deadline_us()),
                         message.pulled()};
}

core::Event event_of(pb::OfferEnded& message, Damage& damage) {
  damage.check_known(message, "OfferEnded");
  return core::OfferEnded{{message.id()},
                          from_wire<core::OfferState>(message.outcome(), "offer state", damage),
                          take(message.mutable_reason()),
                          instant_if(message.has_avoid_until_us(), message.avoid_until_us())};
}

core::Event event_of(pb::ContactConnected& message, Damage& damage) {
  damage.check_known(message, "ContactConnected");
  return core::ContactConnected{{message.id()}};
}

core::Event event_of(pb::ContactHeld& message, Damage& damage) {
  damage.check_known(message, "ContactHeld");
  return core::ContactHeld{{message.id()}};
}

core::Event event_of(pb::ContactRetrieved& message, Damage& damage) {
  damage.check_known(message, "ContactRetrieved");
  return core::ContactRetrieved{{message.id()}};
}

core::Event event_of(pb::WrapUpStarted& message, Damage& damage) {
  damage.check_known(message, "WrapUpStarted");
  return core::WrapUpStarted{{message.id()},
                             from_wire<core::EndedBy>(message.ended_by(), "ended_by", damage),
                             instant(message.deadline_us())};
}

core::Event event_of(pb::ContactReturned& message, Damage& damage) {
  damage.check_known(message, "ContactReturned");
  return core::ContactReturned{{message.id()},
                               take(message.mutable_reason()),
                               instant_if(message.has_avoid_until_us(), message.avoid_until_us())};
}

core::Event event_of(pb::ContactClosed& message, Damage& damage) {
  damage.check_known(message, "ContactClosed");
  return core::ContactClosed{
      {message.id()},
      from_wire<core::ContactState>(message.state(), "contact state", damage),
      take(message.mutable_outcome_code()),
      take(message.mutable_reason())};
}

core::Event event_of(pb::AgentSignedIn& message, Damage& damage) {
  damage.check_known(message, "AgentSignedIn");
  return core::AgentSignedIn{{message.agent()},
                             {message.session()},
                             from_wire<core::Presence>(message.presence(), "presence", damage),
                             take(message.mutable_reason())};
}

core::Event event_of(pb::SessionLost& message, Damage& damage) {
  damage.check_known(message, "SessionLost");
  return core::SessionLost{{message.agent()}, instant(message.grace_ends_us())};
}

core::Event event_of(pb::SessionResumed& message, Damage& damage) {
  damage.check_known(message, "SessionResumed");
  return core::SessionResumed{{message.agent()}};
}

core::Event event_of(pb::AgentSignedOut& message, Damage& damage) {
  damage.check_known(message, "AgentSignedOut");
  return core::AgentSignedOut{{message.agent()}, take(message.mutable_reason())};
}

core::Event event_of(pb::PresenceChanged& message, Damage& damage) {
  damage.check_known(message, "PresenceChanged");
  return core::PresenceChanged{{message.agent()},
                               from_wire<core::Presence>(message.presence(), "presence", damage),
                               take(message.mutable_reason())};
}

core::Event event_of(pb::ChannelAttached& message, Damage& damage) {
  damage.check_known(message, "ChannelAttached");
  return core::ChannelAttached{take(message.mutable_adapter()), message.epoch()};
}

core::Event event_of(pb::ChannelDetached& message, Damage& damage) {
  damage.check_known(message, "ChannelDetached");
  return core::ChannelDetached{take(message.mutable_adapter()),
                               instant_if(message.has_grace_ends_us(), message.grace_ends_us())};
}

core::Event event_of(pb::RequestAnswered& message, Damage& damage) {
  damage.check_known(message, "RequestAnswered");
  return core::RequestAnswered{take(message.mutable_principal()),
                               take(message.mutable_request_id()), message.fingerprint(),
                               read(*message.mutable_reply(), damage)};
}

core::Event event_of(pb::HistoryForgotten& message, Damage& damage) {
  damage.check_known(message, "HistoryForgotten");
  core::HistoryForgotten event;
  event.contacts.reserve(message.contacts_size());
  for (const std::uint64_t id : message.contacts()) event.contacts.push_back({id});
  event.offers.reserve(message.offers_size());
  for (const std::uint64_t id : message.offers()) event.offers.push_back({id});
  event.requests = message.requests();
  return event;
}

}  // namespace

core::Event read(pb::Event& message, const ModelDecoder& decoder, Damage& damage) {
  if (Damage::has_unknown_fields(message)) damage.note_newer("an event of a kind");
  switch (message.kind_case()) {
    case pb::Event::kConfigApplied:
      return event_of(*message.mutable_config_applied(), decoder, damage);
    case pb::Event::kContactSubmitted:
      return event_of(*message.mutable_contact_submitted(), damage);
    case pb::Event::kContactBlocked:
      return event_of(*message.mutable_contact_blocked(), damage);
    case pb::Event::kContactUpdated:
      return event_of(*message.mutable_contact_updated(), damage);
    case pb::Event::kContactPromoted:
      return event_of(*message.mutable_contact_promoted(), damage);
    case pb::Event::kAvoidanceEnded:
      return event_of(*message.mutable_avoidance_ended(), damage);
    case pb::Event::kOfferMade:
      return event_of(*message.mutable_offer_made(), damage);
    case pb::Event::kOfferEnded:
      return event_of(*message.mutable_offer_ended(), damage);
    case pb::Event::kContactConnected:
      return event_of(*message.mutable_contact_connected(), damage);
    case pb::Event::kContactHeld:
      return event_of(*message.mutable_contact_held(), damage);
    case pb::Event::kContactRetrieved:
      return event_of(*message.mutable_contact_retrieved(), damage);
    case pb::Event::kWrapUpStarted:
      return event_of(*message.mutable_wrap_up_started(), damage);
    case pb::Event::kContactReturned:
      return event_of(*message.mutable_contact_returned(), damage);
    case pb::Event::kContactClosed:
      return event_of(*message.mutable_contact_closed(), damage);
    case pb::Event::kAgentSignedIn:
      return event_of(*message.mutable_agent_signed_in(), damage);
    case pb::Event::kSessionLost:
      return event_of(*message.mutable_session_lost(), damage);
    case pb::Event::kSessionResumed:
      return event_of(*message.mutable_session_resumed(), damage);
    case pb::Event::kAgentSignedOut:
      return event_of(*message.mutable_agent_signed_out(), damage);
    case pb::Event::kPresenceChanged:
      return event_of(*message.mutable_presence_changed(), damage);
    case pb::Event::kChannelAttached:
      return event_of(*message.mutable_channel_attached(), damage);
    case pb::Event::kChannelDetached:
      return event_of(*message.mutable_channel_detached(), damage);
    case pb::Event::kRequestAnswered:
      return event_of(*message.mutable_request_answered(), damage);
    case pb::Event::kHistoryForgotten:
      return event_of(*message.mutable_history_forgotten(), damage);
    case pb::Event::KIND_NOT_SET:
      break;
  }
  damage.note("holds an event without a kind");
  return core::ContactPromoted{};
}

}  // namespace usher::journal
