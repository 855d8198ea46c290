#include "tools/queueing/markov.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tools/queueing/erlang.h"
#include "tools/queueing/finite_queue.h"

namespace usher::queueing {
namespace {

TEST(Markov, two_states_share_time_by_their_rates) {
  const auto pi = stationary(2, {{0, 1, 3}, {1, 0, 1}});
  ASSERT_TRUE(pi);
  EXPECT_DOUBLE_EQ((*pi)[0], 0.25);
  EXPECT_DOUBLE_EQ((*pi)[1], 0.75);
}

TEST(Markov, adds_rates_of_a_pair_and_ignores_loops) {
  const auto pi = stationary(2, {{0, 1, 1}, {0, 1, 2}, {0, 0, 50}, {1, 0, 1}});
  ASSERT_TRUE(pi);
  EXPECT_DOUBLE_EQ((*pi)[1], 0.75);
}

// A ring with equal rates has no favourite, and no balance between neighbours either.
TEST(Markov, solves_chains_that_are_not_reversible) {
  std::vector<Transition> ring;
  for (std::size_t i = 0; i < 50; ++i) ring.push_back({i, (i + 1) % 50, 2});
  const auto pi = stationary(50, ring);
  ASSERT_TRUE(pi);
  for (const double share : *pi) EXPECT_NEAR(share, 0.02, 1e-15);
}

TEST(Markov, agrees_with_products_of_rates_to_the_last_state) {
  const std::size_t last = 300;
  std::vector<double> up(last), down(last);
  std::vector<Transition> transitions;
  for (std::size_t i = 0; i < last; ++i) {
    up[i] = 7 + static_cast<double>(i % 5);
    down[i] = 0.2 * static_cast<double>(i + 1);
    transitions.push_back({i, i + 1, up[i]});
    transitions.push_back({i + 1, i, down[i]});
  }
  const auto solved = stationary(last + 1, transitions);
  ASSERT_TRUE(solved);
  const std::vector<double> product = birth_death(up, down);
  for (std::size_t i = 0; i <= last; ++i) EXPECT_NEAR((*solved)[i] / product[i], 1, 1e-11) << i;
}

TEST(Markov, refuses_what_has_no_single_answer) {
  EXPECT_FALSE(stationary(0, {}));
  EXPECT_FALSE(stationary(2, {{0, 1, 1}}));             // no way back
  EXPECT_FALSE(stationary(3, {{0, 1, 1}, {1, 0, 1}}));  // 2 is never reached
  EXPECT_FALSE(stationary(2, {{0, 2, 1}, {1, 0, 1}}));
  EXPECT_FALSE(stationary(2, {{0, 1, 0}, {1, 0, 1}}));
  EXPECT_FALSE(stationary(2, {{0, 1, std::nan("")}, {1, 0, 1}}));
  EXPECT_FALSE(stationary(kMostStates + 1, {}));
  EXPECT_TRUE(stationary(1, {}));
}

TEST(FiniteQueue, without_places_is_Erlang_B) {
  for (const double load : {0.5, 9.0, 12.0, 80.0}) {
    const FiniteQueue queue = solve_finite({10, load, 1, 3}, 0);
    EXPECT_NEAR(queue.p_block, erlang_b(10, load), 1e-12);
    EXPECT_EQ(queue.p_wait, 0);
    EXPECT_EQ(queue.mean_wait, 0);
    EXPECT_NEAR(queue.utilization, load * (1 - queue.p_block) / 10, 1e-12);
  }
  const FiniteQueue large = solve_finite({10'000, 9900, 1, 0}, 0);
  EXPECT_NEAR(large.p_block, erlang_b(10'000, 9900), 1e-12);
}

// M/M/1/1+2: the geometric distribution cut off at 3.
TEST(FiniteQueue, has_the_values_of_the_hand_calculation) {
  const FiniteQueue queue = solve_finite({1, 1, 2, 0}, 2);
  EXPECT_NEAR(queue.p_block, 1.0 / 15, 1e-15);
  EXPECT_NEAR(queue.p_wait, 6.0 / 15, 1e-15);
  EXPECT_NEAR(queue.mean_queue, 4.0 / 15, 1e-15);
  EXPECT_NEAR(queue.mean_wait, (4.0 / 15) / (14.0 / 15), 1e-15);
  EXPECT_NEAR(queue.utilization, 7.0 / 15, 1e-15);
}

TEST(FiniteQueue, what_comes_in_goes_out) {
  for (const double abandonment : {0.0, 0.1, 5.0}) {
    const FiniteQueue queue = solve_finite({7, 9, 1, abandonment}, 11);
    EXPECT_NEAR(queue.p_block + queue.p_abandon + queue.utilization * 7 / 9, 1, 1e-12);
  }
}

}  // namespace
}  // namespace usher::queueing
