// Any text as a skill expression: refused with a place, or clauses that are written and read again
// as the same.
#include "routing/skill_expression.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "routing/check.h"

namespace routing = usher::routing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto clauses = routing::parse_skill_expression({reinterpret_cast<const char*>(data), size});
  if (!clauses.ok()) {
    USHER_CHECK(!clauses.status().message().empty());
    return 0;
  }
  USHER_CHECK(clauses->size() <= routing::kMaxSkillClauses);
  const std::string written = routing::to_string(*clauses);
  USHER_CHECK(written.size() <= routing::kMaxSkillExpressionBytes);
  const auto again = routing::parse_skill_expression(written);
  USHER_CHECK(again.ok() && *again == *clauses);
  return 0;
}
