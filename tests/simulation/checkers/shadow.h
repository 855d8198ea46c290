// The agency a second time: bookkeeping of the simulation's own, fed by nothing but the records
// that the journal holds. Checkers compare what the engine does with this.
//
// One thread. A record that makes no sense is an `ownership` finding, never a crash.
#ifndef USHER_TESTS_SIMULATION_CHECKERS_SHADOW_H_
#define USHER_TESTS_SIMULATION_CHECKERS_SHADOW_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/core/event.h"
#include "engine/core/state.h"
#include "tests/simulation/checkers/findings.h"
#include "tests/simulation/checkers/rules.h"

namespace usher::simulation {

struct ShadowContact {
  core::ContactId id;
  std::string key;
  core::ContactDraft draft;
  std::string queue;
  core::ContactState state = core::ContactState::kWaiting;
  bool starved = false;
  bool forgotten = false;  // left the engine's memory
  std::vector<std::pair<core::AgentId, Instant>> avoid;
  core::OfferId offer;
  core::AgentId agent;
  Instant origin;   // as first recorded
  Instant touched;  // the last record that changed it
  Instant ended;
  Instant wrap_up_deadline;
  // What able() said, by agent id, as long as neither configuration nor draft changes.
  mutable std::uint64_t able_of = 0;
  mutable std::vector<std::int8_t> able;

  bool in_line() const {
    return state == core::ContactState::kWaiting || state == core::ContactState::kOffered;
  }
  bool ended_already() const { return state >= core::ContactState::kCompleted; }
  bool avoids(core::AgentId agent_id) const;
};

struct ShadowAgent {
  core::AgentId id;
  std::string key;
  core::Presence presence = core::Presence::kOffline;
  std::optional<Instant> grace_ends;
  core::OfferId offer;
  std::vector<core::ContactId> contacts;
  Instant idle_since;
};

struct ShadowOffer {
  core::OfferId id;
  core::ContactId contact;
  core::AgentId agent;
  Instant deadline;
  bool pulled = false;
  core::OfferState state = core::OfferState::kLive;
};

struct ShadowAdapter {
  bool attached = false;
  std::optional<Instant> grace_ends;
};

class Shadow {
 public:
  explicit Shadow(Findings& findings) : findings_(findings) {}

  void begin(const core::Record& record);
  void apply(const core::Event& event);

  std::uint64_t sequence() const { return sequence_; }
  Instant now() const { return now_; }
  const core::ModelPtr& model() const { return model_; }
  const std::map<core::ContactId, ShadowContact>& contacts() const { return contacts_; }
  const std::map<core::AgentId, ShadowAgent>& agents() const { return agents_; }
  const std::map<std::string, ShadowAdapter>& adapters() const { return adapters_; }
  const std::set<core::OfferId>& live_offers() const { return live_offers_; }
  // Contacts that have not ended, and those in line.
  const std::set<core::ContactId>& live() const { return live_; }
  const std::set<core::ContactId>& in_line() const { return in_line_; }
  Instant configured_at() const { return configured_at_; }

  const ShadowContact* contact(core::ContactId id) const;
  const ShadowContact* contact(const std::string& key) const;
  const ShadowAgent* agent(core::AgentId id) const;
  const ShadowOffer* offer(core::OfferId id) const;
  const core::AgentModel* configured(const ShadowAgent& agent) const {
    return model_->agent(agent.key);
  }
  const core::QueueModel* queue_of(const ShadowContact& contact) const {
    return model_->queue(contact.queue);
  }

  bool attached(const std::string& adapter) const;
  // Could be given to somebody now: waits, and its adapter is there.
  bool ready(const ShadowContact& contact) const;
  std::vector<core::Channel> in_hand(const ShadowAgent& agent) const;
  // May be offered one more contact on the channel now.
  bool free_for(const ShadowAgent& agent, core::Channel channel) const;
  bool may_be_offered_anything(const ShadowAgent& agent) const;
  bool able_to_serve(const ShadowAgent& agent, const ShadowContact& contact) const;
  Place place(const ShadowContact& contact) const;

 private:
  void on(const core::ConfigApplied& event);
  void on(const core::ContactSubmitted& event);
  void on(const core::ContactBlocked& event);
  void on(const core::ContactUpdated& event);
  void on(const core::ContactPromoted& event);
  void on(const core::AvoidanceEnded& event);
  void on(const core::OfferMade& event);
  void on(const core::OfferEnded& event);
  void on(const core::ContactConnected& event);
  void on(const core::ContactHeld& event);
  void on(const core::ContactRetrieved& event);
  void on(const core::WrapUpStarted& event);
  void on(const core::ContactReturned& event);
  void on(const core::ContactClosed& event);
  void on(const core::AgentSignedIn& event);
  void on(const core::SessionLost& event);
  void on(const core::SessionResumed& event);
  void on(const core::AgentSignedOut& event);
  void on(const core::PresenceChanged& event);
  void on(const core::ChannelAttached& event);
  void on(const core::ChannelDetached& event);
  void on(const core::RequestAnswered& event);
  void on(const core::HistoryForgotten& event);

  void wrong(const std::string& what);
  ShadowContact* expect(core::ContactId id, core::ContactState from, core::ContactState or_from);
  ShadowAgent* agent_of(core::AgentId id);
  void enter(ShadowContact contact, const std::string& key);
  void become(ShadowContact& contact, core::ContactState state);
  void leave_hands(core::ContactId contact, core::AgentId agent);
  void change_presence(ShadowAgent& agent, core::Presence presence);

  Findings& findings_;
  std::uint64_t sequence_ = 0;
  Instant now_;
  Instant configured_at_;
  core::ModelPtr model_;
  std::uint64_t configurations_ = 0;  // so many were applied
  std::uint64_t next_contact_ = 1;
  std::uint64_t next_agent_ = 1;
  std::uint64_t next_offer_ = 1;
  std::map<core::ContactId, ShadowContact> contacts_;
  std::map<std::string, core::ContactId> by_key_;
  std::map<core::AgentId, ShadowAgent> agents_;
  std::map<core::OfferId, ShadowOffer> offers_;
  std::map<std::string, ShadowAdapter> adapters_;
  std::set<core::OfferId> live_offers_;
  std::set<core::ContactId> live_;
  std::set<core::ContactId> in_line_;
};

// Sees every record, event by event.
class Checker {
 public:
  virtual ~Checker() = default;
  virtual void before(const Shadow&, const core::Record&) {}
  // The shadow is as it was before the event.
  virtual void on_event(const Shadow&, const core::Record&, const core::Event&) {}
  virtual void after(const Shadow&, const core::Record&) {}
  // Now and then, when nothing is under way and the engine's clock says `now`.
  virtual void audit(const Shadow&, const core::State&, Instant) {}
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_CHECKERS_SHADOW_H_
