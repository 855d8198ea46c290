#include "tools/queueing/erlang.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tools/queueing/staffing.h"

namespace usher::queueing {
namespace {

TEST(ErlangB, has_the_values_of_the_published_tables) {
  EXPECT_NEAR(erlang_b(10, 10), 0.214582, 1e-6);
  EXPECT_NEAR(erlang_b(100, 120), 0.196270, 1e-6);
  EXPECT_NEAR(erlang_b(1000, 1000), 0.024812, 1e-6);
  EXPECT_NEAR(erlang_b(100'000, 99'000) / 8.225776e-06, 1, 1e-6);
  EXPECT_LE(erlang_b(18, 10), 0.01);  // 18 lines for 10 E at 1 %
  EXPECT_GT(erlang_b(17, 10), 0.01);
  EXPECT_DOUBLE_EQ(erlang_b(1, 1), 0.5);
  EXPECT_DOUBLE_EQ(erlang_b(2, 1), 0.2);
}

TEST(ErlangB, loses_everything_without_servers_and_nothing_without_load) {
  EXPECT_EQ(erlang_b(0, 3), 1);
  EXPECT_EQ(erlang_b(5, 0), 0);
  EXPECT_EQ(erlang_b(1'000'000, 1), 0);
}

TEST(ErlangB, is_not_a_number_outside_its_domain) {
  EXPECT_TRUE(std::isnan(erlang_b(-1, 1)));
  EXPECT_TRUE(std::isnan(erlang_b(1, -1)));
  EXPECT_TRUE(std::isnan(erlang_b(1, std::numeric_limits<double>::infinity())));
  EXPECT_TRUE(std::isnan(erlang_c(1, std::nan(""))));
}

TEST(ErlangC, has_the_values_of_the_published_tables) {
  EXPECT_NEAR(erlang_c(1, 0.8), 0.8, 1e-12);
  EXPECT_NEAR(erlang_c(5, 4), 0.554113, 1e-6);
  EXPECT_NEAR(erlang_c(14, 12), 0.481705, 1e-6);
  EXPECT_NEAR(erlang_c(20, 18), 0.550769, 1e-6);
  EXPECT_NEAR(erlang_c(50, 48), 0.694456, 1e-6);
  EXPECT_NEAR(erlang_c(100, 95), 0.506457, 1e-6);
  EXPECT_NEAR(erlang_c(1000, 980), 0.412200, 1e-6);
  EXPECT_NEAR(erlang_c(10'000, 9900), 0.222777, 1e-6);
}

TEST(ErlangC, is_certain_where_more_comes_than_can_be_served) {
  EXPECT_EQ(erlang_c(5, 5), 1);
  EXPECT_EQ(erlang_c(5, 500), 1);
  EXPECT_EQ(erlang_c(0, 0), 0);
}

// The square-root rule of Halfin and Whitt: with n = a + b sqrt(a) the share that waits goes to
// 1 / (1 + b Phi(b) / phi(b)).
TEST(ErlangC, approaches_the_square_root_rule) {
  const double beta = 1;
  const double phi = std::exp(-0.5) / std::sqrt(2 * std::acos(-1.0));
  const double cumulative = 0.5 * std::erfc(-beta / std::sqrt(2.0));
  const double limit = 1 / (1 + beta * cumulative / phi);
  EXPECT_NEAR(erlang_c(1'001'000, 1'000'000), limit, 1e-3);
}

constexpr double kHour = 3600;

// 100 calls an hour of 3 minutes, 80 % within 20 s: 8 agents in every Erlang C calculator.
TEST(Staffing, finds_what_every_calculator_finds) {
  ServiceTargets targets;
  targets.service_level = {0.8, 20};
  EXPECT_EQ(smallest_staffing({1, 100 / kHour, 1.0 / 180, 0}, targets, 1000), 8);
}

TEST(Staffing, is_the_first_that_meets_the_targets) {
  ServiceTargets targets;
  targets.service_level = {0.9, 10};
  targets.p_abandon = 0.02;
  targets.utilization = 0.9;
  targets.p_wait = 0.3;
  targets.mean_wait = 5;
  for (const double calls : {1.0, 40.0, 333.0, 5000.0, 100'000.0}) {
    QueueInput input{1, calls / kHour, 1.0 / 240, 1.0 / 120};
    const auto found = smallest_staffing(input, targets, 10'000'000);
    ASSERT_TRUE(found) << calls;
    input.servers = *found;
    EXPECT_TRUE(meets(DelayQueue(input), targets)) << calls;
    input.servers = *found - 1;
    EXPECT_TRUE(*found == 1 || !meets(DelayQueue(input), targets)) << calls;
  }
}

TEST(Staffing, each_target_binds_on_its_own) {
  const QueueInput input{1, 100 / kHour, 1.0 / 180, 1.0 / 60};
  const auto staff = [&](auto set) {
    ServiceTargets targets;
    set(targets);
    return smallest_staffing(input, targets, 1000).value_or(-1);
  };
  EXPECT_EQ(staff([](ServiceTargets&) {}), 1);  // who gives up keeps any line stable
  EXPECT_GT(staff([](ServiceTargets& t) { t.p_wait = 0.1; }), 5);
  EXPECT_GT(staff([](ServiceTargets& t) { t.p_abandon = 0.01; }), 5);
  EXPECT_GT(staff([](ServiceTargets& t) { t.mean_wait = 1; }), 5);
  EXPECT_EQ(staff([](ServiceTargets& t) { t.utilization = 0.05; }), 100);
}

TEST(Staffing, says_when_the_bound_is_too_low) {
  ServiceTargets targets;
  targets.service_level = {0.8, 20};
  EXPECT_EQ(smallest_staffing({1, 100 / kHour, 1.0 / 180, 0}, targets, 7), std::nullopt);
  EXPECT_EQ(smallest_staffing({1, 100 / kHour, 1.0 / 180, 0}, targets, 8), 8);
  EXPECT_EQ(smallest_staffing({1, -1, 1.0 / 180, 0}, targets, 8), std::nullopt);
}

}  // namespace
}  // namespace usher::queueing
