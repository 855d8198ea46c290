// What single keys of a scenario do, on systems small enough to say what must come out.
#include <fstream>

#include "tests/tools/ushersim/run/builders.h"

namespace usher::plan {
namespace {

report::RunResult run_text(const std::string& text) { return run(scenario_of(text)); }

TEST(Retrials, are_one_person_and_several_attempts) {
  const report::RunResult result = run_text(R"(
run: {seed: 2, replications: 2, steady: {measure: 500h, batches: 5}}
classes:
  - id: a
    max_waiting: 0
    arrivals: {per_hour: 60}
    service_time: {exponential: 1m}
    retry: {after_block: 1, delay: {exponential: 5m}, max_attempts: 50}
agent_groups: [{id: g, count: 2}]
)");
  const report::Counts& counts = result.overall.counts;
  EXPECT_NEAR(counts.attempts.value, counts.persons.value + counts.retrials.value, 1e-6);
  EXPECT_GT(result.overall.p_block.value, 0.15);
  // All but those who are on their way at the edges are served in the end.
  EXPECT_NEAR(counts.persons_served.value / counts.persons.value, 1, 0.01);
}

TEST(Relaxation, comes_at_exactly_its_age) {
  const report::RunResult result = run_text(R"(
run: {replications: 1, steady: {measure: 100h, batches: 2}}
classes: [{id: a, required_skills: rare, arrivals: {per_hour: 10}, service_time: {fixed: 1s}}]
agent_groups: [{id: g, count: unlimited}]
policy: {relax: [{after: 17s, drop: [SKILLS]}]}
)");
  EXPECT_EQ(result.overall.p_wait.value, 1);
  EXPECT_NEAR(result.overall.mean_wait_s.value, 17, 1e-9);
  EXPECT_EQ(result.overall.p_unmet.value, 0) << "a skill is no language and no need";
}

TEST(DroppedLanguages, are_counted) {
  const report::RunResult result = run_text(R"(
run: {replications: 1, steady: {measure: 100h, batches: 2}}
classes: [{id: a, languages: [vi], arrivals: {per_hour: 10}, service_time: {fixed: 10s}, unmet_factor: 3}]
agent_groups: [{id: g, count: 40, languages: [en]}]
policy: {router: rules, relax: [{after: 30s, drop: [LANGUAGES]}]}
)");
  EXPECT_EQ(result.overall.p_unmet.value, 1);
  // Ten an hour, 30 s each, of 40 agents.
  EXPECT_NEAR(result.groups[0].utilization.value,
              result.overall.counts.attempts.value / 100 * 30 / 3600 / 40, 1e-3);
  ASSERT_FALSE(result.notes.empty());
}

TEST(Polling, makes_people_wait_for_the_next_look) {
  const std::string rest = R"(
run: {replications: 1, steady: {measure: 2000h, batches: 10}}
classes: [{id: a, arrivals: {per_hour: 30}, service_time: {fixed: 90s}}]
agent_groups: [{id: g, count: 1}]
)";
  const auto at_once = run_text(rest + "policy: {router: rules}\n");
  const auto polled = run_text(rest + "policy: {router: rules, poll_every: 4s}\n");
  const double more = polled.overall.mean_wait_s.value - at_once.overall.mean_wait_s.value;
  // Two seconds for each who waits, and what that does to those behind them.
  EXPECT_GT(more, 2 * at_once.overall.p_wait.value);
  EXPECT_LT(more, 30);
}

TEST(Schedule, and_breaks_decide_who_is_there) {
  const report::RunResult result = run_text(R"(
run: {replications: 1, day: {from: "08:00", to: "12:00", interval: 1h}}
classes: [{id: a, arrivals: {per_hour: 0}, service_time: {fixed: 1m}}]
agent_groups:
  - id: g
    schedule: [{from: "08:00", count: 4}, {from: "10:00", count: 6}]
    breaks: [{from: "09:30", to: "10:30", count: 2}]
)");
  const std::vector<double> expected = {4, 3, 5, 6};
  ASSERT_EQ(result.day.groups.size(), 1U);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(result.day.groups[0].staffed[i].value, expected[i], 1e-9) << i;
  }
  EXPECT_NEAR(result.groups[0].staffed_hours.value, 18, 1e-9);
}

TEST(StarvationBound, brings_the_one_who_waited_too_long_to_the_head) {
  const auto longest_wait = [](const std::string& bound) {
    return run_text(R"(
run: {replications: 1, steady: {measure: 3000h, batches: 10}}
queues:
  - {id: high, priority_minutes: 600}
  - {id: low)" + bound +
                    R"(}
classes:
  - {id: many, queue: high, arrivals: {per_hour: 45}, service_time: {exponential: 1m}}
  - {id: few, queue: low, arrivals: {per_hour: 5}, service_time: {exponential: 1m}}
agent_groups: [{id: g, count: 1}]
)")
        .classes[1]
        .wait_quantiles_s[4]
        .value;
  };
  EXPECT_LT(longest_wait(", starvation_bound: 5m"), 0.7 * longest_wait(""));
}

TEST(Channels, that_an_agent_takes_together_share_their_time) {
  const report::RunResult result = run_text(R"(
run: {replications: 1, steady: {measure: 500h, batches: 5}}
classes: [{id: a, channel: CHAT, max_waiting: 0, arrivals: {per_hour: 600}, service_time: {fixed: 10m}}]
agent_groups: [{id: g, count: 5, channels: {CHAT: 4}}]
)");
  // 100 erlangs of chats find 20 places.
  EXPECT_GT(result.groups[0].utilization.value, 0.97);
  EXPECT_LE(result.groups[0].utilization.value, 1);
  EXPECT_NEAR(result.overall.p_block.value, 0.8, 0.01);
}

TEST(Trace, gives_every_replication_the_same_arrivals) {
  const std::string file = testing::TempDir() + "/usher_trace.csv";
  std::ofstream(file) << "# time, service\n08:00:10,60\n08:00:20,60\n08:05:00\n";
  const report::RunResult result = run_text(R"(
run: {replications: 3, day: {from: "08:00", to: "09:00"}}
classes: [{id: a, arrivals: {trace: )" + file +
                                            R"(}, service_time: {fixed: 30s}}]
agent_groups: [{id: g, count: 1}]
)");
  EXPECT_EQ(result.overall.counts.persons.value, 3);
  // The second waits 50 s.
  EXPECT_NEAR(result.overall.mean_wait_s.value, 50.0 / 3, 1e-9);
  EXPECT_NEAR(result.groups[0].utilization.value, 150.0 / 3600, 1e-9);
}

}  // namespace
}  // namespace usher::plan
