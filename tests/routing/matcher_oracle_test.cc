// The fast matcher gives exactly the oracle's answers, whatever happens to both.
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/routing/random_world.h"

namespace usher::routing {
namespace {

std::vector<Step> random_history(int size) {
  return *rc::gen::resize(size, rc::gen::container<std::vector<Step>>(
                                    rc::gen::resize(100, rc::gen::arbitrary<Step>())));
}

void agrees(RandomWorld& world, const std::vector<Step>& history) {
  for (const Step& step : history) RC_ASSERT(world.step(step) == "");
  RC_ASSERT(world.compare_all() == "");
  RC_ASSERT(world.run_dry() == "");
  RC_ASSERT(world.compare_all() == "");
}

// A column for everything at once, for nothing ever, and for what pays, in between.
Tuning any_tuning() {
  return {*rc::gen::elementOf(std::vector<std::uint64_t>{0, 16, 64, 1'000'000'000}),
          *rc::gen::elementOf(std::vector<std::uint64_t>{1, 4}),
          *rc::gen::elementOf(std::vector<std::size_t>{0, 2, 4096})};
}

RC_GTEST_PROP(MatcherOracle, agrees_in_a_small_world, ()) {
  RandomWorld world({}, any_tuning());
  agrees(world, random_history(400));
}

RC_GTEST_PROP(MatcherOracle, agrees_where_nearly_everybody_can_do_everything, ()) {
  RandomWorld world({.attributes = 2, .levels = 1, .agents = 8, .requirements = 4}, any_tuning());
  agrees(world, random_history(400));
}

RC_GTEST_PROP(MatcherOracle, agrees_where_nearly_every_requirement_is_its_own, ()) {
  RandomWorld world({.attributes = 12, .levels = 3, .agents = 20, .requirements = 120},
                    any_tuning());
  agrees(world, random_history(400));
}

// Long histories of many agents: lines of more than one block, columns as bit rows, orders that
// give up and go by class. Too long to shrink, so the seed is all there is to repeat one.
class LongHistory : public testing::TestWithParam<std::uint64_t> {};

TEST_P(LongHistory, agrees_with_the_oracle) {
  std::uint64_t state = GetParam() * 0x9E3779B97F4A7C15U + 1;
  const auto next_byte = [&] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<std::uint8_t>(state >> 24);
  };
  const bool few_requirements = GetParam() % 2 == 0;
  RandomWorld world(
      {.attributes = few_requirements ? 9U : 30U,
       .levels = 4,
       .agents = 250,
       .requirements = few_requirements ? 12U : 250U},
      {.looks_for_any_column = GetParam() % 3 * 20, .resting_classes = GetParam() % 3 * 40});
  for (int i = 0; i < 3000; ++i) {
    Step step;
    for (std::uint8_t& byte : step) byte = next_byte();
    // Seasons: one in which people arrive, one in which agents do, one in which both go.
    if (i / 500 % 3 == 0 && step[0] % 16 >= 9) step[0] = 0;
    if (i / 500 % 3 == 1 && step[0] % 16 < 5) step[0] = 7;
    if (step[0] % 16 == 15 && next_byte() % 16 != 0) step[0] = 13;
    ASSERT_EQ(world.step(step), "") << "at step " << i;
  }
  ASSERT_EQ(world.run_dry(), "");
  ASSERT_EQ(world.compare_all(), "");
  EXPECT_GT(world.matches(), 100U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LongHistory, testing::Range<std::uint64_t>(0, 8));

}  // namespace
}  // namespace usher::routing
