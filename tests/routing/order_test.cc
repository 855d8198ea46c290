#include "routing/order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "routing/packed_key.h"

namespace usher::routing {
namespace {

Instant at(std::int64_t second) { return Instant(std::chrono::seconds(second)); }

TEST(Order, each_minute_of_priority_is_worth_a_minute_of_waiting) {
  EXPECT_LT(ordinary_key({2}, at(600), 11), ordinary_key({1}, at(0), 0));
  EXPECT_LT(ordinary_key({1}, at(0), 0), ordinary_key({2}, at(600), 10));
  EXPECT_LT(ordinary_key({1}, at(0), 0), ordinary_key({2}, at(0), -5));
}

TEST(Order, of_equal_keys_the_first_to_come_is_first) {
  EXPECT_LT(ordinary_key({1}, at(60), 1), ordinary_key({2}, at(0), 0));
}

TEST(Order, the_starved_are_before_everybody_and_by_origin_among_themselves) {
  EXPECT_LT(starved_key({9}, at(1000)), ordinary_key({1}, at(0), 1440));
  EXPECT_LT(starved_key({9}, at(10)), starved_key({1}, at(11)));
}

TEST(OrderDeathTest, refuses_a_priority_beyond_a_day) {
  EXPECT_DEATH(ordinary_key({1}, at(0), 1441), "check failed");
  EXPECT_DEATH(ordinary_key({1}, at(0), -1441), "check failed");
}

RC_GTEST_PROP(Order, packed_keys_compare_like_the_keys, ()) {
  const auto key = [] {
    const auto due = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-3, 3),
                                     rc::gen::inRange<std::int64_t>(-(1LL << 60), 1LL << 60));
    return OrderKey{*rc::gen::element(Band::kStarved, Band::kOrdinary),
                    Instant(Duration(due)),
                    {static_cast<std::uint64_t>(*rc::gen::inRange(1, 4))}};
  };
  const OrderKey a = key();
  const OrderKey b = key();
  RC_ASSERT((packed(a) <=> packed(b)) == (a <=> b));
  RC_ASSERT(packed(a) < kNever);
}

}  // namespace
}  // namespace usher::routing
