// The glossary says of every need what the engine does with it.
#include <fstream>
#include <sstream>
#include <string>

#include "engine/core/need.h"
#include "gtest/gtest.h"
#include "routing/text.h"

namespace usher::core {
namespace {

std::string words(NeedStrength strength) {
  switch (strength) {
    case NeedStrength::kHard:
      return "hard";
    case NeedStrength::kHardOnRequest:
      return "hard on request";
    case NeedStrength::kPreference:
      return "preference";
  }
  return "";
}

std::string words(NeedEffect effect) {
  switch (effect) {
    case NeedEffect::kAgentAbility:
      return "the agent must be able to";
    case NeedEffect::kConduct:
      return "the channel or the conduct meets it";
  }
  return "";
}

TEST(Glossary, has_a_row_for_every_need_as_the_engine_treats_it) {
  std::stringstream text;
  text << std::ifstream(USHER_SOURCE_DIR "/docs/glossary.md").rdbuf();
  ASSERT_FALSE(text.str().empty());
  for (int number = 1; number <= kNeedCodeCount; ++number) {
    const NeedTraits& need = traits(*need_from_number(number));
    const std::size_t start = text.str().find(routing::str_cat("| `", need.name, "` |"));
    ASSERT_NE(start, std::string::npos) << need.name;
    const std::string row = text.str().substr(start, text.str().find('\n', start) - start);
    const std::string end =
        routing::str_cat("| ", words(need.default_strength), " | ", words(need.effect), " |");
    EXPECT_NE(row.find(end), std::string::npos) << row << " should end with " << end;
  }
}

}  // namespace
}  // namespace usher::core
