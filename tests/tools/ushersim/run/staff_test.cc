// The staffing search against the exact answer where there is one.
#include "tools/ushersim/run/staff.h"

#include "tests/tools/ushersim/run/builders.h"
#include "tools/queueing/staffing.h"

namespace usher::plan {
namespace {

TEST(Staffing, of_one_line_is_what_erlang_says) {
  // 80 % within 30 s, at mean services of 100 s.
  const std::string text = Textbook{.servers = 2, .load = 7, .measure = "400h"}.text() +
                           "targets: {service_level: 0.8}\n";
  const auto found = find_staffing(scenario_of(text), {.run = {.threads = 1}});
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->feasible);
  queueing::ServiceTargets targets;
  targets.service_level = {0.8, 0.3};
  const auto exact = queueing::smallest_staffing({1, 7, 1, 0}, targets, 100);
  ASSERT_EQ(found->groups.size(), 1U);
  EXPECT_EQ(found->groups[0].before, 2);
  EXPECT_EQ(found->groups[0].after, *exact);
  ASSERT_EQ(found->targets.size(), 1U);
  EXPECT_TRUE(found->targets[0].met);
}

std::string two_languages(const std::string& targets) {
  return R"(
run: {seed: 3, replications: 20, day: {from: "08:00", to: "12:00"}}
classes:
  - {id: en, languages: [en], target: 1m, arrivals: {per_hour: 60}, service_time: {exponential: 4m}}
  - {id: vi, languages: [vi], target: 1m, arrivals: {per_hour: 10}, service_time: {exponential: 4m}}
agent_groups:
  - {id: english, count: 6, languages: [en]}
  - {id: both, count: 1, languages: [en, vi]}
)" + targets;
}

TEST(Staffing, meets_equity_targets_and_spares_nobody) {
  const Scenario scenario =
      scenario_of(two_languages("targets: {service_level: 0.8, service_level_gap: 0.1}\n"));
  const auto found = find_staffing(scenario, {.run = {.threads = 1}});
  ASSERT_TRUE(found.ok());
  ASSERT_TRUE(found->feasible);
  for (const report::StaffingTarget& target : found->targets) EXPECT_TRUE(target.met);
  // One fewer in any group misses a target.
  for (std::size_t g = 0; g < 2; ++g) {
    Scenario fewer = scenario;
    for (std::size_t i = 0; i < 2; ++i) {
      fewer.groups[i].presence[0].count = found->groups[i].after - (i == g ? 1 : 0);
    }
    if (fewer.groups[g].presence[0].count < 0) continue;
    set_agents(fewer);
    const auto targets = judge(scenario.targets, run(fewer));
    EXPECT_TRUE(std::any_of(targets.begin(), targets.end(), [](const report::StaffingTarget& t) {
      return !t.met;
    })) << found->groups[g].group;
  }
}

TEST(Staffing, without_targets_or_groups_is_refused) {
  const auto no_targets = find_staffing(scenario_of(two_languages("")), {});
  ASSERT_FALSE(no_targets.ok());
  EXPECT_NE(no_targets.status().message().find("has no targets"), absl::string_view::npos);
  const auto no_groups = find_staffing(scenario_of(R"(
run: {steady: {measure: 1h}}
classes: [{id: a, arrivals: {per_hour: 10}, service_time: {fixed: 1m}}]
agent_groups: [{id: g, count: unlimited}]
targets: {service_level: 0.8}
)"),
                                       {});
  ASSERT_FALSE(no_groups.ok());
}

}  // namespace
}  // namespace usher::plan
