// What a state must keep to at all times, looked up the slow way.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/engine/core/builders.h"
#include "engine/core/derive.h"

namespace usher::core::testing {
namespace {

class Inspector {
 public:
  explicit Inspector(const State& state) : state_(state), model_(*state.model()) {}

  void inspect() {
    for (const QueueModel& queue : model_.queues) counts_[queue.id];
    state_.contacts_after({}, [&](const Contact& contact) {
      inspect(contact);
      return true;
    });
    state_.agents_after({}, [&](const Agent& agent) {
      inspect(agent);
      return true;
    });
    state_.live_offers([&](const Offer& offer) {
      EXPECT_EQ(state_.contact(offer.contact)->offer, offer.id);
      EXPECT_EQ(state_.agent(offer.agent)->offer, offer.id);
      return true;
    });
    for (auto& [queue, counted] : counts_) {
      const QueueCounters& known = state_.counters(queue);
      EXPECT_EQ(known.waiting, counted.waiting) << queue;
      EXPECT_EQ(known.offered, counted.offered) << queue;
      EXPECT_EQ(known.in_service, counted.in_service) << queue;
      EXPECT_EQ(known.wrap_up, counted.wrap_up) << queue;
    }
    EXPECT_EQ(state_.waiting_count(), in_line_);
    nobody_waits_in_vain();
  }

 private:
  const AgentModel* model_of(const Agent& agent) const { return model_.agent(agent.key); }

  bool able(const Agent& agent, const Contact& contact) const {
    const AgentModel* model = model_of(agent);
    return model != nullptr &&
           meets_all(abilities_of(model_, *model),
                     clauses_of(model_, contact.draft, *model_.queue(contact.queue)));
  }

  void inspect(const Contact& contact) {
    if (is_terminal(contact.state)) {
      EXPECT_TRUE(contact.ended.has_value());
      EXPECT_FALSE(contact.offer);
      return;
    }
    ASSERT_NE(model_.queue(contact.queue), nullptr) << contact.key << " has no queue";
    QueueCounters& counts = counts_[contact.queue];
    if (is_in_line(contact.state)) {
      ++counts.waiting;
      ++in_line_;
      EXPECT_TRUE(state_.next_deadline().has_value()) << "in line without a next event";
      EXPECT_FALSE(contact.agent) << contact.key;
    }
    EXPECT_EQ(contact.state == ContactState::kOffered, static_cast<bool>(contact.offer));
    if (contact.state == ContactState::kOffered) {
      ++counts.offered;
      EXPECT_EQ(state_.offer(contact.offer)->state, OfferState::kLive);
      EXPECT_TRUE(able(*state_.agent(state_.offer(contact.offer)->agent), contact))
          << contact.key << " is offered to somebody who is not able";
    }
    if (contact.state == ContactState::kWrapUp) ++counts.wrap_up;
    if (is_with_agent(contact.state)) {
      if (contact.state != ContactState::kWrapUp) ++counts.in_service;
      const std::vector<ContactId>& hands = state_.agent(contact.agent)->contacts;
      EXPECT_EQ(std::count(hands.begin(), hands.end(), contact.id), 1);
    }
    const bool attached =
        contact.draft.adapter.empty() || state_.attached(contact.draft.adapter);
    EXPECT_EQ(state_.matcher().is_waiting(contact.id),
              contact.state == ContactState::kWaiting && attached);
    if (contact.state == ContactState::kWaiting && attached) waiting_.push_back(&contact);
  }

  void inspect(const Agent& agent) {
    EXPECT_LE(offers_.count(agent.offer), 0U);
    if (agent.offer) offers_.insert(agent.offer);
    for (const ContactId id : agent.contacts) {
      EXPECT_TRUE(is_with_agent(state_.contact(id)->state));
    }
    const AgentModel* model = model_of(agent);
    EXPECT_EQ(model != nullptr, agent.configured);
    EXPECT_EQ(agent.presence == Presence::kOffline, !agent.session);
    if (!free_channels(state_, agent).empty()) free_.push_back(&agent);
  }

  // Work conservation: nobody who may be pushed waits while somebody able is free, avoidances excepted.
  void nobody_waits_in_vain() {
    for (const Contact* contact : waiting_) {
      if (model_.queue(contact->queue)->pull_only) continue;
      for (const Agent* agent : free_) {
        if (!free_channels(state_, *agent).has(contact->draft.channel)) continue;
        const bool avoided =
            std::any_of(contact->avoid.begin(), contact->avoid.end(),
                        [&](const Avoidance& a) { return a.agent == agent->id; });
        EXPECT_TRUE(avoided || !able(*agent, *contact))
            << contact->key << " waits while " << agent->key << " is free";
      }
    }
  }

  const State& state_;
  const Model& model_;
  std::map<std::string, QueueCounters> counts_;
  std::int64_t in_line_ = 0;
  std::set<OfferId> offers_;
  std::vector<const Contact*> waiting_;
  std::vector<const Agent*> free_;
};

}  // namespace

void Desk::check_invariants() const { Inspector(state).inspect(); }

void Desk::check_replay() const {
  State replayed;
  for (const Record& record : journal) usher::core::apply(replayed, record);
  EXPECT_EQ(replayed.digest(), state.digest()) << "replaying the journal gives another state";
  const State loaded = State::from_snapshot(state.to_snapshot());
  EXPECT_EQ(loaded.digest(), state.digest()) << "a snapshot loses something";
  EXPECT_EQ(loaded.next_deadline(), state.next_deadline());
  EXPECT_EQ(loaded.waiting_count(), state.waiting_count());
}

}  // namespace usher::core::testing
