#include "routing/compatibility.h"

#include <algorithm>
#include <functional>

#include "routing/check.h"

namespace usher::routing {
namespace {

void remove_one(std::vector<std::uint32_t>& from, std::uint32_t value) {
  const auto at = std::find(from.begin(), from.end(), value);
  USHER_CHECK(at != from.end());
  *at = from.back();
  from.pop_back();
}

template <typename T>
T& grown(std::vector<T>& by_attribute, std::uint32_t attribute) {
  if (attribute >= by_attribute.size()) by_attribute.resize(attribute + 1);
  return by_attribute[attribute];
}

}  // namespace

std::uint32_t Compatibility::acquire_capability(absl::Span<const Ability> abilities) {
  const auto [at, is_new] =
      known_.try_emplace(Abilities(abilities.begin(), abilities.end()), kNone);
  if (is_new) {
    at->second = capabilities_.take();
    capabilities_[at->second].abilities = at->first;
    index_capability(at->second);
  }
  ++capabilities_[at->second].references;
  return at->second;
}

void Compatibility::release_capability(std::uint32_t capability) {
  if (--capabilities_[capability].references > 0) return;
  unindex_capability(capability);
  known_.erase(capabilities_[capability].abilities);
  capabilities_.give(capability);
}

void Compatibility::index_capability(std::uint32_t capability) {
  grown(holders_, 0).add(capability, capabilities_.end());
  grown(levels_, 0);
  for (const Ability& ability : abilities(capability)) {
    const std::uint32_t attribute = coded_attribute(ability.attribute);
    grown(levels_, attribute);
    grown(holders_, attribute).add(capability, capabilities_.end());
  }
  const Level* levels = this->levels(capability);
  std::vector<std::uint32_t> satisfied;
  const auto look = [&](std::uint32_t attribute) {
    if (attribute >= dense_taking_.size()) return;
    for (const std::uint32_t dense : dense_taking_[attribute]) {
      if (dense_[dense].code->satisfied_by(levels)) satisfied.push_back(dense);
    }
  };
  look(0);
  for (const Ability& ability : abilities(capability)) look(coded_attribute(ability.attribute));
  // A clause with two of the attributes was met twice.
  std::sort(satisfied.begin(), satisfied.end());
  satisfied.erase(std::unique(satisfied.begin(), satisfied.end()), satisfied.end());
  for (const std::uint32_t dense : satisfied) {
    capabilities_[capability].row.add(dense, dense_end());
    dense_[dense].column.add(capability, capabilities_.end());
  }
}

void Compatibility::unindex_capability(std::uint32_t capability) {
  levels(kNone);
  holders_[0].remove(capability);
  for (const Ability& ability : abilities(capability)) {
    holders_[coded_attribute(ability.attribute)].remove(capability);
  }
  row(capability).for_each([&](std::uint32_t dense) { dense_[dense].column.remove(capability); });
}

const Level* Compatibility::levels(std::uint32_t capability) const {
  if (capability == spread_) return levels_.data();
  if (spread_ != kNone) {
    levels_[0] = 0;
    for (const Ability& ability : abilities(spread_)) levels_[ability.attribute.value + 1] = 0;
  }
  spread_ = capability;
  if (spread_ != kNone) {
    levels_[0] = kHas;
    for (const Ability& ability : abilities(spread_)) {
      levels_[ability.attribute.value + 1] = ability.level;
    }
  }
  return levels_.data();
}

void Compatibility::note_attributes(const RequirementCode& code) {
  for (const CodedLiteral literal : code.literals()) grown(levels_, literal.attribute());
}

bool Compatibility::satisfied(const RequirementCode& code, std::uint32_t capability) const {
  const absl::Span<const Ability> has = abilities(capability);
  bool any = false;
  for (const CodedLiteral literal : code.literals()) {
    if (!any) {
      if (literal.attribute() == 0) {
        any = true;
      } else {
        const AttributeId wanted{literal.attribute() - 1};
        const auto* at = std::lower_bound(
            has.begin(), has.end(), wanted,
            [](const Ability& ability, AttributeId id) { return ability.attribute < id; });
        any = at != has.end() && at->attribute == wanted && at->level >= literal.at_least();
      }
    }
    if (literal.ends_clause()) {
      if (!any) return false;
      any = false;
    }
  }
  return true;
}

const MemberSet& Compatibility::holders(std::uint32_t attribute) const {
  static const MemberSet kNobody;
  return attribute < holders_.size() ? holders_[attribute] : kNobody;
}

std::size_t Compatibility::holders_of_any(absl::Span<const CodedLiteral> clause) const {
  std::size_t sum = 0;
  for (const CodedLiteral literal : clause) sum += holders(literal.attribute()).size();
  return sum;
}

// Who satisfies the requirement, sorted. Who lacks one of its attributes is told off by the bit
// rows of those, where there are some, without a look at what they can.
std::vector<std::uint32_t> Compatibility::able(const RequirementCode& code,
                                               std::size_t clause_begin) const {
  std::vector<absl::Span<const std::uint64_t>> rows;
  for (std::size_t i = 0; i < code.literals().size(); i += code.clause_at(i).size()) {
    const MemberSet& has = holders(code.literals()[i].attribute());
    if (code.clause_at(i).size() == 1 && has.is_bits()) rows.push_back(has.words());
  }
  std::vector<std::uint32_t> able;
  for (const CodedLiteral literal : code.clause_at(clause_begin)) {
    holders(literal.attribute()).for_each([&](std::uint32_t capability) {
      for (const auto row : rows) {
        if (!MemberSet::bit(row, capability)) return;
      }
      if (satisfied(code, capability)) able.push_back(capability);
    });
  }
  std::sort(able.begin(), able.end());
  able.erase(std::unique(able.begin(), able.end()), able.end());
  return able;
}

std::uint32_t Compatibility::add_dense(const RequirementCode& code, std::size_t clause_begin) {
  std::uint32_t number = dense_end();
  if (!unused_dense_.empty()) {
    std::pop_heap(unused_dense_.begin(), unused_dense_.end(), std::greater<>());
    number = unused_dense_.back();
    unused_dense_.pop_back();
  } else {
    if (number == kMaxDense) return kNone;
    dense_.emplace_back();
  }
  for (const CodedLiteral literal : code.clause_at(clause_begin)) {
    grown(dense_taking_, literal.attribute()).push_back(number);
  }
  Dense& dense = dense_[number];
  dense.code = &code;
  dense.clause_begin = static_cast<std::uint32_t>(clause_begin);
  for (const std::uint32_t capability : able(code, clause_begin)) {
    dense.column.add(capability, capabilities_.end());
    capabilities_[capability].row.add(number, dense_end());
  }
  return number;
}

void Compatibility::remove_dense(std::uint32_t number) {
  Dense& dense = dense_[number];
  for (const CodedLiteral literal : dense.code->clause_at(dense.clause_begin)) {
    remove_one(dense_taking_[literal.attribute()], number);
  }
  dense.column.for_each(
      [&](std::uint32_t capability) { capabilities_[capability].row.remove(number); });
  dense = Dense();
  unused_dense_.push_back(number);
  std::push_heap(unused_dense_.begin(), unused_dense_.end(), std::greater<>());
}

std::size_t Compatibility::bytes() const {
  std::size_t sum = capabilities_.bytes() + known_.capacity() * (sizeof(Abilities) + 5) +
                    holders_.capacity() * sizeof(MemberSet) + dense_.capacity() * sizeof(Dense);
  for (std::uint32_t i = 0; i < capabilities_.end(); ++i) {
    sum += capabilities_[i].row.bytes() + 2 * capabilities_[i].abilities.size() * sizeof(Ability);
  }
  for (const MemberSet& set : holders_) sum += set.bytes();
  for (const Dense& dense : dense_) sum += dense.column.bytes();
  for (const auto& list : dense_taking_) sum += sizeof(list) + list.capacity() * sizeof(list[0]);
  return sum;
}

}  // namespace usher::routing
