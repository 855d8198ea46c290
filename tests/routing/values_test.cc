// The values that decisions compare: equal in every field, or different.
#include <vector>

#include <gtest/gtest.h>

#include "routing/matcher.h"
#include "routing/order.h"
#include "routing/packed_key.h"
#include "routing/requirement.h"
#include "routing/skill_expression.h"
#include "routing/types.h"

namespace usher::routing {
namespace {

// Each is before the next, in the order that snapshots and lines rely on.
template <typename Value>
void expect_ascending(const std::vector<Value>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      EXPECT_EQ(values[i] == values[j], i == j) << i << ", " << j;
      EXPECT_EQ(values[i] != values[j], i != j) << i << ", " << j;
      EXPECT_EQ(values[i] < values[j], i < j) << i << ", " << j;
      EXPECT_EQ(values[i] > values[j], i > j) << i << ", " << j;
      EXPECT_EQ(values[i] <= values[j], i <= j) << i << ", " << j;
      EXPECT_EQ(values[i] >= values[j], i >= j) << i << ", " << j;
    }
  }
}

TEST(Values, are_ordered_by_their_fields_in_turn) {
  const Instant early{std::chrono::seconds(1)};
  const Instant late{std::chrono::seconds(2)};
  expect_ascending<ContactId>({{1}, {2}});
  expect_ascending<AgentId>({{1}, {2}});
  expect_ascending<OfferId>({{1}, {2}});
  expect_ascending<RequirementId>({{1}, {2}});
  expect_ascending<AttributeId>({{1}, {2}});
  expect_ascending<ChannelSet>(
      {{}, ChannelSet::of(Channel::kPhone), ChannelSet::of(Channel::kChat)});
  expect_ascending<Literal>({{{1}, 1}, {{1}, 2}, {{2}, 1}});
  expect_ascending<Ability>({{{1}, 1}, {{1}, 2}, {{2}, 1}});
  expect_ascending<PackedKey>({{1, 1}, {1, 2}, {2, 1}, kNever});
  expect_ascending<SkillTerm>({{"a", 1}, {"a", 2}, {"b", 1}});
  expect_ascending<OrderKey>({{Band::kStarved, early, {1}},
                              {Band::kStarved, early, {2}},
                              {Band::kStarved, late, {1}},
                              {Band::kOrdinary, early, {1}}});
  expect_ascending<Clause>({{AttributeKind::kLanguage, {{{1}, 1}}},
                            {AttributeKind::kLanguage, {{{2}, 1}}},
                            {AttributeKind::kSkill, {{{1}, 1}}}});
  const Clause clause{AttributeKind::kSkill, {{{1}, 1}}};
  expect_ascending<Requirement>({{Channel::kPhone, Ranking::kLeastScarce, false, {}},
                                 {Channel::kPhone, Ranking::kLeastScarce, false, {clause}},
                                 {Channel::kPhone, Ranking::kLeastScarce, true, {}},
                                 {Channel::kPhone, Ranking::kLongestIdle, false, {}},
                                 {Channel::kChat, Ranking::kLeastScarce, false, {}}});
}

TEST(Values, match_only_with_both_sides_alike) {
  EXPECT_EQ((Match{{1}, {2}}), (Match{{1}, {2}}));
  EXPECT_NE((Match{{1}, {2}}), (Match{{1}, {3}}));
  EXPECT_NE((Match{{1}, {2}}), (Match{{2}, {2}}));
}

}  // namespace
}  // namespace usher::routing
