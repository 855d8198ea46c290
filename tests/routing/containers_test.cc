// The containers of the indexes against those of the standard library.
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "routing/member_set.h"
#include "routing/paged_pool.h"
#include "routing/sorted_blocks.h"

namespace usher::routing {
namespace {

struct Entry {
  PackedKey key;
  int value = 0;
};

std::vector<std::pair<std::uint64_t, int>> in_order(const SortedBlocks<Entry>& blocks) {
  std::vector<std::pair<std::uint64_t, int>> all;
  for (auto at = blocks.begin(); !blocks.at_end(at); blocks.advance(at)) {
    all.emplace_back(blocks[at].key.major, blocks[at].value);
  }
  return all;
}

RC_GTEST_PROP(SortedBlocks, holds_what_a_map_holds, ()) {
  const auto steps =
      *rc::gen::resize(1500, rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(
                                 rc::gen::inRange(0, 10), rc::gen::inRange(0, 2000))));
  // Some histories grow in the middle, some at the end; some drain from the front, some anywhere.
  const bool at_end = *rc::gen::arbitrary<bool>();
  const int leavers = *rc::gen::inRange(0, 5);
  SortedBlocks<Entry> blocks;
  std::map<std::uint64_t, int> expected;
  std::uint64_t last = 2000;
  for (const auto& [action, number] : steps) {
    if (action >= leavers || expected.empty()) {
      const std::uint64_t key = at_end ? ++last : static_cast<std::uint64_t>(number);
      if (!expected.emplace(key, number).second) continue;
      blocks.insert({{key, 0}, number});
    } else {
      auto gone =
          action == 0 ? expected.begin() : expected.lower_bound(static_cast<std::uint64_t>(number));
      if (gone == expected.end()) gone = expected.begin();
      blocks.erase({gone->first, 0});
      expected.erase(gone);
    }
    RC_ASSERT(blocks.empty() == expected.empty());
    if (!expected.empty()) RC_ASSERT(blocks.front().value == expected.begin()->second);
  }
  RC_ASSERT(in_order(blocks) ==
            (std::vector<std::pair<std::uint64_t, int>>(expected.begin(), expected.end())));
  std::size_t rank = 0;
  for (const auto& [key, value] : expected) RC_ASSERT(blocks.rank({key, 0}) == rank++);
}

TEST(SortedBlocks, counts_ranks_over_many_blocks) {
  SortedBlocks<Entry> blocks;
  for (std::uint64_t i = 0; i < 10'000; ++i) blocks.insert({{i * 2, 0}, 0});
  for (std::uint64_t i = 0; i < 3'000; ++i) blocks.erase({i * 2, 0});
  EXPECT_EQ(blocks.rank({6000, 0}), 0U);
  EXPECT_EQ(blocks.rank({6001, 0}), 1U);
  EXPECT_EQ(blocks.rank({19'998, 0}), 6999U);
  EXPECT_EQ(blocks.rank({30'000, 0}), 7000U);
}

TEST(SortedBlocks, that_is_empty_has_no_first_and_no_rank) {
  const SortedBlocks<Entry> blocks;
  EXPECT_TRUE(blocks.at_end(blocks.begin()));
  EXPECT_EQ(blocks.rank({1, 0}), 0U);
}

TEST(SortedBlocks, gives_back_the_memory_of_who_left_in_the_middle_and_at_the_front) {
  SortedBlocks<Entry> blocks;
  for (std::uint64_t i = 0; i < 10'000; ++i) blocks.insert({{i, 0}, 0});
  const std::size_t full = blocks.bytes();
  EXPECT_GE(full, 10'000 * sizeof(Entry));
  for (std::uint64_t i = 64; i < 128; ++i) blocks.erase({i, 0});  // a block by itself
  EXPECT_EQ(blocks.rank({128, 0}), 64U);
  // One of sixteen stays, so that neighbours have room for each other.
  for (std::uint64_t i = 9'999; i >= 5'000; --i) {
    if (i % 16 != 0) blocks.erase({i, 0});
  }
  EXPECT_LT(blocks.bytes(), full * 3 / 4);
  for (std::uint64_t i = 0; i < 4'999; ++i) {
    if (i < 64 || i >= 128) blocks.erase({i, 0});
  }
  EXPECT_LT(blocks.bytes(), full / 4);
  const auto left = in_order(blocks);
  ASSERT_EQ(left.size(), 313U);
  EXPECT_EQ(left.front().first, 4'999U);
  EXPECT_EQ(left[1].first, 5'008U);
  EXPECT_EQ(left.back().first, 9'984U);
}

TEST(SortedBlocksDeathTest, has_no_answer_to_erasing_what_is_not_there) {
  SortedBlocks<Entry> blocks;
  EXPECT_DEATH(blocks.erase({1, 0}), "check failed");
  blocks.insert({{2, 0}, 0});
  EXPECT_DEATH(blocks.erase({1, 0}), "check failed");
}

RC_GTEST_PROP(MemberSet, holds_what_a_set_holds, ()) {
  const auto steps =
      *rc::gen::resize(800, rc::gen::container<std::vector<std::pair<bool, int>>>(rc::gen::pair(
                                rc::gen::arbitrary<bool>(), rc::gen::inRange(0, 400))));
  const auto universe = *rc::gen::element<std::uint32_t>(400, 100'000);
  MemberSet members;
  std::set<std::uint32_t> expected;
  for (const auto& [adds, number] : steps) {
    const auto member = static_cast<std::uint32_t>(number);
    if (expected.contains(member) == adds) continue;
    if (adds) {
      members.add(member, universe);
      expected.insert(member);
    } else {
      members.remove(member);
      expected.erase(member);
    }
    RC_ASSERT(members.size() == expected.size());
  }
  std::vector<std::uint32_t> all;
  members.for_each([&](std::uint32_t member) { all.push_back(member); });
  RC_ASSERT(all == std::vector<std::uint32_t>(expected.begin(), expected.end()));
  for (std::uint32_t i = 0; i < 450; ++i) RC_ASSERT(members.contains(i) == expected.contains(i));
  // The intersection with every third number.
  std::vector<std::uint64_t> row(5);
  for (std::uint32_t i = 0; i < 320; i += 3) row[i / 64] |= std::uint64_t{1} << (i % 64);
  std::vector<std::uint32_t> both;
  members.for_each_in(row, [&](std::uint32_t member) { both.push_back(member); });
  std::vector<std::uint32_t> expected_both;
  for (const std::uint32_t member : expected) {
    if (member < 320 && member % 3 == 0) expected_both.push_back(member);
  }
  RC_ASSERT(both == expected_both);
}

TEST(MemberSet, is_a_row_only_while_that_takes_less) {
  MemberSet members;
  for (std::uint32_t i = 0; i < 32; ++i) members.add(i * 10, 640);
  EXPECT_FALSE(members.is_bits());
  members.add(639, 640);
  EXPECT_TRUE(members.is_bits());
  for (std::uint32_t i = 0; i < 32; ++i) members.remove(i * 10);
  EXPECT_FALSE(members.is_bits());
  EXPECT_TRUE(members.contains(639));
}

TEST(MemberSet, becomes_a_list_again_once_the_row_is_nearly_empty) {
  MemberSet members;
  for (std::uint32_t i = 0; i < 4'000; ++i) members.add(i * 25, 100'000);
  ASSERT_TRUE(members.is_bits());
  const std::size_t row = members.bytes();
  for (std::uint32_t i = 0; i < 3'990; ++i) members.remove(i * 25);
  EXPECT_FALSE(members.is_bits());
  EXPECT_LT(members.bytes(), row);
  EXPECT_EQ(members.size(), 10U);
  EXPECT_TRUE(members.contains(3'999 * 25));
  EXPECT_FALSE(members.contains(3'989 * 25));
}

TEST(PagedPool, gives_a_freed_slot_out_again_and_clean) {
  PagedPool<int> pool;
  for (std::uint32_t i = 0; i < 3000; ++i) EXPECT_EQ(pool.take(), i);
  int* const first = &pool[0];
  pool[7] = 42;
  pool.give(7);
  EXPECT_EQ(pool.in_use(), 2999U);
  EXPECT_EQ(pool.take(), 7U);
  EXPECT_EQ(pool[7], 0);
  EXPECT_EQ(&pool[0], first);
  EXPECT_EQ(pool.end(), 3000U);
}

}  // namespace
}  // namespace usher::routing
