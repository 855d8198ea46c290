// Has a fault on purpose: a nested alternative brings it down. Whether the fuzzer finds it in its
// time tells whether the other targets' silence means anything.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "routing/check.h"
#include "routing/skill_expression.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto clauses = usher::routing::parse_skill_expression(text);
  if (!clauses.ok()) return 0;
  const bool alternative = !clauses->empty() && clauses->front().size() > 1;
  USHER_CHECK(!(alternative && text.find('(') != std::string_view::npos));
  return 0;
}
