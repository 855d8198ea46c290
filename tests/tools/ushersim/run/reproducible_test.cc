// The same seed gives the same people and the same numbers, to the bit.
#include "tests/tools/ushersim/run/builders.h"
#include "tools/ushersim/report/json.h"
#include "tools/ushersim/run/compare.h"
#include "tools/ushersim/run/replication.h"

namespace usher::plan {
namespace {

// A small agency with everything in it; `rest` is added at the end.
std::string agency(const std::string& rest = "") {
  return R"(
run: {seed: 5, replications: 6, day: {from: "08:00", to: "12:00", interval: 30m}}
queues:
  - {id: line, target: 1m, max_waiting: 12, starvation_bound: 10m}
classes:
  - id: phone-en
    queue: line
    arrivals: {rates: [{from: "08:00", per_hour: 60}, {from: "10:00", per_hour: 90}], day_to_day_cv: 0.2}
    service_time: {lognormal: 3m, cv: 1.2}
    service_time_by_group: {bilingual: {erlang: 4m, phases: 3}}
    wrap_up: {fixed: 20s}
    patience: {exponential: 4m, share_zero: 0.05}
    retry: {after_block: 0.6, after_abandon: 0.3, delay: {exponential: 10m}}
  - id: phone-vi
    queue: line
    languages: [vi]
    arrivals: {per_hour: 12}
    service_time: {values: [2m, 4m, 6m]}
    patience: {exponential: 8m}
  - id: chat-en
    channel: CHAT
    arrivals: {per_hour: 40}
    service_time: {exponential: 5m}
    required_skills: benefits >= 2 or housing
agent_groups:
  - {id: english, schedule: [{from: "08:00", count: 4}, {from: "09:30", count: 7}], skills: {benefits: 3},
     breaks: [{from: "10:00", to: "10:15", count: 2}], channels: {PHONE: 1, CHAT: 3}}
  - {id: bilingual, count: 3, languages: [en, vi], skills: [housing], channels: {PHONE: 1, CHAT: 2}}
)" + rest;
}

// Everything but how long it took.
std::string json(report::RunResult result) {
  result.wall_s = 0;
  return report::to_json(result);
}

TEST(Run, is_the_same_whatever_the_number_of_threads) {
  const Scenario scenario = scenario_of(agency());
  const std::string one = json(run(scenario, 1));
  EXPECT_EQ(one, json(run(scenario, 2)));
  EXPECT_EQ(one, json(run(scenario, 5)));
}

TEST(Run, differs_with_the_seed) {
  Scenario scenario = scenario_of(agency());
  const std::string one = json(run(scenario));
  scenario.run.seed = 6;
  EXPECT_NE(one, json(run(scenario)));
}

TEST(Run, of_plain_rules_decides_as_the_engine_does) {
  for (const std::string ranking :
       {"least-scarce", "longest-idle", "least-loaded", "most-proficient"}) {
    Scenario engine = scenario_of(agency("policy: {name: same, agents: " + ranking + "}\n"));
    Scenario rules =
        scenario_of(agency("policy: {name: same, router: rules, agents: " + ranking + "}\n"));
    EXPECT_EQ(json(run(engine)), json(run(rules))) << ranking;
  }
}

TEST(People, are_the_same_under_every_policy_and_staffing) {
  const Scenario usher = scenario_of(agency());
  const Scenario other =
      scenario_of(agency("policy: {router: rules, contacts: longest-queue, relax: [{after: 30s, "
                         "drop: [LANGUAGES]}]}\n"));
  Scenario more = usher;
  more.groups[0].presence[0].count += 3;
  set_agents(more);
  const Tally first = replicate(System(usher), 2);
  for (const Scenario* changed : std::vector<const Scenario*>{&other, &more}) {
    const Tally second = replicate(System(*changed), 2);
    for (std::size_t cls = 0; cls < usher.classes.size(); ++cls) {
      for (int bin = 0; bin < first.bins(); ++bin) {
        EXPECT_EQ(first.sums(cls, bin).persons, second.sums(cls, bin).persons);
      }
    }
  }
}

// Two classes; `group` says who is there. Where nobody waits, the time of all agents together is
// that of the conversations; where nobody serves, the waits are the patience.
std::string two_classes(const std::string& groups, const std::string& policy) {
  return R"(
run: {seed: 5, replications: 1, steady: {measure: 20h, batches: 1}}
classes:
  - {id: a, required_skills: a, arrivals: {per_hour: 30}, service_time: {lognormal: 3m}, patience: {exponential: 5m}}
  - {id: b, required_skills: b, arrivals: {per_hour: 20}, service_time: {erlang: 4m}, patience: {lognormal: 5m}}
agent_groups:
)" + groups +
         "policy: {" + policy + "}\n";
}

TEST(People, talk_as_long_whoever_serves_them) {
  const auto busy = [](const std::string& groups, const std::string& policy) {
    const Scenario scenario = scenario_of(two_classes(groups, policy));
    const Tally tally = replicate(System(scenario), 0);
    std::int64_t sum = 0;
    for (std::size_t g = 0; g < scenario.groups.size(); ++g) sum += tally.group(g, 0).busy_us;
    EXPECT_EQ(tally.sums(0, 0).waited + tally.sums(1, 0).waited, 0);
    return sum;
  };
  const std::string apart =
      "  - {id: g, count: 40, skills: [a]}\n  - {id: h, count: 40, skills: [b]}\n";
  const std::string together = "  - {id: g, count: 70, skills: [a, b]}\n";
  const std::int64_t expected = busy(apart, "");
  EXPECT_EQ(busy(together, ""), expected);
  EXPECT_EQ(busy(together, "agents: longest-idle"), expected);
  EXPECT_EQ(busy(apart, "router: rules, contacts: longest-queue"), expected);
}

TEST(People, have_the_same_patience_under_every_policy) {
  const auto waits = [](const std::string& policy) {
    const Scenario scenario = scenario_of(two_classes("  - {id: g, count: 0}\n", policy));
    const Tally tally = replicate(System(scenario), 0);
    EXPECT_EQ(tally.sums(0, 0).served, 0);
    return std::pair(tally.sums(0, 0).wait_us, tally.sums(1, 0).wait_us);
  };
  const auto expected = waits("");
  EXPECT_GT(expected.first, 0);
  EXPECT_EQ(waits("router: rules, contacts: priority"), expected);
  EXPECT_EQ(waits("relax: [{after: 1m, drop: [SKILLS]}]"), expected);
}

TEST(People, of_a_class_stay_the_same_when_another_class_joins) {
  const Scenario before = scenario_of(agency());
  Scenario after = before;
  after.classes.push_back(after.classes.back());
  after.classes.back().id = "chat-more";
  after.policy.relax.emplace_back();
  const Tally first = replicate(System(before), 0);
  const Tally second = replicate(System(after), 0);
  std::int64_t joined = 0;
  for (int bin = 0; bin < first.bins(); ++bin) {
    for (std::size_t cls = 0; cls < before.classes.size(); ++cls) {
      EXPECT_EQ(first.sums(cls, bin).persons, second.sums(cls, bin).persons);
    }
    joined += second.sums(3, bin).persons;
  }
  EXPECT_GT(joined, 0);
}

TEST(Comparison, of_a_scenario_with_itself_has_no_difference_and_no_doubt) {
  const Scenario scenario = scenario_of(agency());
  const auto comparison = compare({scenario, scenario}, {.threads = 1});
  ASSERT_TRUE(comparison.ok());
  ASSERT_FALSE(comparison->differences.empty());
  for (const report::Difference& one : comparison->differences) {
    if (!one.difference.known()) continue;
    EXPECT_EQ(one.difference.value, 0) << one.name << " " << one.metric;
    EXPECT_EQ(one.difference.half_width, 0) << one.name << " " << one.metric;
  }
}

TEST(Comparison, on_the_same_people_is_more_certain_than_of_two_crowds) {
  const Scenario usher = scenario_of(agency());
  Scenario more = usher;
  more.groups[1].presence[0].count += 1;
  set_agents(more);
  const auto comparison = compare({usher, more}, {.threads = 1});
  ASSERT_TRUE(comparison.ok());
  for (const report::Difference& one : comparison->differences) {
    if (one.name != "all" || one.metric != "mean_wait_s") continue;
    const double a = comparison->policies[0].overall.mean_wait_s.half_width;
    const double b = comparison->policies[1].overall.mean_wait_s.half_width;
    EXPECT_LT(one.difference.half_width, 0.8 * std::hypot(a, b));
    EXPECT_LT(one.difference.value + one.difference.half_width, 0);
  }
}

TEST(Comparison, of_different_people_is_refused_with_the_reason) {
  const Scenario usher = scenario_of(agency());
  Scenario other = usher;
  other.run.seed = 9;
  const auto refused = compare({usher, other}, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.status().message().find("seeds differ; set one with --seed"),
            absl::string_view::npos);
}

}  // namespace
}  // namespace usher::plan
