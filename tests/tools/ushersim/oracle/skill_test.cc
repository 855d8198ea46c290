// Small skill-based systems under textbook rules against the exact solution of their Markov chains.
#include <cmath>
#include <string>

#include "tests/tools/ushersim/run/builders.h"
#include "tools/queueing/skill_system.h"

namespace usher::plan {
namespace {

using queueing::NextAgent;
using queueing::NextContact;
using queueing::SkillSystem;

constexpr double kUnit = 100;     // seconds; the unit of the system's rates
constexpr double kAllowed = 1.6;  // half-widths; see erlang_test.cc

std::string list(const std::vector<std::size_t>& numbers, const std::string& prefix) {
  return "[" +
         absl::StrJoin(
             numbers, ", ",
             [&](std::string* out, std::size_t number) { absl::StrAppend(out, prefix, number); }) +
         "]";
}

std::string length(double rate) {
  return absl::StrCat("{exponential: ", static_cast<std::int64_t>(std::lround(kUnit * 1e3 / rate)),
                      "ms}");
}

std::string contacts_rule(const SkillSystem& system) {
  switch (system.next_contact) {
    case NextContact::kFirstCome:
      return "oldest-first";
    case NextContact::kPriority:
      return "group-order";
    case NextContact::kLongestQueue:
      return "longest-queue";
  }
  return "";
}

std::string text_of(const SkillSystem& system, double millions, int seed) {
  double rate = 0;
  for (const auto& cls : system.classes) rate += cls.arrival_rate;
  const double hours = millions * 1e6 / (rate * 3600 / kUnit);
  std::string text = absl::StrCat(
      "run: {seed: ", seed, ", replications: 1, steady: {warm_up: 20h, batches: 40, measure: ",
      static_cast<std::int64_t>(hours) + 1, "h}}\nqueues:\n");
  for (std::size_t i = 0; i < system.rooms.size(); ++i) {
    absl::StrAppend(&text, "  - {id: line", i, ", max_waiting: ", system.rooms[i], "}\n");
  }
  absl::StrAppend(&text, "classes:\n");
  for (std::size_t i = 0; i < system.classes.size(); ++i) {
    const auto& cls = system.classes[i];
    absl::StrAppend(&text, "  - {id: c", i, ", queue: line", cls.line, ", required_skills: s", i,
                    ", arrivals: {per_hour: ", cls.arrival_rate * 3600 / kUnit,
                    "}, agent_order: ", list(cls.order, "g"), ", service_time: {fixed: 1s}");
    if (cls.abandonment_rate > 0) {
      absl::StrAppend(&text, ", patience: ", length(cls.abandonment_rate));
    }
    absl::StrAppend(&text, ", service_time_by_group: {");
    for (std::size_t g = 0; g < system.groups.size(); ++g) {
      const double served = system.groups[g].service_rates[i];
      if (served > 0) absl::StrAppend(&text, "g", g, ": ", length(served), ", ");
    }
    absl::StrAppend(&text, "}}\n");
  }
  absl::StrAppend(&text, "agent_groups:\n");
  std::string reserve;
  for (std::size_t g = 0; g < system.groups.size(); ++g) {
    const auto& group = system.groups[g];
    absl::StrAppend(&text, "  - {id: g", g, ", count: ", group.agents,
                    ", skills: ", list(group.order, "s"), ", serve_order: ", list(group.order, "c"),
                    "}\n");
    for (std::size_t c = 0; c < group.reserve.size(); ++c) {
      // Kept from class c is kept for the others.
      if (group.reserve[c] == 0) continue;
      absl::StrAppend(&reserve, "    - {group: g", g, ", keep: ", group.reserve[c],
                      ", only_for: [c", 1 - c, "]}\n");
    }
  }
  absl::StrAppend(
      &text, "policy:\n  router: rules\n  contacts: ", contacts_rule(system),
      "\n  agents: ", system.next_agent == NextAgent::kLongestIdle ? "longest-idle" : "group-order",
      "\n");
  if (!reserve.empty()) absl::StrAppend(&text, "  reserve:\n", reserve);
  return text;
}

void expect_exact(const report::Estimate& found, double exact, const std::string& what) {
  ASSERT_TRUE(found.bounded()) << what;
  EXPECT_LE(std::abs(found.value - exact), kAllowed * found.half_width + 1e-9)
      << what << ": " << found.value << " ± " << found.half_width << ", exactly " << exact;
  if (exact >= 0.05) {
    EXPECT_LE(found.half_width, 0.01 * exact)
        << what << ": " << found.value << " ± " << found.half_width;
  }
}

void expect_solved(const SkillSystem& system, double millions, int seed) {
  const auto exact = queueing::solve(system);
  ASSERT_TRUE(exact.has_value()) << queueing::problem(system);
  const report::RunResult result = run(scenario_of(text_of(system, millions, seed)));
  for (std::size_t c = 0; c < system.classes.size(); ++c) {
    const report::ClassResult& found = result.classes[c];
    const queueing::ClassSolution& wanted = exact->classes[c];
    expect_exact(found.p_wait, wanted.p_wait, found.name + " p_wait");
    expect_exact(found.p_block, wanted.p_block, found.name + " p_block");
    expect_exact(found.p_abandon, wanted.p_abandon, found.name + " p_abandon");
    expect_exact(found.mean_wait_s, wanted.mean_wait * kUnit, found.name + " mean_wait");
    expect_exact(found.mean_queue, wanted.mean_queue, found.name + " mean_queue");
  }
  for (std::size_t g = 0; g < system.groups.size(); ++g) {
    expect_exact(result.groups[g].utilization, exact->utilization[g],
                 absl::StrCat("g", g, " utilization"));
  }
}

TEST(NModel, served_as_they_come_is_solved) {
  expect_solved(queueing::n_model({.arrival_rates = {1.2, 0.9}}, 1, 2), 2.2, 11);
}

TEST(NModel, with_priority_for_the_own_class_is_solved) {
  SkillSystem system = queueing::n_model({.arrival_rates = {1.2, 0.9}, .room = 6}, 1, 2);
  system.next_contact = NextContact::kPriority;
  system.groups[1].order = {1, 0};
  expect_solved(system, 2.6, 12);
}

TEST(NModel, with_a_reserve_of_idle_agents_is_solved) {
  SkillSystem system = queueing::n_model({.arrival_rates = {1.4, 1.8}, .room = 3}, 1, 3);
  system.groups[1].reserve = {1, 0};
  expect_solved(system, 3.5, 13);
}

TEST(MModel, served_as_they_come_by_the_longest_idle_is_solved) {
  SkillSystem system = queueing::m_model({.arrival_rates = {1.1, 1.0}}, 1, 1, 1);
  system.next_agent = NextAgent::kLongestIdle;
  expect_solved(system, 1.6, 14);
}

TEST(MModel, with_patience_that_ends_is_solved) {
  SkillSystem system = queueing::m_model({.arrival_rates = {1.5, 1.2}, .room = 5}, 1, 1, 1);
  for (auto& cls : system.classes) cls.abandonment_rate = 0.5;
  expect_solved(system, 1.6, 15);
}

TEST(XModel, with_rates_by_class_and_group_and_priority_is_solved) {
  SkillSystem system = queueing::x_model({.arrival_rates = {1.0, 1.2}, .room = 5}, 2, 1);
  system.groups[0].service_rates = {1.0, 0.7};
  system.groups[1].service_rates = {0.6, 1.1};
  system.next_contact = NextContact::kPriority;
  system.groups[0].order = {0, 1};
  system.groups[1].order = {1, 0};
  expect_solved(system, 1.8, 16);
}

TEST(XModel, with_the_longest_queue_first_is_solved) {
  SkillSystem system = queueing::x_model({.arrival_rates = {1.8, 1.6}, .room = 3}, 1, 2);
  system.next_contact = NextContact::kLongestQueue;
  expect_solved(system, 1.8, 17);
}

TEST(WModel, served_as_they_come_is_solved) {
  expect_solved(queueing::w_model({.arrival_rates = {1.2, 1.1}, .room = 2}, 1.1, 1, 2), 1.8, 18);
}

TEST(WModel, with_priority_is_solved) {
  SkillSystem system = queueing::w_model({.arrival_rates = {1.2, 1.2}, .room = 2}, 1.1, 1, 2);
  system.next_contact = NextContact::kPriority;
  expect_solved(system, 1.8, 19);
}

}  // namespace
}  // namespace usher::plan
