// Each operation of the matcher by itself; matcher_oracle_test.cc has them together.
#include "routing/matcher.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace usher::routing {
namespace {

Instant at(std::int64_t second) { return Instant(std::chrono::seconds(second)); }

Requirement needs(std::vector<Literal> each, Ranking ranking = Ranking::kLongestIdle,
                  Channel channel = Channel::kPhone) {
  Requirement requirement;
  requirement.channel = channel;
  requirement.ranking = ranking;
  for (const Literal& literal : each) {
    requirement.all_of.push_back({AttributeKind::kSkill, {literal}});
  }
  return normalized(requirement);
}

constexpr AttributeId kTax{0};
constexpr AttributeId kHousing{1};

// An agency of which a test says only what matters to it.
struct Agency {
  Matcher matcher;

  void waits(std::uint64_t id, const Requirement& requirement, std::int64_t origin,
             std::vector<AgentId> avoid = {}) {
    matcher.add_waiting({id}, matcher.acquire(requirement), ordinary_key({id}, at(origin), 0),
                        avoid);
  }
  void works(std::uint64_t id, Abilities abilities, std::int64_t scarcity = 0) {
    matcher.add_agent({id}, abilities, scarcity);
  }
  void free(std::uint64_t id, std::int64_t idle_since = 0, std::uint32_t load = 0,
            ChannelSet channels = ChannelSet::of(Channel::kPhone)) {
    matcher.set_free({id}, {channels, at(idle_since), load});
  }
  std::string match() {
    const auto match = matcher.next_match();
    if (!match) return "nobody";
    return std::to_string(match->contact.value) + " to " + std::to_string(match->agent.value);
  }
};

TEST(Matcher, brings_an_arrival_to_a_free_agent) {
  Agency agency;
  agency.works(1, {{kTax, 3}});
  agency.free(1);
  EXPECT_EQ(agency.match(), "nobody");
  agency.waits(7, needs({{kTax, 2}}), 0);
  EXPECT_EQ(agency.match(), "7 to 1");
}

TEST(Matcher, brings_a_freed_agent_to_the_earliest_they_may_serve) {
  Agency agency;
  agency.waits(1, needs({{kHousing, 1}}), 0);
  agency.waits(2, needs({{kTax, 5}}), 1);
  agency.waits(3, needs({{kTax, 2}}), 3);
  agency.waits(4, needs({}), 4);
  EXPECT_EQ(agency.match(), "nobody");
  agency.works(1, {{kTax, 3}});
  agency.free(1);
  EXPECT_EQ(agency.match(), "3 to 1");
}

TEST(Matcher, proposes_the_same_until_the_caller_acts) {
  Agency agency;
  agency.works(1, {});
  agency.free(1);
  agency.waits(1, needs({}), 5);
  EXPECT_EQ(agency.match(), "1 to 1");
  EXPECT_EQ(agency.match(), "1 to 1");
  agency.waits(2, needs({}), 1);
  EXPECT_EQ(agency.match(), "2 to 1");
  agency.matcher.remove_waiting({2});
  EXPECT_EQ(agency.match(), "1 to 1");
  agency.matcher.set_busy({1});
  EXPECT_EQ(agency.match(), "nobody");
}

TEST(Matcher, serves_one_channel_only_with_room_on_it) {
  Agency agency;
  agency.works(1, {});
  agency.free(1, 0, 0, ChannelSet::of(Channel::kChat));
  agency.waits(1, needs({}), 0);
  EXPECT_EQ(agency.match(), "nobody");
  agency.free(1, 0, 0, ChannelSet::of(Channel::kChat).with(Channel::kPhone));
  EXPECT_EQ(agency.match(), "1 to 1");
}

TEST(Matcher, does_not_propose_an_agent_whom_the_contact_avoids) {
  Agency agency;
  agency.works(1, {});
  agency.works(2, {});
  agency.free(1, 0);
  agency.free(2, 5);
  agency.waits(1, needs({}), 0, {{1}});
  EXPECT_EQ(agency.match(), "1 to 2");
  agency.matcher.set_busy({2});
  EXPECT_EQ(agency.match(), "nobody");
  // Who stands behind is not kept from the agent by that.
  agency.waits(2, needs({}), 1);
  EXPECT_EQ(agency.match(), "2 to 1");
}

TEST(Matcher, does_not_push_what_is_only_pulled) {
  Agency agency;
  agency.works(1, {});
  agency.free(1);
  Requirement counter = needs({});
  counter.pull_only = true;
  agency.waits(1, counter, 0);
  EXPECT_EQ(agency.match(), "nobody");
  EXPECT_EQ(agency.matcher.best_contact_for({1}, ChannelSet::of(Channel::kPhone)), ContactId{1});
  EXPECT_EQ(agency.matcher.best_agent_for({1}), AgentId{1});
  agency.waits(2, needs({}), 1);
  EXPECT_EQ(agency.match(), "2 to 1");
}

struct RankingCase {
  Ranking ranking;
  std::uint64_t winner;
};

class RankingTest : public testing::TestWithParam<RankingCase> {};

TEST_P(RankingTest, picks_its_own_best) {
  for (const bool arrival_last : {true, false}) {
    Agency agency;
    if (!arrival_last) agency.waits(1, needs({{kTax, 1}}, GetParam().ranking), 0);
    agency.works(1, {{kTax, 5}}, 1);  // the least scarce
    agency.works(2, {{kTax, 5}}, 9);  // the longest idle
    agency.works(3, {{kTax, 5}}, 9);  // the least loaded
    agency.works(4, {{kTax, 9}}, 9);  // the most proficient
    agency.works(5, {{kHousing, 9}}, 0);
    agency.free(1, 30, 30);
    agency.free(2, 10, 30);
    agency.free(3, 30, 10);
    agency.free(4, 30, 30);
    agency.free(5, 0, 0);
    if (arrival_last) {
      EXPECT_EQ(agency.match(), "nobody");
      agency.waits(1, needs({{kTax, 1}}, GetParam().ranking), 0);
    }
    EXPECT_EQ(agency.match(), "1 to " + std::to_string(GetParam().winner));
    EXPECT_EQ(agency.matcher.best_agent_for({1}), AgentId{GetParam().winner});
  }
}

INSTANTIATE_TEST_SUITE_P(Each, RankingTest,
                         testing::Values(RankingCase{Ranking::kLeastScarce, 1},
                                         RankingCase{Ranking::kLongestIdle, 2},
                                         RankingCase{Ranking::kLeastLoaded, 3},
                                         RankingCase{Ranking::kMostProficient, 4}));

TEST(Matcher, breaks_ties_by_the_longest_idle_and_then_the_lower_id) {
  for (const Ranking ranking : {Ranking::kLeastScarce, Ranking::kLongestIdle, Ranking::kLeastLoaded,
                                Ranking::kMostProficient}) {
    Agency agency;
    for (const std::uint64_t id : {3, 2, 1}) agency.works(id, {{kTax, 5}});
    agency.free(3, 5);
    agency.free(2, 5);
    agency.free(1, 6);
    agency.waits(1, needs({{kTax, 1}}, ranking), 0);
    EXPECT_EQ(agency.match(), "1 to 2");
  }
}

TEST(Matcher, counts_who_is_ahead_in_the_same_class) {
  Agency agency;
  const Requirement tax = needs({{kTax, 1}});
  agency.waits(1, needs({{kHousing, 1}}), 0);
  for (std::uint64_t id = 2; id < 200; ++id) agency.waits(id, tax, static_cast<std::int64_t>(id));
  EXPECT_EQ(agency.matcher.ahead_in_class({1}), 0U);
  EXPECT_EQ(agency.matcher.ahead_in_class({2}), 0U);
  EXPECT_EQ(agency.matcher.ahead_in_class({150}), 148U);
  agency.matcher.remove_waiting({77});
  EXPECT_EQ(agency.matcher.ahead_in_class({150}), 147U);
}

TEST(Matcher, interns_equal_requirements_and_forgets_the_released) {
  Matcher matcher;
  const RequirementId a = matcher.acquire(needs({{kTax, 1}}));
  EXPECT_EQ(matcher.acquire(needs({{kTax, 1}})), a);
  EXPECT_NE(matcher.acquire(needs({{kTax, 2}})), a);
  EXPECT_EQ(matcher.requirement_count(), 2U);
  EXPECT_EQ(matcher.requirement(a), needs({{kTax, 1}}));
  matcher.release(a);
  EXPECT_EQ(matcher.requirement_count(), 2U);
  matcher.release(a);
  EXPECT_EQ(matcher.requirement_count(), 1U);
  EXPECT_EQ(matcher.acquire(needs({{kTax, 1}})), a);
}

TEST(Matcher, keeps_no_more_than_so_many_requirements_that_nobody_has) {
  Matcher matcher;
  for (std::uint32_t i = 0; i < 5'000; ++i) matcher.release(matcher.acquire(needs({{{i}, 1}})));
  const std::size_t before = matcher.memory_bytes();
  for (std::uint32_t i = 0; i < 5'000; ++i) matcher.release(matcher.acquire(needs({{{i}, 2}})));
  EXPECT_EQ(matcher.requirement_count(), 0U);
  EXPECT_LT(matcher.memory_bytes(), before + before / 10);
}

TEST(Matcher, knows_who_is_there) {
  Agency agency;
  agency.works(1, {});
  EXPECT_TRUE(agency.matcher.has_agent({1}));
  EXPECT_FALSE(agency.matcher.has_agent({2}));
  EXPECT_FALSE(agency.matcher.is_free({1}));
  agency.free(1);
  agency.waits(1, needs({}), 0);
  EXPECT_TRUE(agency.matcher.is_free({1}));
  EXPECT_EQ(agency.matcher.free_count(), 1U);
  EXPECT_TRUE(agency.matcher.is_waiting({1}));
  EXPECT_EQ(agency.matcher.waiting_count(), 1U);
  agency.matcher.remove_agent({1});
  agency.matcher.remove_waiting({1});
  EXPECT_EQ(agency.matcher.free_count(), 0U);
  EXPECT_FALSE(agency.matcher.is_waiting({1}));
}

TEST(Matcher, tells_how_much_memory_its_indexes_take) {
  Tuning eager;
  eager.looks_for_any_column = 1;
  eager.holders_per_look = 1'000;
  Agency agency{Matcher(eager)};
  const std::size_t empty = agency.matcher.memory_bytes();
  for (std::uint64_t i = 1; i <= 50; ++i) {
    agency.works(i, {{{static_cast<std::uint32_t>(i % 7)}, 3}});
    agency.free(i, 0, 0, ChannelSet::of(Channel::kChat));
  }
  const std::size_t agents = agency.matcher.memory_bytes();
  EXPECT_GT(agents, empty);
  for (std::uint64_t i = 1; i <= 500; ++i) {
    const AttributeId wanted{static_cast<std::uint32_t>(i % 9)};
    agency.waits(i, needs({{wanted, 1}}), static_cast<std::int64_t>(i));
  }
  for (std::uint64_t i = 1; i <= 50; ++i) agency.free(i);
  while (const auto match = agency.matcher.next_match()) {
    agency.matcher.set_busy(match->agent);
    agency.matcher.remove_waiting(match->contact);
  }
  EXPECT_EQ(agency.matcher.waiting_count(), 450U);
  EXPECT_GT(agency.matcher.memory_bytes(), agents);
}

TEST(Matcher, of_thousands_freed_at_once_brings_the_longest_idle) {
  Agency agency;
  for (std::uint64_t i = 1; i <= 6'000; ++i) {
    agency.works(i, {});
    agency.free(i, i == 4'711 ? 1 : 2);
  }
  agency.waits(1, needs({}), 0);
  EXPECT_EQ(agency.match(), "1 to 4711");
  agency.matcher.remove_waiting({1});
  agency.matcher.set_busy({4'711});
  EXPECT_EQ(agency.match(), "nobody");
  agency.waits(2, needs({}), 0);
  EXPECT_EQ(agency.match(), "2 to 1");
}

TEST(Matcher, can_be_moved) {
  Agency agency;
  agency.works(1, {});
  agency.free(1);
  agency.waits(1, needs({}), 0);
  Matcher moved = std::move(agency.matcher);
  EXPECT_EQ(moved.next_match(), (Match{{1}, {1}}));
}

TEST(Matcher, keeps_requirements_apart_that_differ_in_the_kind_of_a_clause_only) {
  Matcher matcher;
  Requirement skill = needs({{kTax, 1}});
  Requirement site = skill;
  site.all_of[0].kind = AttributeKind::kSite;
  const RequirementId first = matcher.acquire(skill);
  const RequirementId second = matcher.acquire(site);
  EXPECT_NE(first, second);
  EXPECT_EQ(matcher.requirement(second), site);
  EXPECT_EQ(matcher.acquire(skill), first);
}

TEST(MatcherDeathTest, stops_at_a_bug_of_its_caller) {
  Agency agency;
  agency.works(1, {});
  agency.waits(1, needs({}), 0);
  Matcher& matcher = agency.matcher;
  const RequirementId known = matcher.acquire(needs({}));
  const OrderKey key = ordinary_key({2}, at(0), 0);
  EXPECT_DEATH(matcher.add_waiting({1}, known, ordinary_key({1}, at(0), 0)), "check failed");
  EXPECT_DEATH(matcher.add_waiting({2}, {99}, key), "check failed");
  EXPECT_DEATH(matcher.add_waiting({3}, known, key), "check failed");
  EXPECT_DEATH(matcher.add_waiting({2}, known, key, std::vector<AgentId>(17)), "check failed");
  EXPECT_DEATH(matcher.remove_waiting({2}), "check failed");
  EXPECT_DEATH(matcher.best_agent_for({2}), "check failed");
  EXPECT_DEATH(matcher.add_agent({1}, {}, 0), "check failed");
  EXPECT_DEATH(matcher.add_agent({2}, Abilities{{kHousing, 1}, {kTax, 1}}, 0), "check failed");
  EXPECT_DEATH(matcher.remove_agent({2}), "check failed");
  EXPECT_DEATH(matcher.set_free({2}, {}), "check failed");
  EXPECT_DEATH(matcher.set_free({1}, {}), "check failed");
  EXPECT_DEATH(matcher.set_busy({1}), "check failed");
  EXPECT_DEATH(matcher.release({99}), "check failed");
  EXPECT_DEATH((matcher.release(known), matcher.release(known)), "check failed");
  Requirement unsorted = needs({{kTax, 1}, {kHousing, 1}});
  std::swap(unsorted.all_of[0], unsorted.all_of[1]);
  EXPECT_DEATH(matcher.acquire(unsorted), "check failed");
}

}  // namespace
}  // namespace usher::routing
