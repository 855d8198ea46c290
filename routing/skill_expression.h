// The language in which queues and contacts say which skills they take:
//
//   benefits >= 3 and (housing or tax >= 2)
//
// Names are [a-z][a-z0-9_.-]{0,62} but not `and` or `or`, levels 1 to 10 (a bare name means >= 1),
// `and` binds tighter than `or`, parentheses nest. Pure; any thread. A refused expression yields
// INVALID_ARGUMENT with the column (from 1), what stands there and what would be right.
#ifndef USHER_ROUTING_SKILL_EXPRESSION_H_
#define USHER_ROUTING_SKILL_EXPRESSION_H_

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "routing/requirement.h"

namespace usher::routing {

struct SkillTerm {
  std::string name;
  Level at_least = kHas;
  friend auto operator<=>(const SkillTerm&, const SkillTerm&) = default;
};

// Conjunctive normal form: every inner vector needs one of its terms. Empty means "no skill
// needed". Sorted, without duplicates, without a clause that another one implies.
using SkillClauses = std::vector<std::vector<SkillTerm>>;

inline constexpr std::size_t kMaxSkillExpressionBytes = 1024;
inline constexpr std::size_t kMaxSkillNameBytes = 63;
inline constexpr std::size_t kMaxSkillClauses = 64;  // of the normal form, also of every part's
inline constexpr std::size_t kMaxSkillDepth = 16;    // of parentheses

// "" parses to no clauses. RESOURCE_EXHAUSTED is never returned: what is too large is
// INVALID_ARGUMENT and says the limit; the normal form, written out, has to keep to
// kMaxSkillExpressionBytes as well.
absl::StatusOr<SkillClauses> parse_skill_expression(std::string_view text);

// A text that parses to the same clauses, if they are in normal form. No clause may be empty.
std::string to_string(const SkillClauses& clauses);

}  // namespace usher::routing

#endif  // USHER_ROUTING_SKILL_EXPRESSION_H_
