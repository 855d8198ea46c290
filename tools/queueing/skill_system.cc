#include "tools/queueing/skill_system.h"

#include <algorithm>
#include <cmath>

#include "tools/queueing/markov.h"
#include "tools/queueing/skill_chain.h"

namespace usher::queueing {
namespace {

constexpr std::size_t kMostAgents = 200;  // of a group: counts are held in a byte
constexpr std::size_t kMostPlaces = 200;

bool contains(const std::vector<std::size_t>& list, std::size_t item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool distinct_below(std::vector<std::size_t> list, std::size_t bound) {
  std::sort(list.begin(), list.end());
  return std::adjacent_find(list.begin(), list.end()) == list.end() &&
         (list.empty() || list.back() < bound);
}

std::string class_problem(const SkillSystem& system, std::size_t c) {
  const ContactClass& of_class = system.classes[c];
  const std::string name = "class " + std::to_string(c) + ": ";
  if (!(of_class.arrival_rate > 0) || !std::isfinite(of_class.arrival_rate)) {
    return name + "the arrival rate must be above 0";
  }
  if (!(of_class.abandonment_rate >= 0) || !std::isfinite(of_class.abandonment_rate)) {
    return name + "the abandonment rate must be at least 0";
  }
  if (of_class.line >= system.rooms.size()) return name + "its line has no room; give it one";
  if (!distinct_below(of_class.order, system.groups.size())) {
    return name + "its order must name groups of the system, each once";
  }
  if (of_class.order.empty()) return name + "no group may serve it; name one in its order";
  return "";
}

std::string group_problem(const SkillSystem& system, std::size_t g) {
  const AgentGroup& group = system.groups[g];
  const std::string name = "group " + std::to_string(g) + ": ";
  if (group.agents < 1 || group.agents > kMostAgents) {
    return name + "must have 1 to " + std::to_string(kMostAgents) + " agents";
  }
  if (group.service_rates.size() != system.classes.size()) {
    return name + "must have one service rate for each class";
  }
  if (!group.reserve.empty() && group.reserve.size() != system.classes.size()) {
    return name + "its reserve must be empty or have one number for each class";
  }
  if (!distinct_below(group.order, system.classes.size())) {
    return name + "its order must name classes of the system, each once";
  }
  for (std::size_t c = 0; c < system.classes.size(); ++c) {
    const bool serves = contains(group.order, c);
    if (serves != contains(system.classes[c].order, g)) {
      return name + "its order and that of class " + std::to_string(c) + " must name each other";
    }
    if (serves && (!(group.service_rates[c] > 0) || !std::isfinite(group.service_rates[c]))) {
      return name + "the service rate of class " + std::to_string(c) + " must be above 0";
    }
  }
  return "";
}

SkillSystem one_line_a_class(const TwoClasses& base, std::size_t classes) {
  SkillSystem system;
  system.classes.resize(classes);
  system.rooms.assign(classes, base.room);
  for (std::size_t c = 0; c < classes; ++c) {
    system.classes[c].line = c;
    system.classes[c].arrival_rate = base.arrival_rates[c == 0 ? 0 : 1];
  }
  return system;
}

void add_group(SkillSystem& system, double rate, std::size_t agents,
               std::vector<std::size_t> order) {
  for (const std::size_t c : order) system.classes[c].order.push_back(system.groups.size());
  system.groups.push_back(
      {agents, std::vector<double>(system.classes.size(), rate), std::move(order), {}});
}

}  // namespace

std::string problem(const SkillSystem& system) {
  if (system.classes.empty() || system.groups.empty()) {
    return "a system has at least one class and one group";
  }
  for (const std::size_t places : system.rooms) {
    if (places > kMostPlaces) {
      return "a room may have " + std::to_string(kMostPlaces) + " places at most";
    }
  }
  for (std::size_t c = 0; c < system.classes.size(); ++c) {
    if (std::string found = class_problem(system, c); !found.empty()) return found;
  }
  for (std::size_t g = 0; g < system.groups.size(); ++g) {
    if (std::string found = group_problem(system, g); !found.empty()) return found;
  }
  return "";
}

std::optional<SkillSolution> solve(const SkillSystem& system) {
  if (!problem(system).empty()) return std::nullopt;
  SkillChain chain(system);
  if (!chain.explore()) return std::nullopt;
  const auto pi = stationary(chain.states().size(), chain.transitions());
  if (!pi) return std::nullopt;
  SkillSolution solution;
  solution.states = pi->size();
  solution.classes.resize(system.classes.size());
  solution.utilization.assign(system.groups.size(), 0.0);
  for (std::size_t i = 0; i < pi->size(); ++i) {
    const SkillState& state = chain.states()[i];
    const double share = (*pi)[i];
    for (std::size_t c = 0; c < system.classes.size(); ++c) {
      ClassSolution& of_class = solution.classes[c];
      of_class.mean_queue += share * static_cast<double>(chain.waiting(state, c));
      const auto arrival = chain.arrival(state, c);
      if (arrival == SkillChain::Arrival::kWaits) of_class.p_wait += share;
      if (arrival == SkillChain::Arrival::kBlocked) of_class.p_block += share;
    }
    for (std::size_t g = 0; g < system.groups.size(); ++g) {
      solution.utilization[g] += share * static_cast<double>(chain.busy(state, g)) /
                                 static_cast<double>(system.groups[g].agents);
    }
  }
  for (std::size_t c = 0; c < system.classes.size(); ++c) {
    ClassSolution& of_class = solution.classes[c];
    const double rate = system.classes[c].arrival_rate;
    of_class.p_abandon = of_class.mean_queue * system.classes[c].abandonment_rate / rate;
    of_class.mean_wait = of_class.mean_queue / (rate * (1 - of_class.p_block));
  }
  return solution;
}

SkillSystem v_model(const TwoClasses& base, std::size_t agents) {
  SkillSystem system = one_line_a_class(base, 2);
  add_group(system, base.service_rate, agents, {0, 1});
  return system;
}

SkillSystem n_model(const TwoClasses& base, std::size_t own, std::size_t shared) {
  SkillSystem system = one_line_a_class(base, 2);
  add_group(system, base.service_rate, own, {0});
  add_group(system, base.service_rate, shared, {1, 0});
  return system;
}

SkillSystem m_model(const TwoClasses& base, std::size_t own0, std::size_t own1,
                    std::size_t shared) {
  SkillSystem system = one_line_a_class(base, 2);
  add_group(system, base.service_rate, own0, {0});
  add_group(system, base.service_rate, own1, {1});
  add_group(system, base.service_rate, shared, {0, 1});
  return system;
}

SkillSystem x_model(const TwoClasses& base, std::size_t agents0, std::size_t agents1) {
  SkillSystem system = one_line_a_class(base, 2);
  add_group(system, base.service_rate, agents0, {0, 1});
  add_group(system, base.service_rate, agents1, {1, 0});
  system.classes[1].order = {1, 0};
  return system;
}

SkillSystem w_model(const TwoClasses& base, double middle_rate, std::size_t agents0,
                    std::size_t agents1) {
  SkillSystem system = one_line_a_class(base, 3);
  system.classes[1].arrival_rate = middle_rate;
  system.classes[2].arrival_rate = base.arrival_rates[1];
  add_group(system, base.service_rate, agents0, {0, 1});
  add_group(system, base.service_rate, agents1, {2, 1});
  return system;
}

}  // namespace usher::queueing
