#include "tools/ushersim/report/words.h"

#include <limits>

#include <gtest/gtest.h>

#include "tools/ushersim/report/scale.h"

namespace usher::report {
namespace {

TEST(Words, seconds_become_minutes_and_hours_as_they_grow) {
  EXPECT_EQ(in_words(0, Unit::kSeconds), "0.0 s");
  EXPECT_EQ(in_words(12.34, Unit::kSeconds), "12.3 s");
  EXPECT_EQ(in_words(119.96, Unit::kSeconds), "2 min 00 s");
  EXPECT_EQ(in_words(245, Unit::kSeconds), "4 min 05 s");
  EXPECT_EQ(in_words(-245, Unit::kSeconds), "-4 min 05 s");
  EXPECT_EQ(in_words(7229, Unit::kSeconds), "2 h 00 min");
}

TEST(Words, unknown_is_empty_and_never_zero) {
  for (const Unit unit : {Unit::kSeconds, Unit::kShare, Unit::kGap, Unit::kRatio, Unit::kCount}) {
    EXPECT_EQ(in_words(Estimate{}, unit), "");
    EXPECT_EQ(change_in_words(Estimate{}, unit), "");
    EXPECT_EQ(in_words(std::numeric_limits<double>::infinity(), unit), "no bound");
  }
}

TEST(Words, margins_have_the_digits_of_their_value) {
  EXPECT_EQ(in_words({0.8123, 0.0042}, Unit::kShare), "81.2 ± 0.4 %");
  EXPECT_EQ(in_words({12.34, 0.44}, Unit::kSeconds), "12.3 ± 0.4 s");
  EXPECT_EQ(in_words({245, 12.3}, Unit::kSeconds), "4 min 05 s ± 12 s");
  EXPECT_EQ(in_words({9000, 300}, Unit::kSeconds), "2 h 30 min ± 5 min 00 s");
  EXPECT_EQ(in_words({1.318, 0.052}, Unit::kRatio), "1.32 ± 0.05");
  EXPECT_EQ(in_words({0.62, 0.031}, Unit::kCount), "0.62 ± 0.03");
  EXPECT_EQ(in_words({1386, 69.3}, Unit::kCount), "1386 ± 69");
  EXPECT_EQ(in_words({1.5e7, 69.3}, Unit::kCount), "1.5e+07 ± 69.3");
  EXPECT_EQ(in_words({8, 0}, Unit::kCount), "8");
  EXPECT_EQ(in_words({8, kUnknown}, Unit::kCount), "8");
}

TEST(Words, differences_have_a_sign_and_are_clear_beyond_their_margin) {
  EXPECT_EQ(change_in_words({12.34, 0.4}, Unit::kSeconds), "+12.3 ± 0.4 s");
  EXPECT_EQ(change_in_words({-0.031, 0.01}, Unit::kGap), "-3.1 ± 1.0 points");
  EXPECT_TRUE(clear({-2, 1.9}));
  EXPECT_FALSE(clear({2, 2}));
  EXPECT_FALSE(clear({2, kUnknown}));
  EXPECT_FALSE(clear({}));
}

TEST(Words, metrics_have_names_for_people) {
  EXPECT_EQ(metric_name("p90_wait_s"), "P90 wait");
  EXPECT_EQ(metric_unit("p90_wait_s"), Unit::kSeconds);
  EXPECT_EQ(metric_unit("service_level"), Unit::kShare);
  EXPECT_EQ(difference_unit("service_level"), Unit::kGap);
  EXPECT_EQ(metric_name("something_new"), "something_new");
}

TEST(Words, clocks_and_lengths) {
  EXPECT_EQ(clock(8.25 * 3600), "08:15");
  EXPECT_EQ(clock(25 * 3600), "+1 d 01:00");
  EXPECT_EQ(length(20), "20 s");
  EXPECT_EQ(length(1800), "30 min");
  EXPECT_EQ(length(150), "2 min 30 s");
  EXPECT_EQ(length(43200), "12 h");
  EXPECT_EQ(length(9000), "2 h 30 min");
}

TEST(Scale, has_round_ticks_that_hold_every_value) {
  const struct {
    double low, high;
    Unit unit;
  } cases[] = {{0, 0.003, Unit::kSeconds}, {0, 47, Unit::kSeconds},      {0, 130, Unit::kSeconds},
               {0, 5000, Unit::kSeconds},  {0, 200'000, Unit::kSeconds}, {0, 1, Unit::kShare},
               {0, 0.127, Unit::kShare},   {0.4, 3.7, Unit::kRatio},     {0, 1e6, Unit::kCount},
               {-12, 30, Unit::kCount},    {0, 0, Unit::kCount}};
  for (const auto& one : cases) {
    const Scale scale = make_scale(one.low, one.high, 6, one.unit);
    EXPECT_LE(scale.low, one.low + 1e-9);
    EXPECT_GE(scale.high, one.high - 1e-9);
    EXPECT_GE(scale.ticks().size(), 2U);
    EXPECT_LE(scale.ticks().size(), 9U) << one.high;
    EXPECT_EQ(scale.part(scale.low), 0);
    EXPECT_EQ(scale.part(scale.high + 1), 1);
  }
  EXPECT_EQ(make_scale(0, 230, 6, Unit::kSeconds).step, 60);
  EXPECT_EQ(tick_in_words(120, Unit::kSeconds), "2 min");
  EXPECT_EQ(tick_in_words(0.4, Unit::kShare), "40 %");
  EXPECT_EQ(tick_in_words(7200, Unit::kSeconds), "2 h");
}

}  // namespace
}  // namespace usher::report
