// Who may serve what, by classes: agents with equal abilities are one capability class, and of the
// requirement classes those that are asked about often ("dense") have a column here. Each
// capability class has a row of the dense requirements it satisfies, each dense requirement a
// column of capability classes; both are kept as classes come and go. Requirements that are not
// dense are found by other means: through holders() and satisfied().
//
// Channels and avoid lists are not looked at. Inside Matcher only; one thread.
#ifndef USHER_ROUTING_COMPATIBILITY_H_
#define USHER_ROUTING_COMPATIBILITY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

#include "routing/member_set.h"
#include "routing/paged_pool.h"
#include "routing/requirement.h"
#include "routing/requirement_code.h"

namespace usher::routing {

class Compatibility {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kMaxDense = 65536;

  // One reference to the capability class of these abilities (normalized), which may be new.
  std::uint32_t acquire_capability(absl::Span<const Ability> abilities);
  void release_capability(std::uint32_t capability);
  absl::Span<const Ability> abilities(std::uint32_t capability) const {
    return capabilities_[capability].abilities;
  }
  std::uint32_t capability_end() const { return capabilities_.end(); }

  // Levels by attribute of the capability class, for RequirementCode::satisfied_by; for every
  // attribute that note_attributes was told of. Valid until the next call.
  const Level* levels(std::uint32_t capability) const;
  void note_attributes(const RequirementCode& code);
  bool satisfied(const RequirementCode& code, std::uint32_t capability) const;

  // The capability classes that have the attribute at any level; empty for an unknown one.
  const MemberSet& holders(std::uint32_t attribute) const;
  // How many capability classes have one of the attributes, counted once for each.
  std::size_t holders_of_any(absl::Span<const CodedLiteral> clause) const;

  // Gives the requirement a column and a number that is the lowest unused one; kNone if there are
  // kMaxDense already. `clause_begin` says which clause few agents satisfy. The code must outlive
  // it.
  std::uint32_t add_dense(const RequirementCode& code, std::size_t clause_begin);
  void remove_dense(std::uint32_t dense);
  std::uint32_t dense_end() const { return static_cast<std::uint32_t>(dense_.size()); }

  // The dense requirements that the capability class satisfies, and the other way about.
  const MemberSet& row(std::uint32_t capability) const { return capabilities_[capability].row; }
  const MemberSet& column(std::uint32_t dense) const { return dense_[dense].column; }

  std::size_t bytes() const;

 private:
  struct Capability {
    std::uint32_t references = 0;
    Abilities abilities;
    MemberSet row;
  };
  struct Dense {
    const RequirementCode* code = nullptr;  // null: unused
    std::uint32_t clause_begin = 0;
    MemberSet column;
  };

  std::vector<std::uint32_t> able(const RequirementCode& code, std::size_t clause_begin) const;
  void index_capability(std::uint32_t capability);
  void unindex_capability(std::uint32_t capability);

  PagedPool<Capability> capabilities_;
  absl::flat_hash_map<Abilities, std::uint32_t> known_;  // looked up, never iterated
  std::vector<MemberSet> holders_;                       // by attribute
  std::vector<Dense> dense_;
  std::vector<std::uint32_t> unused_dense_;  // a heap, lowest first
  // By attribute: the dense requirements whose chosen clause takes it.
  std::vector<std::vector<std::uint32_t>> dense_taking_;

  // The levels of one capability class, spread out; a cache and nothing else.
  mutable std::vector<Level> levels_;
  mutable std::uint32_t spread_ = kNone;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_COMPATIBILITY_H_
