#include "routing/requirement.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "routing/check.h"
#include "routing/requirement_code.h"

namespace usher::routing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Clause clause(std::vector<Literal> any_of) { return {AttributeKind::kSkill, std::move(any_of)}; }

rc::Gen<Requirement> any_requirement() {
  const auto literal = rc::gen::map(
      rc::gen::pair(rc::gen::inRange(0, 4), rc::gen::inRange(1, 4)), [](std::pair<int, int> drawn) {
        return Literal{{static_cast<std::uint32_t>(drawn.first)}, static_cast<Level>(drawn.second)};
      });
  const auto any_clause = rc::gen::map(
      rc::gen::pair(
          rc::gen::inRange(0, 3),
          rc::gen::nonEmpty(rc::gen::resize(3, rc::gen::container<std::vector<Literal>>(literal)))),
      [](std::pair<int, std::vector<Literal>> drawn) {
        return Clause{static_cast<AttributeKind>(drawn.first), drawn.second};
      });
  return rc::gen::map(rc::gen::resize(6, rc::gen::container<std::vector<Clause>>(any_clause)),
                      [](std::vector<Clause> clauses) {
                        return Requirement{Channel::kChat, Ranking::kLongestIdle, false, clauses};
                      });
}

rc::Gen<Abilities> any_abilities() {
  return rc::gen::map(rc::gen::container<std::vector<int>>(4, rc::gen::inRange(0, 4)),
                      [](const std::vector<int>& levels) {
                        Abilities abilities;
                        for (std::uint32_t i = 0; i < levels.size(); ++i) {
                          if (levels[i] > 0)
                            abilities.push_back({{i}, static_cast<Level>(levels[i])});
                        }
                        return abilities;
                      });
}

RC_GTEST_PROP(Requirement, normalized_is_satisfied_by_the_same_agents, ()) {
  const Requirement requirement = *any_requirement();
  const Abilities abilities = *any_abilities();
  bool all = true;  // spelt out, independent of the order of anything
  for (const Clause& each : requirement.all_of) {
    bool any = false;
    for (const Literal& literal : each.any_of) {
      for (const Ability& ability : abilities) {
        any |= ability.attribute == literal.attribute && ability.level >= literal.at_least;
      }
    }
    all &= any;
  }
  RC_ASSERT(satisfies(abilities, normalized(requirement)) == all);
  RC_ASSERT(satisfies(abilities, requirement) == all);
}

RC_GTEST_PROP(Requirement, normalized_is_normal_and_the_same_for_any_order, ()) {
  Requirement requirement = *any_requirement();
  const Requirement normal = normalized(requirement);
  RC_ASSERT(is_normalized(normal));
  RC_ASSERT(normalized(normal) == normal);
  std::reverse(requirement.all_of.begin(), requirement.all_of.end());
  for (Clause& each : requirement.all_of) std::reverse(each.any_of.begin(), each.any_of.end());
  RC_ASSERT(normalized(requirement) == normal);
}

RC_GTEST_PROP(Requirement, normalized_has_no_clause_too_many, ()) {
  const Requirement normal = normalized(*any_requirement());
  for (std::size_t i = 0; i < normal.all_of.size(); ++i) {
    // Somebody fails this clause and no other: all attributes at the most the clause refuses.
    Abilities nearly;
    for (std::uint32_t a = 0; a < 4; ++a) {
      Level level = 3;
      for (const Literal& literal : normal.all_of[i].any_of) {
        if (literal.attribute.value == a) level = static_cast<Level>(literal.at_least - 1);
      }
      if (level > 0) nearly.push_back({{a}, level});
    }
    RC_ASSERT(unsatisfied(nearly, normal) == std::vector<std::size_t>{i});
  }
}

RC_GTEST_PROP(Requirement, code_means_the_same, ()) {
  const Requirement normal = normalized(*any_requirement());
  const Abilities abilities = *any_abilities();
  std::vector<Level> levels = {kHas, 0, 0, 0, 0};
  for (const Ability& ability : abilities) levels[ability.attribute.value + 1] = ability.level;
  RC_ASSERT(RequirementCode(normal).satisfied_by(levels.data()) == satisfies(abilities, normal));
}

TEST(Requirement, without_clauses_is_satisfied_by_everybody) {
  EXPECT_TRUE(satisfies({}, Requirement()));
  EXPECT_EQ(proficiency({}, Requirement()), 0);
  EXPECT_THAT(unsatisfied({}, Requirement()), IsEmpty());
}

TEST(Requirement, names_the_clauses_that_are_not_satisfied) {
  const Requirement wanted{Channel::kPhone,
                           Ranking::kLeastScarce,
                           false,
                           {clause({{{0}, 3}}), clause({{{1}, 1}, {{2}, 5}}), clause({{{4}, 1}})}};
  const Abilities has = {{{0}, 2}, {{2}, 5}};
  EXPECT_THAT(unsatisfied(has, wanted), ElementsAre(0, 2));
  EXPECT_FALSE(satisfies(has, wanted));
}

TEST(Requirement, proficiency_adds_the_best_level_of_each_satisfied_clause) {
  const Requirement wanted{Channel::kPhone,
                           Ranking::kMostProficient,
                           false,
                           {clause({{{0}, 3}}), clause({{{1}, 1}, {{2}, 5}})}};
  EXPECT_EQ(proficiency(Abilities{{{0}, 4}, {{1}, 2}, {{2}, 9}}, wanted), 13);
  EXPECT_EQ(proficiency(Abilities{{{0}, 2}, {{1}, 2}, {{2}, 4}}, wanted), 2);
}

TEST(Requirement, equal_wishes_of_two_kinds_keep_the_first_kind) {
  const Requirement wanted =
      normalized({Channel::kPhone,
                  Ranking::kLeastScarce,
                  false,
                  {{AttributeKind::kSkill, {{{1}, 1}}}, {AttributeKind::kNeed, {{{1}, 1}}}}});
  ASSERT_EQ(wanted.all_of.size(), 1U);
  EXPECT_EQ(wanted.all_of[0].kind, AttributeKind::kNeed);
}

TEST(Abilities, normalized_keep_the_higher_level) {
  const Abilities normal = normalized(Abilities{{{2}, 3}, {{1}, 1}, {{2}, 7}, {{2}, 5}});
  EXPECT_THAT(normal, ElementsAre(Ability{{1}, 1}, Ability{{2}, 7}));
  EXPECT_TRUE(is_normalized(normal));
  EXPECT_FALSE(is_normalized(Abilities{{{2}, 1}, {{1}, 1}}));
  EXPECT_FALSE(is_normalized(Abilities{{{1}, 1}, {{1}, 2}}));
  EXPECT_FALSE(is_normalized(Abilities{{{1}, 0}}));
  EXPECT_FALSE(is_normalized(Abilities{{{1}, kMaxLevel + 1}}));
}

TEST(RequirementDeathTest, refuses_what_no_caller_may_pass) {
  EXPECT_DEATH(normalized(Requirement{Channel::kPhone, Ranking::kLeastScarce, false, {clause({})}}),
               "check failed: !clause.any_of.empty");
  EXPECT_DEATH(normalized(Abilities{{{1}, 11}}), "check failed: ability.level >= kHas");
  EXPECT_DEATH(USHER_CHECK(1 + 1 == 3), "requirement_test.cc:[0-9]+: check failed: 1 \\+ 1 == 3");
}

TEST(Vocabulary, gives_numbers_in_order_of_first_use) {
  Vocabulary words;
  EXPECT_EQ(words.intern(AttributeKind::kSkill, "tax").value, 0U);
  EXPECT_EQ(words.intern(AttributeKind::kNeed, "tax").value, 1U);
  EXPECT_EQ(words.intern(AttributeKind::kSkill, "tax").value, 0U);
  EXPECT_EQ(words.size(), 2U);
  EXPECT_EQ(words.name({1}), "tax");
  EXPECT_EQ(words.kind({1}), AttributeKind::kNeed);
}

TEST(Vocabulary, finds_without_giving_a_number) {
  Vocabulary words;
  words.intern(AttributeKind::kSkill, "tax");
  AttributeId found;
  EXPECT_TRUE(words.find(AttributeKind::kSkill, "tax", &found));
  EXPECT_EQ(found.value, 0U);
  EXPECT_FALSE(words.find(AttributeKind::kSite, "tax", &found));
  EXPECT_EQ(words.size(), 1U);
}

}  // namespace
}  // namespace usher::routing
