// A requirement as a run of 32-bit literals, which is what the indexes evaluate and compare:
// attribute, kind of the clause, level, and whether the clause ends here. Attribute 0 is "anyone",
// which every agent has, so that a requirement without clauses is no special case. Values; any
// thread.
#ifndef USHER_ROUTING_REQUIREMENT_CODE_H_
#define USHER_ROUTING_REQUIREMENT_CODE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"

#include "routing/requirement.h"

namespace usher::routing {

struct CodedLiteral {
  std::uint32_t bits = 0;

  static CodedLiteral of(std::uint32_t attribute, AttributeKind kind, Level at_least,
                         bool ends_clause) {
    return {attribute << 12 | static_cast<std::uint32_t>(kind) << 5 |
            static_cast<std::uint32_t>(at_least) << 1 | (ends_clause ? 1U : 0U)};
  }
  std::uint32_t attribute() const { return bits >> 12; }
  Level at_least() const { return static_cast<Level>((bits >> 1) & 15); }
  bool ends_clause() const { return (bits & 1) != 0; }
};

// The number of an attribute here; CHECK-fails beyond Vocabulary::kMaxAttributes.
std::uint32_t coded_attribute(AttributeId attribute);

// The literals, clause after clause, in one allocation.
class RequirementCode {
 public:
  RequirementCode() = default;
  explicit RequirementCode(const Requirement& requirement);

  absl::Span<const CodedLiteral> literals() const { return {literals_.get(), size_}; }
  // From `begin` to the end of the clause that begins there.
  absl::Span<const CodedLiteral> clause_at(std::size_t begin) const;

  // `levels[attribute]` for every attribute of the code: the agent's level, 0 for none.
  bool satisfied_by(const Level* levels) const {
    bool any = false;
    for (std::size_t i = 0; i < size_; ++i) {
      any |= levels[literals_[i].attribute()] >= literals_[i].at_least();
      if (literals_[i].ends_clause()) {
        if (!any) return false;
        any = false;
      }
    }
    return true;
  }

  // Whether it was made from these clauses.
  bool is_of(const std::vector<Clause>& clauses) const;

  std::size_t bytes() const { return size_ * sizeof(CodedLiteral); }

 private:
  std::unique_ptr<CodedLiteral[]> literals_;
  std::uint32_t size_ = 0;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_REQUIREMENT_CODE_H_
