#include "routing/requirement.h"

#include <algorithm>

#include "routing/check.h"
#include "routing/text.h"

namespace usher::routing {
namespace {

// The level of the attribute, or 0 for one that is not there.
Level level_of(absl::Span<const Ability> abilities, AttributeId attribute) {
  const auto* at = std::lower_bound(
      abilities.begin(), abilities.end(), attribute,
      [](const Ability& ability, AttributeId wanted) { return ability.attribute < wanted; });
  return at != abilities.end() && at->attribute == attribute ? at->level : Level{0};
}

// The best level with which the clause is satisfied, or 0.
Level best_level(absl::Span<const Ability> abilities, const Clause& clause) {
  Level best = 0;
  for (const Literal& literal : clause.any_of) {
    const Level level = level_of(abilities, literal.attribute);
    if (level >= literal.at_least) best = std::max(best, level);
  }
  return best;
}

// Of two literals about one attribute the lower level is all that counts.
void normalize(Clause& clause) {
  USHER_CHECK(!clause.any_of.empty());
  std::sort(clause.any_of.begin(), clause.any_of.end());
  for (const Literal& literal : clause.any_of) {
    USHER_CHECK(literal.at_least >= kHas && literal.at_least <= kMaxLevel);
  }
  const auto last =
      std::unique(clause.any_of.begin(), clause.any_of.end(),
                  [](const Literal& a, const Literal& b) { return a.attribute == b.attribute; });
  clause.any_of.erase(last, clause.any_of.end());
}

// Whoever satisfies `strong` satisfies `weak`.
bool implies(const Clause& strong, const Clause& weak) {
  return std::all_of(strong.any_of.begin(), strong.any_of.end(), [&](const Literal& literal) {
    return std::any_of(weak.any_of.begin(), weak.any_of.end(), [&](const Literal& other) {
      return other.attribute == literal.attribute && other.at_least <= literal.at_least;
    });
  });
}

}  // namespace

Requirement normalized(Requirement requirement) {
  std::vector<Clause>& clauses = requirement.all_of;
  for (Clause& clause : clauses) normalize(clause);
  std::sort(clauses.begin(), clauses.end());
  std::vector<Clause> kept;
  kept.reserve(clauses.size());
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    // Of clauses that imply each other, which differ in kind at most, the first one stays.
    bool implied = false;
    for (std::size_t j = 0; j < clauses.size() && !implied; ++j) {
      implied =
          i != j && implies(clauses[j], clauses[i]) && (j < i || !implies(clauses[i], clauses[j]));
    }
    if (!implied) kept.push_back(clauses[i]);
  }
  clauses = std::move(kept);
  return requirement;
}

Abilities normalized(Abilities abilities) {
  for (const Ability& ability : abilities) {
    USHER_CHECK(ability.level >= kHas && ability.level <= kMaxLevel);
  }
  std::sort(abilities.begin(), abilities.end(), [](const Ability& a, const Ability& b) {
    return a.attribute != b.attribute ? a.attribute < b.attribute : a.level > b.level;
  });
  const auto last =
      std::unique(abilities.begin(), abilities.end(),
                  [](const Ability& a, const Ability& b) { return a.attribute == b.attribute; });
  abilities.erase(last, abilities.end());
  return abilities;
}

bool is_normalized(const Requirement& requirement) {
  return normalized(requirement) == requirement;
}

bool is_normalized(absl::Span<const Ability> abilities) {
  for (std::size_t i = 0; i < abilities.size(); ++i) {
    if (abilities[i].level < kHas || abilities[i].level > kMaxLevel) return false;
    if (i > 0 && !(abilities[i - 1].attribute < abilities[i].attribute)) return false;
  }
  return true;
}

bool satisfies(absl::Span<const Ability> abilities, const Clause& clause) {
  return std::any_of(clause.any_of.begin(), clause.any_of.end(), [&](const Literal& literal) {
    return level_of(abilities, literal.attribute) >= literal.at_least;
  });
}

bool satisfies(absl::Span<const Ability> abilities, const Requirement& requirement) {
  return std::all_of(requirement.all_of.begin(), requirement.all_of.end(),
                     [&](const Clause& clause) { return satisfies(abilities, clause); });
}

std::vector<std::size_t> unsatisfied(absl::Span<const Ability> abilities,
                                     const Requirement& requirement) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < requirement.all_of.size(); ++i) {
    if (!satisfies(abilities, requirement.all_of[i])) missing.push_back(i);
  }
  return missing;
}

std::int64_t proficiency(absl::Span<const Ability> abilities, const Requirement& requirement) {
  std::int64_t sum = 0;
  for (const Clause& clause : requirement.all_of) sum += best_level(abilities, clause);
  return sum;
}

namespace {

std::string index_key(AttributeKind kind, std::string_view name) {
  return str_cat(static_cast<int>(kind), ":", name);
}

}  // namespace

AttributeId Vocabulary::intern(AttributeKind kind, std::string_view name) {
  const auto number = static_cast<std::uint32_t>(entries_.size());
  const auto [at, is_new] = index_.try_emplace(index_key(kind, name), number);
  if (is_new) {
    USHER_CHECK(entries_.size() < kMaxAttributes);
    entries_.push_back({kind, std::string(name)});
  }
  return {at->second};
}

bool Vocabulary::find(AttributeKind kind, std::string_view name, AttributeId* found) const {
  const auto at = index_.find(index_key(kind, name));
  if (at == index_.end()) return false;
  *found = {at->second};
  return true;
}

}  // namespace usher::routing
