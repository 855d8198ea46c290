// What serving a contact takes, and what an agent brings, in one form that can be compared quickly:
// a requirement is a conjunction of clauses, a clause a disjunction of literals "attribute at least
// level", and abilities are attributes with a level.
//
// Languages, needs, skills, sites and services all become attributes, so one rule decides who may
// serve whom and Explain can name the clause that excludes somebody.
// Values and pure functions; any thread, except Vocabulary, which belongs to its owner's thread.
#ifndef USHER_ROUTING_REQUIREMENT_H_
#define USHER_ROUTING_REQUIREMENT_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

#include "routing/types.h"

namespace usher::routing {

// What an attribute speaks of. The order is part of the snapshot format: only append.
enum class AttributeKind : std::uint8_t { kLanguage, kNeed, kSkill, kSite, kService, kAgent };

// "language:es/spoken", "need:RTT", "skill:benefits": one number each, given in order of first use.
struct AttributeId {
  std::uint32_t value = 0;
  friend auto operator<=>(const AttributeId&, const AttributeId&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const AttributeId& id) {
    return H::combine(std::move(h), id.value);
  }
};

// Proficiency 1 to 10; attributes that one has or has not (needs, sites) use kHas.
using Level = std::uint8_t;
inline constexpr Level kHas = 1;
inline constexpr Level kMaxLevel = 10;

struct Literal {
  AttributeId attribute;
  Level at_least = kHas;
  friend auto operator<=>(const Literal&, const Literal&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Literal& value) {
    return H::combine(std::move(h), value.attribute, value.at_least);
  }
};

// Satisfied by any one of its literals. `kind` says which wish of the contact it came from.
struct Clause {
  AttributeKind kind = AttributeKind::kSkill;
  std::vector<Literal> any_of;  // sorted, never empty
  friend auto operator<=>(const Clause&, const Clause&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Clause& value) {
    return H::combine(std::move(h), value.kind, value.any_of);
  }
};

// Which agent is taken when several may serve; ties always fall to the longest idle, then the lower
// id.
enum class Ranking : std::uint8_t {
  kLeastScarce,  // the lowest scarcity of abilities first: keeps rare abilities free
  kLongestIdle,
  kLeastLoaded,     // the lowest share of capacity in use first
  kMostProficient,  // the highest sum, over clauses, of the best level that satisfies the clause
};

struct Requirement {
  Channel channel = Channel::kPhone;
  Ranking ranking = Ranking::kLeastScarce;
  // Agents take these contacts themselves ("next, please"): Matcher::next_match never proposes one,
  // best_contact_for does.
  bool pull_only = false;
  std::vector<Clause> all_of;  // sorted, no duplicates, no clause implied by another
  friend auto operator<=>(const Requirement&, const Requirement&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Requirement& value) {
    return H::combine(std::move(h), value.channel, value.ranking, value.pull_only, value.all_of);
  }
};

struct Ability {
  AttributeId attribute;
  Level level = kHas;
  friend auto operator<=>(const Ability&, const Ability&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Ability& value) {
    return H::combine(std::move(h), value.attribute, value.level);
  }
};

// Sorted by attribute, one entry an attribute.
using Abilities = std::vector<Ability>;

// Sorts, removes duplicates and clauses that another clause implies. CHECK-fails for a clause
// without literals and for a level out of range, here and below.
Requirement normalized(Requirement requirement);
// Whether normalized() would change nothing.
bool is_normalized(const Requirement& requirement);
// Sorts; of two entries for one attribute the higher level stays.
Abilities normalized(Abilities abilities);
bool is_normalized(absl::Span<const Ability> abilities);

bool satisfies(absl::Span<const Ability> abilities, const Clause& clause);
// Every clause satisfied. The channel is not looked at: it is a matter of capacity, not of ability.
bool satisfies(absl::Span<const Ability> abilities, const Requirement& requirement);
// The indexes into all_of of the clauses that the abilities do not satisfy.
std::vector<std::size_t> unsatisfied(absl::Span<const Ability> abilities,
                                     const Requirement& requirement);
// The kMostProficient score: sum over clauses of the best satisfying level; 0 where one is
// unsatisfied.
std::int64_t proficiency(absl::Span<const Ability> abilities, const Requirement& requirement);

// Names to numbers and back. Grows only; the owner bounds it (see kMaxAttributes).
class Vocabulary {
 public:
  static constexpr std::size_t kMaxAttributes = 1'000'000;

  // The number of the attribute, given now if the name is new. `name` is unique within its kind.
  AttributeId intern(AttributeKind kind, std::string_view name);
  // Looks up without giving a number; false if the name was never interned.
  bool find(AttributeKind kind, std::string_view name, AttributeId* found) const;
  AttributeKind kind(AttributeId id) const { return entries_[id.value].kind; }
  const std::string& name(AttributeId id) const { return entries_[id.value].name; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    AttributeKind kind;
    std::string name;
  };
  std::vector<Entry> entries_;
  absl::flat_hash_map<std::string, std::uint32_t> index_;  // looked up, never iterated
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_REQUIREMENT_H_
