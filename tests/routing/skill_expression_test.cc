#include "routing/skill_expression.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "routing/text.h"

namespace usher::routing {
namespace {

std::string normal_form(std::string_view text) {
  const auto clauses = parse_skill_expression(text);
  return clauses.ok() ? to_string(*clauses) : "refused: " + std::string(clauses.status().message());
}

TEST(SkillExpression, binds_and_tighter_than_or) {
  EXPECT_EQ(normal_form("benefits >= 3 and (housing or tax >= 2)"),
            "benefits >= 3 and (housing or tax >= 2)");
  EXPECT_EQ(normal_form("a or b and c"), "(a or b) and (a or c)");
  EXPECT_EQ(normal_form("(a or b) and c"), "(a or b) and c");
  EXPECT_EQ(normal_form("a and b or c and d"), "(a or c) and (a or d) and (b or c) and (b or d)");
}

TEST(SkillExpression, may_be_empty) {
  EXPECT_EQ(parse_skill_expression("")->size(), 0U);
  EXPECT_EQ(parse_skill_expression(" \t\n ")->size(), 0U);
  EXPECT_EQ(to_string({}), "");
}

TEST(SkillExpression, needs_no_blanks) {
  EXPECT_EQ(normal_form("(a>=10)and(b or c>=2)"), "a >= 10 and (b or c >= 2)");
  EXPECT_EQ(normal_form("a.b-c_d9"), "a.b-c_d9");
}

TEST(SkillExpression, a_bare_name_means_level_one) {
  EXPECT_EQ(normal_form("tax >= 1"), "tax");
  EXPECT_EQ(parse_skill_expression("tax")->at(0).at(0).at_least, kHas);
}

TEST(SkillExpression, keeps_nothing_that_is_implied) {
  EXPECT_EQ(normal_form("a >= 2 and a >= 5"), "a >= 5");
  EXPECT_EQ(normal_form("a >= 2 or a >= 5"), "a >= 2");
  EXPECT_EQ(normal_form("a and (a or b)"), "a");
  EXPECT_EQ(normal_form("b and a and b"), "a and b");
}

TEST(SkillExpression, names_the_column_and_what_is_wrong_there) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a and", "column 6: found the end of the expression; expected a skill name"},
      {"and a", "column 1: found \"and\"; expected a skill name"},
      {"a or or b", "column 6: found \"or\"; expected a skill name"},
      {"a b", "column 3: found \"b\" after a complete term; join terms"},
      {"a (b)", "column 3: found \"(\" after a complete term; join terms"},
      {"a)", "column 2: \")\" closes nothing; remove it"},
      {"(a", "column 1: \"(\" is never closed; close it"},
      {"a and ((b or c)", "column 7: \"(\" is never closed; close it"},
      {"(a b)",
       "column 4: found \"b\" after a complete term; join terms by \"and\" or \"or\", or close"},
      {"()", "column 2: found \")\"; expected a skill name"},
      {"a >=",
       "column 5: found the end of the expression after \">=\"; expected a level from 1 to 10"},
      {"a >= b", "column 6: found \"b\" after \">=\"; expected a level from 1 to 10"},
      {"a >= 0", "column 6: found \"0\" after \">=\"; expected a level from 1 to 10"},
      {"a >= 11", "column 6: found \"11\" after \">=\"; expected a level from 1 to 10"},
      {"a >= 03", "column 6: found \"03\" after \">=\"; expected a level from 1 to 10"},
      {"a >= 99999999999999999999", "column 6: found \"99999999999999999999\" after \">=\""},
      {"a > 3", "column 3: found \">\"; the only comparison is \">=\""},
      {"a = 3", "column 3: found \"=\"; the only comparison is \">=\""},
      {"a <= 3", "column 3: found \"<=\"; the only comparison is \">=\""},
      {"a != 3", "column 3: found \"!=\"; the only comparison is \">=\""},
      {"a >= 3 >= 2", "column 8: \">=\" follows no skill name"},
      {">= 3", "column 1: found \">=\"; expected a skill name"},
      {"3", "column 1: found \"3\"; expected a skill name"},
      {"a AND b", "column 3: found \"AND\"; names, \"and\" and \"or\" are written in lower case"},
      {"Tax", "column 1: found \"T\"; names, \"and\" and \"or\" are written in lower case"},
      {"a && b", "column 3: found \"&\"; a name has lower-case letters"},
      {"a or \xC3\xA9", "column 6: found \"\\xc3\"; a name has lower-case letters"},
      {"a >= &", "column 6: found \"&\"; a name has lower-case letters"},
      {"a >= 3 &", "column 8: found \"&\"; a name has lower-case letters"},
      {"(a) &", "column 5: found \"&\"; a name has lower-case letters"},
      {"_a", "column 1: found \"_\"; a name has lower-case letters"},
  };
  for (const auto& [text, reason] : cases) {
    EXPECT_THAT(normal_form(text), testing::HasSubstr("refused: skill expression, " + reason))
        << text;
  }
}

TEST(SkillExpression, bounds_names_and_text) {
  const std::string name(63, 'a');
  EXPECT_EQ(normal_form(name), name);
  EXPECT_THAT(normal_form("b and " + name + "a"),
              testing::HasSubstr("column 7: the skill name is 64 bytes long; at most 63"));
  EXPECT_THAT(normal_form(std::string(1025, ' ')), testing::HasSubstr("column 1025: "));
  EXPECT_EQ(normal_form(std::string(1023, ' ') + "a"), "a");
}

TEST(SkillExpression, bounds_the_depth_of_parentheses) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '(') + "a" +
           std::string(static_cast<std::size_t>(depth), ')');
  };
  EXPECT_EQ(normal_form(nested(16)), "a");
  EXPECT_THAT(normal_form(nested(17)), testing::HasSubstr("column 17: parentheses are nested too"));
}

TEST(SkillExpression, bounds_its_normal_form) {
  // Two to the seventh clauses.
  std::string text;
  for (int i = 0; i < 7; ++i) {
    text += str_cat(i == 0 ? "" : " or ", "a", i, " and b", i);
  }
  EXPECT_THAT(normal_form(text), testing::HasSubstr("more than 64 clauses"));
  EXPECT_THAT(normal_form("(a and b and c and d) or (e and f and g and h and i)"),
              testing::StartsWith("(a or e) and"));
  std::string wanted = "a0";
  for (int i = 1; i < 65; ++i) wanted += str_cat(" and a", i);
  EXPECT_THAT(normal_form(wanted), testing::HasSubstr("more than 64 clauses"));
  // Few clauses, and each of them long.
  std::string wide;
  for (int i = 0; i < 20; ++i) wide += str_cat(i == 0 ? "" : " or ", std::string(30, 'a'), i);
  EXPECT_THAT(normal_form("(x and y and z) or " + wide), testing::HasSubstr("in normal form"));
}

// Random expressions over four names, with what they mean: who has which levels satisfies them.
struct Meaning {
  std::string text;
  std::vector<std::vector<std::pair<int, int>>> any_of_all_of;  // disjunction of conjunctions
};

std::string name_of(int i) { return std::string(1, static_cast<char>('a' + i)); }

RC_GTEST_PROP(SkillExpression, means_what_was_written, ()) {
  const auto terms = *rc::gen::container<std::vector<std::vector<std::pair<int, int>>>>(
      3, rc::gen::nonEmpty(
             rc::gen::resize(3, rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(
                                    rc::gen::inRange(0, 4), rc::gen::inRange(1, 11))))));
  std::string text;
  for (const auto& conjunction : terms) {
    text += text.empty() ? "(" : " or (";
    for (std::size_t i = 0; i < conjunction.size(); ++i) {
      text += str_cat(i == 0 ? "" : " and ", name_of(conjunction[i].first),
                      " >= ", conjunction[i].second);
    }
    text += ")";
  }
  const auto levels = *rc::gen::container<std::vector<int>>(4, rc::gen::inRange(0, 11));
  bool meant = false;
  for (const auto& conjunction : terms) {
    bool all = true;
    for (const auto& [name, level] : conjunction)
      all &= levels[static_cast<std::size_t>(name)] >= level;
    meant |= all;
  }
  const auto clauses = parse_skill_expression(text);
  RC_ASSERT(clauses.ok());
  bool found = true;
  for (const auto& clause : *clauses) {
    bool any = false;
    for (const SkillTerm& term : clause) {
      any |= levels[static_cast<std::size_t>(term.name[0] - 'a')] >= term.at_least;
    }
    found &= any;
  }
  RC_ASSERT(found == meant);
  RC_ASSERT(parse_skill_expression(to_string(*clauses)).value() == *clauses);
}

RC_GTEST_PROP(SkillExpression, survives_any_text, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("ab or and()>=1 0\xff\nAZ_<")));
  const auto clauses = parse_skill_expression(text);
  if (clauses.ok()) RC_ASSERT(parse_skill_expression(to_string(*clauses)).value() == *clauses);
}

}  // namespace
}  // namespace usher::routing
