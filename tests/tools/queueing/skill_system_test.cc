#include "tools/queueing/skill_system.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tools/queueing/erlang.h"
#include "tools/queueing/finite_queue.h"
#include "tools/queueing/markov.h"

namespace usher::queueing {
namespace {

constexpr NextAgent kAgentRules[] = {NextAgent::kGroupOrder, NextAgent::kRandom,
                                     NextAgent::kLongestIdle};
constexpr NextContact kContactRules[] = {NextContact::kFirstCome, NextContact::kPriority,
                                         NextContact::kLongestQueue};

SkillSystem shared_room(SkillSystem system, std::size_t places) {
  for (ContactClass& of_class : system.classes) of_class.line = 0;
  system.rooms = {places};
  return system;
}

// With one service rate and agents who may do everything there is one line, whatever the rules.
TEST(SkillSystem, agents_who_may_do_everything_are_one_group) {
  for (const NextAgent next_agent : kAgentRules) {
    for (const NextContact next_contact : kContactRules) {
      SkillSystem system = shared_room(x_model({{1.1, 0.7}, 1, 0}, 2, 1), 5);
      system.next_agent = next_agent;
      system.next_contact = next_contact;
      for (ContactClass& of_class : system.classes) of_class.abandonment_rate = 0.4;
      const auto solved = solve(system);
      ASSERT_TRUE(solved);
      const FiniteQueue known = solve_finite({3, 1.8, 1, 0.4}, 5);
      double queue = 0;
      for (const ClassSolution& of_class : solved->classes) {
        EXPECT_NEAR(of_class.p_wait, known.p_wait, 1e-12);
        EXPECT_NEAR(of_class.p_block, known.p_block, 1e-12);
        queue += of_class.mean_queue;
      }
      EXPECT_NEAR(queue, known.mean_queue, 1e-12);
      EXPECT_NEAR((2 * solved->utilization[0] + solved->utilization[1]) / 3, known.utilization,
                  1e-12);
      if (next_contact == NextContact::kFirstCome) {
        EXPECT_NEAR(solved->classes[0].mean_wait, known.mean_wait, 1e-12);
        EXPECT_NEAR(solved->classes[1].mean_wait, known.mean_wait, 1e-12);
      }
    }
  }
}

TEST(SkillSystem, groups_with_nothing_in_common_are_systems_of_their_own) {
  SkillSystem system = n_model({{1.5, 0.8}, 1, 4}, 2, 1);
  system.groups[1].order = {1};
  system.classes[0].order = {0};
  const auto solved = solve(system);
  ASSERT_TRUE(solved);
  const FiniteQueue first = solve_finite({2, 1.5, 1, 0}, 4);
  const FiniteQueue second = solve_finite({1, 0.8, 1, 0}, 4);
  EXPECT_NEAR(solved->classes[0].mean_wait, first.mean_wait, 1e-12);
  EXPECT_NEAR(solved->classes[1].mean_wait, second.mean_wait, 1e-12);
  EXPECT_NEAR(solved->classes[1].p_block, second.p_block, 1e-12);
  EXPECT_NEAR(solved->utilization[0], first.utilization, 1e-12);
}

// A. Cobham, "Priority assignment in waiting line problems", Operations Research 2, 1954.
TEST(SkillSystem, priority_in_one_group_is_Cobhams_formula) {
  for (const std::size_t agents : {1U, 3U}) {
    const double n = static_cast<double>(agents);
    SkillSystem system = v_model({{0.25 * n, 0.2 * n}, 1, 25}, agents);
    system.next_contact = NextContact::kPriority;
    const auto solved = solve(system);
    ASSERT_TRUE(solved);
    const double base = erlang_c(static_cast<std::int64_t>(agents), 0.45 * n) / n;
    EXPECT_NEAR(solved->classes[0].mean_wait, base / 0.75, 1e-7);
    EXPECT_NEAR(solved->classes[1].mean_wait, base / (0.75 * 0.55), 1e-7);
    EXPECT_LT(solved->classes[1].p_block, 1e-8);
  }
}

// One group of five, calls of the second class only while more than two are free: the guard
// channel of D. Hong and S. Rappaport, IEEE Trans. Vehicular Technology 35, 1986.
TEST(SkillSystem, a_reserve_in_one_group_is_the_guard_channel) {
  SkillSystem system = v_model({{2, 1.5}, 1, 0}, 5);
  system.next_contact = NextContact::kPriority;
  system.groups[0].reserve = {0, 2};
  const auto solved = solve(system);
  ASSERT_TRUE(solved);
  const auto known = birth_death({3.5, 3.5, 3.5, 2, 2}, {1, 2, 3, 4, 5});
  EXPECT_NEAR(solved->classes[0].p_block, known[5], 1e-12);
  EXPECT_NEAR(solved->classes[1].p_block, known[3] + known[4] + known[5], 1e-12);
}

TEST(SkillSystem, who_waits_for_a_reserved_agent_is_served_once_enough_are_free) {
  SkillSystem system = v_model({{1, 1}, 1, 6}, 3);
  system.next_contact = NextContact::kPriority;
  system.groups[0].reserve = {0, 1};
  const auto solved = solve(system);
  ASSERT_TRUE(solved);
  EXPECT_GT(solved->classes[1].mean_wait, 2 * solved->classes[0].mean_wait);
  const double served = 2 - solved->classes[0].p_block - solved->classes[1].p_block;
  EXPECT_NEAR(served, 3 * solved->utilization[0], 1e-12);
}

// The product form of Adan and Weiss for FCFS with the longest idle agent, unbounded rooms. A state
// is the busy agents from the oldest contact on, with who waits between them, and the idle ones.
struct ProductForm {
  const SkillSystem& system;  // one agent a group, whose rate is the same for all it serves
  double total = 0;
  std::vector<double> queue = std::vector<double>(system.classes.size(), 0.0);
  std::vector<double> busy = std::vector<double>(system.groups.size(), 0.0);

  double rate(std::size_t group) const {
    return system.groups[group].service_rates[system.groups[group].order[0]];
  }
  // Classes that no one but the first `count` of `agents` may serve.
  bool only_these(std::size_t c, const std::vector<std::size_t>& agents, std::size_t count) const {
    const auto& order = system.classes[c].order;
    return std::all_of(order.begin(), order.end(), [&](std::size_t group) {
      const auto end = agents.begin() + static_cast<std::ptrdiff_t>(count);
      return std::find(agents.begin(), end, group) != end;
    });
  }
  // Arrivals that one of agents[first..] may serve.
  double reach(const std::vector<std::size_t>& agents, std::size_t first) const {
    double sum = 0;
    for (std::size_t c = 0; c < system.classes.size(); ++c) {
      if (!only_these(c, agents, first)) sum += system.classes[c].arrival_rate;
    }
    return sum;
  }
  void add(const std::vector<std::size_t>& agents, std::size_t count) {
    double weight = 1;
    double speed = 0;
    std::vector<double> waiting(system.classes.size(), 0.0);
    for (std::size_t j = 1; j <= count; ++j) {
      speed += rate(agents[j - 1]);
      double own = 0;
      for (std::size_t c = 0; c < system.classes.size(); ++c) {
        if (only_these(c, agents, j)) own += system.classes[c].arrival_rate;
      }
      weight /= speed - own;  // the sum over how many wait there
      for (std::size_t c = 0; c < system.classes.size(); ++c) {
        if (only_these(c, agents, j)) waiting[c] += system.classes[c].arrival_rate / (speed - own);
      }
    }
    for (std::size_t j = count; j < agents.size(); ++j) weight /= reach(agents, j);
    total += weight;
    for (std::size_t c = 0; c < queue.size(); ++c) queue[c] += weight * waiting[c];
    for (std::size_t j = 0; j < count; ++j) busy[agents[j]] += weight;
  }
  void sum() {
    std::vector<std::size_t> agents(system.groups.size());
    for (std::size_t i = 0; i < agents.size(); ++i) agents[i] = i;
    do {
      for (std::size_t count = 0; count <= agents.size(); ++count) add(agents, count);
    } while (std::next_permutation(agents.begin(), agents.end()));
  }
};

void expect_product_form(SkillSystem system) {
  system.next_agent = NextAgent::kLongestIdle;
  const auto solved = solve(system);
  ASSERT_TRUE(solved);
  ProductForm known{system};
  known.sum();
  double error = 0;
  for (const ClassSolution& of_class : solved->classes) error = std::max(error, of_class.p_block);
  ASSERT_LT(error, 1e-4);
  for (std::size_t c = 0; c < system.classes.size(); ++c) {
    const double wait = known.queue[c] / known.total / system.classes[c].arrival_rate;
    EXPECT_NEAR(solved->classes[c].mean_wait, wait, 20 * error) << c;
  }
  for (std::size_t g = 0; g < system.groups.size(); ++g) {
    EXPECT_NEAR(solved->utilization[g], known.busy[g] / known.total, 10 * error) << g;
  }
}

TEST(SkillSystem, first_come_with_the_longest_idle_has_the_product_form) {
  SkillSystem n = shared_room(n_model({{0.25, 0.2}, 1, 0}, 1, 1), 9);
  n.groups[1].service_rates = {1.3, 1.3};
  expect_product_form(n);
  SkillSystem m = shared_room(m_model({{0.4, 0.3}, 1, 0}, 1, 1, 1), 7);
  m.groups[2].service_rates = {0.7, 0.7};
  expect_product_form(m);
  SkillSystem w = shared_room(w_model({{0.1, 0.2}, 1, 0}, 0.15, 1, 1), 5);
  w.groups[0].service_rates = {1.5, 1.5, 1.5};
  expect_product_form(w);
}

std::vector<SkillSystem> shapes() {
  return {v_model({{0.9, 0.6}, 1, 3}, 2), n_model({{1.2, 0.8}, 1, 3}, 2, 1),
          m_model({{1.2, 0.9}, 1, 3}, 1, 1, 1), x_model({{1.0, 1.2}, 1, 3}, 1, 2),
          w_model({{0.5, 0.8}, 1, 2}, 0.6, 1, 1)};
}

TEST(SkillSystem, what_comes_in_goes_out_under_every_rule) {
  for (SkillSystem system : shapes()) {
    for (const NextAgent next_agent : kAgentRules) {
      for (const NextContact next_contact : kContactRules) {
        system.next_agent = next_agent;
        system.next_contact = next_contact;
        double in = 0;
        for (std::size_t c = 0; c < system.classes.size(); ++c) {
          system.classes[c].abandonment_rate = 0.2 * static_cast<double>(c);
          in += system.classes[c].arrival_rate;
        }
        const auto solved = solve(system);
        ASSERT_TRUE(solved);
        double out = 0;
        for (std::size_t g = 0; g < system.groups.size(); ++g) {
          out += static_cast<double>(system.groups[g].agents) * solved->utilization[g];
        }
        for (std::size_t c = 0; c < system.classes.size(); ++c) {
          const ClassSolution& of_class = solved->classes[c];
          out += system.classes[c].arrival_rate * (of_class.p_block + of_class.p_abandon);
          EXPECT_GT(of_class.p_wait, 0);
        }
        EXPECT_NEAR(out, in, 1e-11);
      }
    }
  }
}

TEST(SkillSystem, priority_helps_its_class_at_the_cost_of_the_other) {
  SkillSystem system = n_model({{1.2, 0.8}, 1, 5}, 2, 1);
  const auto fcfs = solve(system);
  system.next_contact = NextContact::kPriority;  // group 1 takes class 1 first
  const auto home_first = solve(system);
  ASSERT_TRUE(fcfs && home_first);
  EXPECT_LT(home_first->classes[1].mean_wait, fcfs->classes[1].mean_wait);
  EXPECT_GT(home_first->classes[0].mean_wait, fcfs->classes[0].mean_wait);
}

TEST(SkillSystem, the_longest_queue_keeps_the_queues_together) {
  SkillSystem system = v_model({{1.2, 0.3}, 1, 5}, 1);
  const auto fcfs = solve(system);
  system.next_contact = NextContact::kLongestQueue;
  const auto longest = solve(system);
  ASSERT_TRUE(fcfs && longest);
  EXPECT_LT(longest->classes[0].mean_queue - longest->classes[1].mean_queue,
            fcfs->classes[0].mean_queue - fcfs->classes[1].mean_queue);
}

TEST(SkillSystem, asking_the_own_group_first_spares_the_shared_one) {
  SkillSystem system = m_model({{0.9, 0.9}, 1, 3}, 1, 1, 1);
  const auto own_first = solve(system);
  system.next_agent = NextAgent::kRandom;
  const auto random = solve(system);
  ASSERT_TRUE(own_first && random);
  EXPECT_LT(own_first->utilization[2], random->utilization[2]);
  EXPECT_LT(own_first->classes[0].mean_wait, random->classes[0].mean_wait);
}

TEST(SkillSystem, refuses_what_makes_no_sense_with_what_would) {
  const auto broken = [](auto change) {
    SkillSystem system = n_model({}, 1, 1);
    change(system);
    EXPECT_FALSE(solve(system));
    return problem(system);
  };
  EXPECT_EQ(problem(n_model({}, 1, 1)), "");
  EXPECT_EQ(broken([](SkillSystem& s) { s.classes[1].arrival_rate = 0; }),
            "class 1: the arrival rate must be above 0");
  EXPECT_EQ(broken([](SkillSystem& s) { s.classes[0].abandonment_rate = -1; }),
            "class 0: the abandonment rate must be at least 0");
  EXPECT_EQ(broken([](SkillSystem& s) { s.rooms.pop_back(); }),
            "class 1: its line has no room; give it one");
  EXPECT_EQ(broken([](SkillSystem& s) {
              s.classes[0].order = {0, 0};
            }),
            "class 0: its order must name groups of the system, each once");
  EXPECT_EQ(broken([](SkillSystem& s) { s.classes[0].order.clear(); }),
            "class 0: no group may serve it; name one in its order");
  EXPECT_EQ(broken([](SkillSystem& s) { s.groups[0].agents = 0; }),
            "group 0: must have 1 to 200 agents");
  EXPECT_EQ(broken([](SkillSystem& s) { s.groups[0].service_rates.pop_back(); }),
            "group 0: must have one service rate for each class");
  EXPECT_EQ(broken([](SkillSystem& s) { s.groups[1].reserve = {1}; }),
            "group 1: its reserve must be empty or have one number for each class");
  EXPECT_EQ(broken([](SkillSystem& s) { s.groups[1].order = {7}; }),
            "group 1: its order must name classes of the system, each once");
  EXPECT_EQ(broken([](SkillSystem& s) { s.groups[1].order = {1}; }),
            "group 1: its order and that of class 0 must name each other");
  EXPECT_EQ(broken([](SkillSystem& s) { s.groups[1].service_rates[1] = 0; }),
            "group 1: the service rate of class 1 must be above 0");
  EXPECT_EQ(broken([](SkillSystem& s) { s.rooms[0] = 1000; }),
            "a room may have 200 places at most");
  EXPECT_EQ(problem({}), "a system has at least one class and one group");
}

TEST(SkillSystem, refuses_more_states_than_it_can_solve) {
  EXPECT_FALSE(solve(x_model({{1, 1}, 1, 30}, 3, 3)));
}

}  // namespace
}  // namespace usher::queueing
