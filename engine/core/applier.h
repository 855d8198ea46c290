// One event, applied: how each kind of fact changes the values of a state.
//
// For apply() and step(). The writer's thread. Nothing is decided here: an event that does not fit
// the state is a bug (of decide() or of a journal's reader) and CHECK-fails.
#ifndef USHER_ENGINE_CORE_APPLIER_H_
#define USHER_ENGINE_CORE_APPLIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/event.h"
#include "engine/core/state.h"
#include "engine/core/state_data.h"

namespace usher::core {

// The events that follow belong to this record. CHECK-fails unless it is the next one.
void begin_record(State& state, std::uint64_t sequence, Instant at);
void apply_event(State& state, const Event& event);

// An agent who is avoided already gets the new time; beyond the bound the oldest avoidance is
// dropped.
void add_avoidance(std::vector<Avoidance>& avoid, AgentId agent, Instant until);

class Applier {
 public:
  explicit Applier(StateData& data) : data_(data) {}

  void operator()(const ConfigApplied& event);
  void operator()(const ContactSubmitted& event);
  void operator()(const ContactBlocked& event);
  void operator()(const ContactUpdated& event);
  void operator()(const ContactPromoted& event);
  void operator()(const AvoidanceEnded& event);
  void operator()(const OfferMade& event);
  void operator()(const OfferEnded& event);
  void operator()(const ContactConnected& event);
  void operator()(const ContactHeld& event);
  void operator()(const ContactRetrieved& event);
  void operator()(const WrapUpStarted& event);
  void operator()(const ContactReturned& event);
  void operator()(const ContactClosed& event);
  void operator()(const AgentSignedIn& event);
  void operator()(const SessionLost& event);
  void operator()(const SessionResumed& event);
  void operator()(const AgentSignedOut& event);
  void operator()(const PresenceChanged& event);
  void operator()(const ChannelAttached& event);
  void operator()(const ChannelDetached& event);
  void operator()(const RequestAnswered& event);
  void operator()(const HistoryForgotten& event);

 private:
  Contact new_contact(ContactId id, const std::string& key, std::uint64_t fingerprint,
                      const ContactDraft& draft, const std::string& queue);
  void leave_hands(ContactId contact, AgentId agent);
  void accept(Offer& offer);
  void give_back(Offer& offer, std::optional<Instant> avoid_until);
  void change_presence(Agent& agent, Presence presence, const std::string& reason);

  StateData& data_;
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_APPLIER_H_
