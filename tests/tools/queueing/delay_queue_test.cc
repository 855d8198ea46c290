#include "tools/queueing/delay_queue.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "tools/queueing/erlang.h"
#include "tools/queueing/finite_queue.h"

namespace usher::queueing {
namespace {

struct Known {
  QueueInput input;
  double time, p_wait, p_abandon, mean_wait, mean_wait_served, service_level, p_longer, utilization;
};

// Computed to six digits with an independent program, by sums over states.
TEST(DelayQueue, has_the_known_values_with_impatience) {
  const Known table[] = {
      {{5, 4, 1, 0.5}, 0.25, 0.415052, 0.077969, 0.155937, 0.140741, 0.733762, 0.227023, 0.737625},
      {{10, 10, 1, 1}, 0.2, 0.542070, 0.125110, 0.125110, 0.114943, 0.671759, 0.251245, 0.874890},
      {{50, 48, 1, 0.5}, 0.1, 0.467774, 0.030912, 0.061824, 0.060265, 0.738622, 0.243945, 0.930324},
      {{100, 120, 1, 2}, 0.1, 0.905730, 0.170139, 0.085069, 0.088952, 0.489187, 0.379970, 0.995833},
  };
  for (const Known& known : table) {
    const DelayQueue queue(known.input);
    EXPECT_NEAR(queue.p_wait(), known.p_wait, 1e-6);
    EXPECT_NEAR(queue.p_abandon(), known.p_abandon, 1e-6);
    EXPECT_NEAR(queue.mean_wait(), known.mean_wait, 1e-6);
    EXPECT_NEAR(queue.mean_wait_served(), known.mean_wait_served, 1e-6);
    EXPECT_NEAR(queue.service_level(known.time), known.service_level, 1e-6);
    EXPECT_NEAR(queue.p_wait_longer(known.time), known.p_longer, 1e-6);
    EXPECT_NEAR(queue.utilization(), known.utilization, 1e-6);
  }
}

std::vector<QueueInput> many_inputs() {
  std::vector<QueueInput> inputs;
  for (const std::int64_t servers : {1, 2, 7, 40, 300, 10'000}) {
    for (const double load : {0.2, 0.8, 0.99, 1.0, 1.05, 1.7}) {
      for (const double abandonment : {0.02, 0.3, 1.0, 4.0, 500.0}) {
        inputs.push_back({servers, load * static_cast<double>(servers) * 2, 2, abandonment});
      }
    }
  }
  return inputs;
}

// A room so large that nobody finds it full is no room.
TEST(DelayQueue, is_the_birth_death_chain) {
  int compared = 0;
  for (const QueueInput& input : many_inputs()) {
    const double excess =
        std::max(0.0, input.arrival_rate - 2.0 * static_cast<double>(input.servers));
    const double places = excess / input.abandonment_rate +
                          12 * std::sqrt(input.arrival_rate / input.abandonment_rate) + 4000;
    if (places > 2e6) continue;
    const DelayQueue queue(input);
    const FiniteQueue chain = solve_finite(input, static_cast<std::int64_t>(places));
    ASSERT_LT(chain.p_block, 1e-14);
    ++compared;
    EXPECT_NEAR(queue.p_wait(), chain.p_wait, 1e-9);
    EXPECT_NEAR(queue.p_abandon(), chain.p_abandon, 1e-9);
    EXPECT_NEAR(queue.utilization(), chain.utilization, 1e-9);
    if (chain.mean_wait > 1e-200) {
      EXPECT_NEAR(queue.mean_wait() / chain.mean_wait, 1, 1e-9);
    }
  }
  EXPECT_GT(compared, 150);
}

TEST(DelayQueue, without_impatience_is_Erlang_C) {
  for (const std::int64_t servers : {1, 5, 14, 100, 1000, 10'000}) {
    for (const double occupancy : {0.3, 0.9, 0.999}) {
      const double n = static_cast<double>(servers);
      const DelayQueue queue({servers, occupancy * n * 0.25, 0.25, 0});
      const double wait = erlang_c(servers, occupancy * n);
      const double drain = n * 0.25 * (1 - occupancy);
      EXPECT_NEAR(queue.p_wait(), wait, 1e-12);
      EXPECT_NEAR(queue.mean_wait(), wait / drain, 1e-10 / drain);
      EXPECT_NEAR(queue.service_level(1.5), 1 - wait * std::exp(-1.5 * drain), 1e-12);
      EXPECT_EQ(queue.p_abandon(), 0);
      EXPECT_NEAR(queue.utilization(), occupancy, 1e-12);
      for (const double q : {0.5, 0.9, 0.99}) {
        const double known = wait <= 1 - q ? 0 : std::log(wait / (1 - q)) / drain;
        EXPECT_NEAR(queue.wait_quantile(q), known, 1e-10 * (known + 1));
      }
    }
  }
}

TEST(DelayQueue, goes_to_Erlang_C_as_patience_grows) {
  const DelayQueue limit({20, 18, 1, 0});
  double last = 1;
  for (double abandonment = 1e-2; abandonment > 1e-12; abandonment /= 10) {
    const DelayQueue queue({20, 18, 1, abandonment});
    const double gap = std::abs(queue.p_wait() - limit.p_wait());
    EXPECT_LT(gap, last);
    last = gap;
  }
  const DelayQueue nearly({20, 18, 1, 1e-12});
  EXPECT_NEAR(nearly.p_wait(), limit.p_wait(), 1e-10);
  EXPECT_NEAR(nearly.mean_wait(), limit.mean_wait(), 1e-9);
  EXPECT_NEAR(nearly.service_level(0.3), limit.service_level(0.3), 1e-10);
  EXPECT_NEAR(nearly.wait_quantile(0.9), limit.wait_quantile(0.9), 1e-9);
}

TEST(DelayQueue, goes_to_Erlang_B_as_patience_shrinks) {
  for (const double load : {3.0, 10.0, 40.0}) {
    const DelayQueue queue({10, load, 1, 1e9});
    EXPECT_NEAR(queue.p_abandon(), erlang_b(10, load), 1e-7);
    EXPECT_NEAR(queue.p_wait(), erlang_b(10, load), 1e-7);
  }
}

// Fluid limit: what is too much gives up, and nobody who is served waits less than the time after
// which the patient ones are few enough.
TEST(DelayQueue, holds_for_ten_thousand_servers_in_deep_overload) {
  const DelayQueue queue({10'000, 15'000, 1, 0.5});
  EXPECT_NEAR(queue.p_abandon(), 1.0 / 3, 1e-9);
  EXPECT_NEAR(queue.utilization(), 1, 1e-12);
  EXPECT_NEAR(queue.mean_wait_served(), std::log(1.5) / 0.5, 1e-3);
  EXPECT_NEAR(queue.service_level(0.7), 0, 1e-12);
  EXPECT_NEAR(queue.service_level(0.9), 2.0 / 3, 1e-6);
  const DelayQueue patient({10'000, 10'500, 1, 1e-6});
  EXPECT_NEAR(patient.p_abandon(), 0.5 / 10.5, 1e-9);
  EXPECT_NEAR(patient.mean_queue(), 500 / 1e-6, 1);
}

TEST(DelayQueue, quantiles_invert_the_tail) {
  for (const QueueInput& input : many_inputs()) {
    const DelayQueue queue(input);
    for (const double q : {0.0, 0.5, 0.9, 0.99}) {
      const double wait = queue.wait_quantile(q);
      if (wait == 0) {
        EXPECT_LE(queue.p_wait(), 1 - q + 1e-15);
      } else {
        EXPECT_NEAR(queue.p_wait_longer(wait), 1 - q, 1e-9);
      }
    }
  }
}

TEST(DelayQueue, measures_agree_with_each_other) {
  for (const QueueInput& input : many_inputs()) {
    const DelayQueue queue(input);
    EXPECT_NEAR(queue.service_level(0), 1 - queue.p_wait(), 1e-12);
    EXPECT_NEAR(queue.service_level(1e6), 1 - queue.p_abandon(), 1e-12);
    EXPECT_NEAR(queue.p_wait_longer(0), queue.p_wait(), 1e-12);
    EXPECT_LE(queue.service_level(0.1), queue.service_level(0.2) + 1e-15);
    EXPECT_NEAR(queue.mean_queue() * input.abandonment_rate, queue.p_abandon() * input.arrival_rate,
                1e-9 * input.arrival_rate);
  }
}

TEST(DelayQueue, grows_without_bound_where_nobody_gives_up) {
  const DelayQueue queue({10, 10, 1, 0});
  EXPECT_FALSE(queue.stable());
  EXPECT_EQ(queue.p_wait(), 1);
  EXPECT_EQ(queue.mean_wait(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(queue.wait_quantile(0.5), std::numeric_limits<double>::infinity());
  EXPECT_EQ(queue.service_level(100), 0);
  EXPECT_EQ(queue.p_wait_longer(100), 1);
  EXPECT_EQ(queue.utilization(), 1);
}

TEST(DelayQueue, knows_nothing_about_bad_input) {
  const QueueInput bad[] = {{0, 1, 1, 1},
                            {1, 0, 1, 1},
                            {1, 1, 0, 1},
                            {1, 1, 1, -1},
                            {20'000'000, 1, 1, 1},
                            {1, std::nan(""), 1, 1},
                            {1, 1, std::numeric_limits<double>::infinity(), 1}};
  for (const QueueInput& input : bad) {
    EXPECT_FALSE(valid(input));
    const DelayQueue queue(input);
    EXPECT_TRUE(std::isnan(queue.p_wait()));
    EXPECT_TRUE(std::isnan(queue.mean_wait()));
    EXPECT_TRUE(std::isnan(queue.service_level(1)));
    EXPECT_TRUE(std::isnan(queue.p_wait_longer(1)));
    EXPECT_TRUE(std::isnan(queue.wait_quantile(0.5)));
    EXPECT_TRUE(std::isnan(solve_finite(input, 3).p_wait));
  }
  EXPECT_TRUE(std::isnan(DelayQueue({1, 1, 2, 0}).service_level(-1)));
  EXPECT_TRUE(std::isnan(DelayQueue({1, 1, 2, 0}).wait_quantile(1)));
}

}  // namespace
}  // namespace usher::queueing
