#include "routing/requirement_code.h"

#include "routing/check.h"

namespace usher::routing {

std::uint32_t coded_attribute(AttributeId attribute) {
  USHER_CHECK(attribute.value < Vocabulary::kMaxAttributes);
  return attribute.value + 1;
}

namespace {

// False as soon as `visit` is.
template <typename Visit>
bool for_each_literal(const std::vector<Clause>& clauses, Visit visit) {
  static_assert(Vocabulary::kMaxAttributes < (1U << 20), "an attribute has 20 bits of the word");
  if (clauses.empty()) {
    return visit(CodedLiteral::of(0, AttributeKind::kLanguage, kHas, true));
  }
  for (const Clause& clause : clauses) {
    for (const Literal& literal : clause.any_of) {
      if (!visit(CodedLiteral::of(coded_attribute(literal.attribute), clause.kind, literal.at_least,
                                  &literal == &clause.any_of.back()))) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

RequirementCode::RequirementCode(const Requirement& requirement) {
  for_each_literal(requirement.all_of, [&](CodedLiteral) { return ++size_ > 0; });
  literals_ = std::make_unique<CodedLiteral[]>(size_);
  std::size_t next = 0;
  for_each_literal(requirement.all_of, [&](CodedLiteral literal) {
    literals_[next++] = literal;
    return true;
  });
}

bool RequirementCode::is_of(const std::vector<Clause>& clauses) const {
  std::size_t next = 0;
  return for_each_literal(clauses,
                          [&](CodedLiteral literal) {
                            return next < size_ && literals_[next++].bits == literal.bits;
                          }) &&
         next == size_;
}

absl::Span<const CodedLiteral> RequirementCode::clause_at(std::size_t begin) const {
  std::size_t end = begin;
  while (!literals_[end].ends_clause()) ++end;
  return {literals_.get() + begin, end + 1 - begin};
}

}  // namespace usher::routing
