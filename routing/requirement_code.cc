#include "routing/requirement_code.h"

#include "routing/check.h"

namespace usher::routing {

std::uint32_t coded_attribute(AttributeId attribute) {
  USHER_CHECK(attribute.value < Vocabulary::kMaxAttributes);
  return attribute.value + 1;
}

RequirementCode::RequirementCode(const Requirement& requirement) {
  for (const Clause& clause : requirement.all_of) {
    size_ += static_cast<std::uint32_t>(clause.any_of.size());
  }
  if (size_ == 0) {
    literals_ = std::make_unique<CodedLiteral[]>(size_ = 1);
    literals_[0] = CodedLiteral::of(0, kHas, true);
    return;
  }
  literals_ = std::make_unique<CodedLiteral[]>(size_);
  std::size_t next = 0;
  for (const Clause& clause : requirement.all_of) {
    for (const Literal& literal : clause.any_of) {
      literals_[next++] = CodedLiteral::of(coded_attribute(literal.attribute), literal.at_least,
                                           &literal == &clause.any_of.back());
    }
  }
}

absl::Span<const CodedLiteral> RequirementCode::clause_at(std::size_t begin) const {
  std::size_t end = begin;
  while (!literals_[end].ends_clause()) ++end;
  return {literals_.get() + begin, end + 1 - begin};
}

}  // namespace usher::routing
