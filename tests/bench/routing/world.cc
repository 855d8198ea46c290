#include "tests/bench/routing/world.h"

#include <algorithm>
#include <cmath>

namespace usher::bench {
namespace {

using routing::Abilities;
using routing::Ability;
using routing::AttributeKind;
using routing::Clause;
using routing::Level;
using routing::Literal;
using routing::Requirement;

constexpr std::uint32_t kLanguages = 80;
constexpr std::uint32_t kNeeds = 20;
constexpr std::uint32_t kSites = 40;
constexpr std::uint32_t kFirstNeed = kLanguages;
constexpr std::uint32_t kFirstSite = kFirstNeed + kNeeds;
constexpr std::uint32_t kFirstSkill = kFirstSite + kSites;

Clause clause_of(AttributeKind kind, std::uint32_t attribute, Level level) {
  return {kind, {{{attribute}, level}}};
}

}  // namespace

const std::vector<WorldSpec>& world_specs() {
  static const std::vector<WorldSpec> specs = {
      {"agency", 20'000, 100'000, 1'000, 0, 200, 4, 12, 1, 2, 0},
      {"nation", 100'000, 1'000'000, 1'000, 2'000, 300, 4, 12, 1, 2, 1e6},
      {"distinct", 100'000, 1'000'000, 10'000, 0, 300, 6, 16, 1, 3, 5e5},
      {"adversarial", 100'000, 1'000'000, 0, 0, 1'000, 20, 40, 3, 6, 5e4, 0, 200'000},
      {"calm", 100'000, 0, 10'000, 0, 300, 6, 16, 1, 3, 0, 50'000},
  };
  return specs;
}

Zipf::Zipf(std::uint32_t n, double exponent) {
  double sum = 0;
  std::vector<double> weights;
  for (std::uint32_t k = 0; k < n; ++k) weights.push_back(std::pow(k + 1.0, -exponent));
  for (const double weight : weights) sum += weight;
  double running = 0;
  for (const double weight : weights) {
    running += weight;
    cumulative_.push_back(static_cast<std::uint64_t>(running / sum * 4294967295.0));
  }
  if (n > 0) cumulative_.back() = ~std::uint64_t{0};
}

std::uint32_t Zipf::draw(Prng& prng) const {
  const std::uint64_t at = prng.next() >> 32;
  return static_cast<std::uint32_t>(std::lower_bound(cumulative_.begin(), cumulative_.end(), at) -
                                    cumulative_.begin());
}

World::World(const WorldSpec& spec)
    : spec_(spec),
      prng_(20'240'501),
      languages_(kLanguages, 1.0),
      skills_(spec.skills, 1.0),
      popularity_(spec.requirements, 0.8) {
  std::vector<BenchAgent> profiles(spec.profiles);
  for (BenchAgent& profile : profiles) profile.abilities = draw_abilities();
  for (std::uint32_t i = 0; i < spec.agents; ++i) {
    if (profiles.empty()) {
      agents_.push_back({draw_abilities(), 0});
    } else {
      agents_.push_back(profiles[prng_.below(spec.profiles)]);
    }
  }
  set_scarcity();
  // Distinct ones, so that the world has as many classes as it says.
  while (classes_.size() < spec.requirements) {
    while (classes_.size() < spec.requirements) classes_.push_back(draw_requirement());
    std::sort(classes_.begin(), classes_.end());
    classes_.erase(std::unique(classes_.begin(), classes_.end()), classes_.end());
  }
  for (std::size_t i = classes_.size(); i > 1; --i) {
    std::swap(classes_[i - 1], classes_[prng_.below(static_cast<std::uint32_t>(i))]);
  }
}

Abilities World::draw_abilities() {
  Abilities abilities;
  const auto level = [&] { return static_cast<Level>(1 + prng_.below(10)); };
  for (std::uint32_t i = 0; i <= prng_.below(3); ++i) {
    abilities.push_back({{languages_.draw(prng_)}, level()});
  }
  for (std::uint32_t need = 0; need < kNeeds; ++need) {
    if (prng_.percent(5)) abilities.push_back({{kFirstNeed + need}, routing::kHas});
  }
  abilities.push_back({{kFirstSite + prng_.below(kSites)}, routing::kHas});
  const std::uint32_t skills =
      spec_.least_skills + prng_.below(spec_.most_skills - spec_.least_skills + 1);
  for (std::uint32_t i = 0; i < skills; ++i) {
    abilities.push_back({{kFirstSkill + skills_.draw(prng_)}, level()});
  }
  return normalized(std::move(abilities));
}

Requirement World::draw_requirement() {
  const Abilities& can = agents_[prng_.below(spec_.agents)].abilities;
  const auto in = [&](std::uint32_t first, std::uint32_t count) {
    std::vector<Ability> found;
    for (const Ability& ability : can) {
      const std::uint32_t attribute = ability.attribute.value;
      if (attribute >= first && attribute < first + count) found.push_back(ability);
    }
    return found;
  };
  const auto any_of = [&](const std::vector<Ability>& from) {
    return from[prng_.below(static_cast<std::uint32_t>(from.size()))];
  };
  Requirement requirement;
  const std::uint32_t channel = prng_.below(10);
  requirement.channel = channel < 6   ? routing::Channel::kPhone
                        : channel < 8 ? routing::Channel::kChat
                        : channel < 9 ? routing::Channel::kWeb
                                      : routing::Channel::kInPerson;
  Clause language =
      clause_of(AttributeKind::kLanguage, any_of(in(0, kLanguages)).attribute.value, 1);
  if (prng_.percent(20)) language.any_of.push_back({{languages_.draw(prng_)}, 1});
  requirement.all_of.push_back(language);
  const std::vector<Ability> skills = in(kFirstSkill, spec_.skills);
  const std::uint32_t clauses =
      spec_.least_skill_clauses +
      prng_.below(spec_.most_skill_clauses - spec_.least_skill_clauses + 1);
  for (std::uint32_t i = 0; i < clauses; ++i) {
    const Ability skill = any_of(skills);
    Clause clause = clause_of(AttributeKind::kSkill, skill.attribute.value,
                              static_cast<Level>(1 + prng_.below(skill.level)));
    if (prng_.percent(20)) {
      clause.any_of.push_back({{kFirstSkill + skills_.draw(prng_)}, routing::Level{3}});
    }
    requirement.all_of.push_back(clause);
  }
  const std::vector<Ability> needs = in(kFirstNeed, kNeeds);
  if (!needs.empty() && prng_.percent(8)) {
    requirement.all_of.push_back(
        clause_of(AttributeKind::kNeed, any_of(needs).attribute.value, routing::kHas));
  }
  if (requirement.channel == routing::Channel::kInPerson) {
    requirement.all_of.push_back(clause_of(
        AttributeKind::kSite, any_of(in(kFirstSite, kSites)).attribute.value, routing::kHas));
  }
  return normalized(std::move(requirement));
}

void World::set_scarcity() {
  std::vector<std::int64_t> holders(kFirstSkill + spec_.skills);
  for (const BenchAgent& agent : agents_) {
    for (const Ability& ability : agent.abilities) ++holders[ability.attribute.value];
  }
  for (BenchAgent& agent : agents_) {
    for (const Ability& ability : agent.abilities) {
      agent.scarcity +=
          static_cast<std::int64_t>(agents_.size()) / holders[ability.attribute.value];
    }
  }
}

std::int32_t World::next_priority() {
  return prng_.percent(10) ? 5 + static_cast<std::int32_t>(prng_.below(26)) : 0;
}

double World::density(int pairs) {
  int may = 0;
  for (int i = 0; i < pairs; ++i) {
    const Requirement requirement = classes_.empty() ? draw_requirement() : classes_[draw_class()];
    may += satisfies(agents_[prng_.below(spec_.agents)].abilities, requirement) ? 1 : 0;
  }
  return static_cast<double>(may) / pairs;
}

}  // namespace usher::bench
