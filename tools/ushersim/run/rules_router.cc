// Rules that Usher doesn't have, so that textbook systems and other products can be set beside it.
// With the oldest contact first and the queues' rankings it decides as the engine does; a test
// holds the two against each other.
#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

#include "absl/container/btree_set.h"

#include "routing/check.h"
#include "tools/ushersim/run/router.h"

namespace usher::plan {
namespace {

using routing::ContactId;
using routing::Freedom;
using routing::OrderKey;

constexpr std::int64_t kMaxPlaces = std::int64_t{1} << 20;

// Who is not in the order comes after all who are.
std::int64_t place_in(const std::vector<std::size_t>& order, std::size_t who) {
  return std::find(order.begin(), order.end(), who) - order.begin();
}

class RulesRouter : public AnyRouter {
 public:
  explicit RulesRouter(const System& system);

  void wait(ContactId id, std::uint32_t line, const OrderKey& key) override;
  void leave(ContactId id, std::uint32_t line, const OrderKey& key) override;
  void set_free(std::uint32_t agent, const Freedom& freedom) override;
  void set_busy(std::uint32_t agent) override;
  void poll(std::uint32_t queue) override { polled_ = queue; }
  std::optional<Pair> next() override;

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Idle {
    routing::Instant since;
    std::uint32_t agent = 0;
    friend auto operator<=>(const Idle&, const Idle&) = default;
  };
  // The smaller is preferred.
  using Preference = std::tuple<std::int64_t, routing::Instant, std::uint32_t>;
  using Head = std::pair<OrderKey, std::uint32_t>;  // and its line

  const PolicyPlan& policy() const { return system_.scenario().policy; }
  bool may_serve(std::uint32_t kind, std::uint32_t line) const;
  std::int64_t first_preference(std::uint32_t kind, std::uint32_t agent, std::uint32_t line) const;
  std::optional<std::uint32_t> best_agent(std::uint32_t line) const;
  std::int64_t choice_of(std::uint32_t group, std::uint32_t line) const;
  std::optional<Pair> next_of_all();
  std::optional<Pair> next_of_queue();
  std::optional<Pair> next_of_fresh();
  std::optional<std::uint32_t> best_line(std::uint32_t agent) const;

  const System& system_;
  std::vector<absl::btree_set<OrderKey>> waiting_;  // by line
  std::vector<std::int64_t> waiting_of_class_;
  std::vector<absl::btree_set<Idle>> idle_;  // by kind
  std::vector<std::int64_t> idle_of_group_;
  std::vector<std::optional<Freedom>> freedom_;  // by agent
  std::vector<const ReservePlan*> reserve_;      // by group
  std::vector<std::uint32_t> fresh_agents_;
  std::vector<std::pair<OrderKey, std::uint32_t>> fresh_contacts_;
  std::uint32_t polled_ = kNone;
  bool dirty_ = false;
};

RulesRouter::RulesRouter(const System& system)
    : system_(system),
      waiting_(system.lines().size()),
      waiting_of_class_(system.scenario().classes.size()),
      idle_(system.kinds().size()),
      idle_of_group_(system.scenario().groups.size()),
      freedom_(system.agents().size()),
      reserve_(system.scenario().groups.size()) {
  for (const ReservePlan& plan : policy().reserves) reserve_[plan.group] = &plan;
}

void RulesRouter::wait(ContactId, std::uint32_t line, const OrderKey& key) {
  if (policy().poll > Duration(0)) {
    // Who finds nobody ahead looks for an agent at once.
    const std::uint32_t queue = system_.lines()[line].queue;
    bool is_alone = true;
    for (std::uint32_t i = 0; i < waiting_.size(); ++i) {
      if (system_.lines()[i].queue == queue && !waiting_[i].empty()) is_alone = false;
    }
    if (is_alone) polled_ = queue;
  }
  waiting_[line].insert(key);
  ++waiting_of_class_[system_.lines()[line].cls];
  fresh_contacts_.emplace_back(key, line);
  dirty_ = true;
}

void RulesRouter::leave(ContactId, std::uint32_t line, const OrderKey& key) {
  USHER_CHECK(waiting_[line].erase(key) == 1);
  --waiting_of_class_[system_.lines()[line].cls];
}

void RulesRouter::set_free(std::uint32_t agent, const Freedom& freedom) {
  if (freedom_[agent]) set_busy(agent);
  freedom_[agent] = freedom;
  idle_[system_.agents()[agent].kind].insert({freedom.idle_since, agent});
  ++idle_of_group_[system_.agents()[agent].group];
  fresh_agents_.push_back(agent);
  dirty_ = true;
}

void RulesRouter::set_busy(std::uint32_t agent) {
  if (!freedom_[agent]) return;
  idle_[system_.agents()[agent].kind].erase({freedom_[agent]->idle_since, agent});
  --idle_of_group_[system_.agents()[agent].group];
  freedom_[agent].reset();
}

bool RulesRouter::may_serve(std::uint32_t kind, std::uint32_t line) const {
  if (!system_.may_serve(kind, line)) return false;
  const std::uint32_t group = system_.kinds()[kind].group;
  const ReservePlan* reserve = reserve_[group];
  if (reserve == nullptr || idle_of_group_[group] > reserve->keep) return true;
  return std::find(reserve->only_for.begin(), reserve->only_for.end(), system_.lines()[line].cls) !=
         reserve->only_for.end();
}

std::int64_t RulesRouter::first_preference(std::uint32_t kind, std::uint32_t agent,
                                           std::uint32_t line) const {
  if (policy().agents == AgentRule::kGroupOrder) {
    return place_in(system_.scenario().classes[system_.lines()[line].cls].agent_order,
                    system_.kinds()[kind].group);
  }
  const routing::Requirement& requirement = system_.lines()[line].requirement;
  switch (requirement.ranking) {
    case routing::Ranking::kLeastScarce:
      return system_.agents()[agent].scarcity;
    case routing::Ranking::kLongestIdle:
      return 0;
    case routing::Ranking::kLeastLoaded:
      return freedom_[agent]->load_ppm;
    case routing::Ranking::kMostProficient:
      return -routing::proficiency(system_.kinds()[kind].abilities, requirement);
  }
  return 0;
}

std::optional<std::uint32_t> RulesRouter::best_agent(std::uint32_t line) const {
  const routing::Requirement& requirement = system_.lines()[line].requirement;
  const bool by_load = policy().agents == AgentRule::kRanking &&
                       requirement.ranking == routing::Ranking::kLeastLoaded;
  std::optional<Preference> best;
  for (std::uint32_t kind = 0; kind < idle_.size(); ++kind) {
    if (idle_[kind].empty() || !may_serve(kind, line)) continue;
    for (const Idle& idle : idle_[kind]) {
      if (!freedom_[idle.agent]->channels.has(requirement.channel)) continue;
      const Preference found{first_preference(kind, idle.agent, line), idle.since, idle.agent};
      if (!best || found < *best) best = found;
      if (!by_load) break;
    }
  }
  if (!best) return std::nullopt;
  return std::get<2>(*best);
}

std::optional<Pair> RulesRouter::next() {
  if (policy().poll > Duration(0)) return next_of_queue();
  switch (policy().contacts) {
    case ContactRule::kOldestFirst:
    case ContactRule::kPriority:
      return next_of_all();
    case ContactRule::kHomeFirst:
    case ContactRule::kGroupOrder:
    case ContactRule::kLongestQueue:
      return next_of_fresh();
  }
  return std::nullopt;
}

std::optional<Pair> RulesRouter::next_of_all() {
  if (!dirty_) return std::nullopt;
  fresh_agents_.clear();
  fresh_contacts_.clear();
  std::optional<Head> best;
  std::uint32_t agent = 0;
  for (std::uint32_t line = 0; line < waiting_.size(); ++line) {
    if (waiting_[line].empty()) continue;
    const OrderKey& head = *waiting_[line].begin();
    if (best && best->first < head) continue;
    const auto found = best_agent(line);
    if (!found) continue;
    best = {head, line};
    agent = *found;
  }
  if (best) return Pair{best->first.id, agent};
  dirty_ = false;
  return std::nullopt;
}

std::optional<Pair> RulesRouter::next_of_queue() {
  if (polled_ == kNone) return std::nullopt;
  std::optional<Head> first;
  for (std::uint32_t line = 0; line < waiting_.size(); ++line) {
    if (system_.lines()[line].queue != polled_ || waiting_[line].empty()) continue;
    const Head head{*waiting_[line].begin(), line};
    if (!first || head < *first) first = head;
  }
  const auto agent = first ? best_agent(first->second) : std::nullopt;
  if (agent) return Pair{first->first.id, *agent};
  polled_ = kNone;
  fresh_agents_.clear();
  fresh_contacts_.clear();
  return std::nullopt;
}

std::int64_t RulesRouter::choice_of(std::uint32_t group, std::uint32_t line) const {
  const std::uint32_t cls = system_.lines()[line].cls;
  const GroupPlan& plan = system_.scenario().groups[group];
  switch (policy().contacts) {
    case ContactRule::kOldestFirst:
    case ContactRule::kPriority:
      return 0;
    case ContactRule::kHomeFirst:
      return std::find(plan.home.begin(), plan.home.end(), cls) == plan.home.end() ? 1 : 0;
    case ContactRule::kGroupOrder:
      return place_in(plan.serve_order, cls);
    case ContactRule::kLongestQueue:
      // Of equal lengths the group's order decides, then who came first.
      return -waiting_of_class_[cls] * kMaxPlaces + place_in(plan.serve_order, cls);
  }
  return 0;
}

std::optional<std::uint32_t> RulesRouter::best_line(std::uint32_t agent) const {
  const SimAgent& who = system_.agents()[agent];
  std::optional<std::tuple<std::int64_t, OrderKey, std::uint32_t>> best;
  for (std::uint32_t line = 0; line < waiting_.size(); ++line) {
    if (waiting_[line].empty() || !may_serve(who.kind, line) ||
        !freedom_[agent]->channels.has(system_.lines()[line].requirement.channel)) {
      continue;
    }
    const std::tuple found{choice_of(who.group, line), *waiting_[line].begin(), line};
    if (!best || found < *best) best = found;
  }
  if (!best) return std::nullopt;
  return std::get<2>(*best);
}

std::optional<Pair> RulesRouter::next_of_fresh() {
  while (!fresh_contacts_.empty()) {
    const auto [key, line] = fresh_contacts_.back();
    if (waiting_[line].contains(key)) {
      if (const auto agent = best_agent(line)) return Pair{key.id, *agent};
    }
    fresh_contacts_.pop_back();
  }
  while (!fresh_agents_.empty()) {
    const std::uint32_t agent = fresh_agents_.back();
    if (freedom_[agent]) {
      if (const auto line = best_line(agent)) return Pair{waiting_[*line].begin()->id, agent};
    }
    fresh_agents_.pop_back();
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<AnyRouter> make_rules_router(const System& system) {
  return std::make_unique<RulesRouter>(system);
}

}  // namespace usher::plan
