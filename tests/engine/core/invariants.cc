// What a state must keep to at all times, looked up the slow way.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

class Inspector {
 public:
  explicit Inspector(const State& state) : state_(state), model_(*state.model()) {}

  std::vector<std::string> inspect() {
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
      require(state_.contact(offer.contact)->offer == offer.id, "an offer its contact has not");
      require(state_.agent(offer.agent)->offer == offer.id, "an offer its agent has not");
      return true;
    });
    for (const auto& [queue, counted] : counts_) {
      const QueueCounters& known = state_.counters(queue);
      require(known.waiting == counted.waiting && known.offered == counted.offered &&
                  known.in_service == counted.in_service && known.wrap_up == counted.wrap_up,
              "the counts of queue " + queue + " differ from a recount");
    }
    require(state_.waiting_count() == in_line_, "the count of who is in line is wrong");
    nobody_waits_in_vain();
    return std::move(found_);
  }

 private:
  void require(bool holds, const std::string& violation) {
    if (!holds) found_.push_back(violation);
  }

  bool able(const Agent& agent, const Contact& contact) const {
    const AgentModel* model = model_.agent(agent.key);
    return model != nullptr &&
           meets_all(abilities_of(model_, *model),
                     clauses_of(model_, contact.draft, *model_.queue(contact.queue)));
  }

  void inspect(const Contact& contact) {
    const std::string& key = contact.key;
    if (is_terminal(contact.state)) {
      require(contact.ended.has_value() && !contact.offer, key + " has ended only in part");
      return;
    }
    if (model_.queue(contact.queue) == nullptr) {
      require(false, key + " has no queue");
      return;
    }
    if (is_in_line(contact.state)) inspect_in_line(contact);
    if (is_with_agent(contact.state)) inspect_with_agent(contact);
    require((contact.state == ContactState::kOffered) == static_cast<bool>(contact.offer),
            key + " has an offer and is not OFFERED, or the other way round");
    const bool attached = contact.draft.adapter.empty() || state_.attached(contact.draft.adapter);
    const bool waits = contact.state == ContactState::kWaiting && attached;
    require(state_.matcher().is_waiting(contact.id) == waits, key + " is misplaced in the matcher");
    if (waits) waiting_.push_back(&contact);
  }

  void inspect_in_line(const Contact& contact) {
    QueueCounters& counts = counts_[contact.queue];
    ++counts.waiting;
    ++in_line_;
    require(!contact.agent, contact.key + " is in line and with an agent");
    const bool may_starve = !contact.starved || !contact.avoid.empty() || contact.offer;
    require(!may_starve || state_.next_deadline().has_value(),
            contact.key + " is in line without a next event");
    if (contact.state != ContactState::kOffered) return;
    ++counts.offered;
    const Offer* offer = state_.offer(contact.offer);
    require(offer != nullptr && offer->state == OfferState::kLive, "the offer is not live");
    require(able(*state_.agent(offer->agent), contact),
            contact.key + " is offered to somebody who is not able");
  }

  void inspect_with_agent(const Contact& contact) {
    QueueCounters& counts = counts_[contact.queue];
    ++(contact.state == ContactState::kWrapUp ? counts.wrap_up : counts.in_service);
    const std::vector<ContactId>& hands = state_.agent(contact.agent)->contacts;
    require(std::count(hands.begin(), hands.end(), contact.id) == 1,
            contact.key + " is not once in its agent's hands");
  }

  void inspect(const Agent& agent) {
    require(!agent.offer || offers_.insert(agent.offer).second, "two agents have one offer");
    std::vector<Channel> channels;
    for (const ContactId id : agent.contacts) {
      require(is_with_agent(state_.contact(id)->state), agent.key + " holds who is not theirs");
      channels.push_back(state_.contact(id)->draft.channel);
    }
    const AgentModel* model = model_.agent(agent.key);
    require((model != nullptr) == agent.configured, agent.key + " is configured, or is not");
    require((agent.presence == Presence::kOffline) == !agent.session,
            agent.key + " has a session while offline, or none");
    if (!free_channels(state_, agent).empty()) free_.push_back(&agent);
    if (model == nullptr) return;
    const auto& capacity = model->capacity;
    for (int i = 0; i < routing::kChannelCount; ++i) {
      require(std::count(channels.begin(), channels.end(), static_cast<Channel>(i)) <=
                  capacity.channels[static_cast<std::size_t>(i)].max,
              agent.key + " has more contacts of a channel than the maximum");
    }
    if (agent.offer) {
      channels.push_back(state_.contact(state_.offer(agent.offer)->contact)->draft.channel);
    }
    require(load_of(capacity, channels) <= capacity.units, agent.key + " exceeds the capacity");
  }

  // Work conservation: nobody who may be pushed waits while somebody able is free, avoidances
  // excepted.
  void nobody_waits_in_vain() {
    for (const Contact* contact : waiting_) {
      if (model_.queue(contact->queue)->pull_only) continue;
      for (const Agent* agent : free_) {
        if (!free_channels(state_, *agent).has(contact->draft.channel)) continue;
        const bool avoided = std::any_of(contact->avoid.begin(), contact->avoid.end(),
                                         [&](const Avoidance& a) { return a.agent == agent->id; });
        require(avoided || !able(*agent, *contact),
                contact->key + " waits while " + agent->key + " is free");
      }
    }
  }

  const State& state_;
  const Model& model_;
  std::vector<std::string> found_;
  std::map<std::string, QueueCounters> counts_;
  std::int64_t in_line_ = 0;
  std::set<OfferId> offers_;
  std::vector<const Contact*> waiting_;
  std::vector<const Agent*> free_;
};

}  // namespace

std::vector<std::string> violations(const State& state) { return Inspector(state).inspect(); }

void Desk::check_invariants() const {
  for (const std::string& violation : violations(state)) ADD_FAILURE() << violation;
}

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
