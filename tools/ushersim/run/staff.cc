#include "tools/ushersim/run/staff.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "tools/ushersim/run/scenario_reader.h"

namespace usher::plan {
namespace {

using Staffing = std::vector<std::int64_t>;  // the most agents at a time, by group

struct Judged {
  report::RunResult result;
  std::vector<report::StaffingTarget> targets;
  double shortfall = 0;  // 0: every target is met
};

double shortfall_of(const std::vector<report::StaffingTarget>& targets) {
  double sum = 0;
  for (const report::StaffingTarget& target : targets) {
    if (target.met) continue;
    if (!target.reached.known()) {
      sum += 1;
      continue;
    }
    const double missing = std::abs(target.wanted - target.reached.value);
    sum += target.at_least ? missing / std::max(target.wanted, 1e-9)
                           : missing / std::max(target.reached.value, 1e-9);
  }
  return sum;
}

bool waits(const report::RunResult& result, const std::string& language) {
  return std::any_of(
      result.classes.begin(), result.classes.end(), [&](const report::ClassResult& cls) {
        return cls.language == language && cls.wait_quantiles_s[report::kP90].value > 0;
      });
}

class Search {
 public:
  Search(const Scenario& scenario, const StaffOptions& options)
      : scenario_(scenario), options_(options) {
    for (std::size_t g = 0; g < scenario.groups.size(); ++g) {
      before_.push_back(scenario.groups[g].most());
      if (!scenario.groups[g].unlimited && scenario.groups[g].each.empty()) may_.push_back(g);
    }
  }

  bool has_groups() const { return !may_.empty(); }

  report::StaffingResult run() {
    Staffing staffing = before_;
    const bool feasible = grow(staffing);
    if (feasible) {
      for (std::size_t g : may_) shrink(staffing, g);
      while (exchange(staffing)) {
        for (std::size_t g : may_) shrink(staffing, g);
      }
    }
    report::StaffingResult found;
    const Judged& last = at(staffing);
    found.feasible = feasible;
    found.targets = last.targets;
    found.result = last.result;
    for (std::size_t g = 0; g < staffing.size(); ++g) {
      found.groups.push_back({scenario_.groups[g].id, before_[g], staffing[g]});
    }
    found.evaluations = static_cast<std::int64_t>(known_.size());
    return found;
  }

 private:
  bool exhausted() const {
    return static_cast<std::int64_t>(known_.size()) >= options_.most_evaluations;
  }

  // A schedule keeps its shape: every part that has somebody is scaled and rounded up.
  static void resize(GroupPlan& group, std::int64_t before, std::int64_t after) {
    for (PresencePart& part : group.presence) {
      if (before == 0) {
        part.count = after;
      } else if (part.count > 0) {
        part.count = (part.count * after + before - 1) / before;
      }
    }
  }

  const Judged& at(const Staffing& staffing) {
    const auto found = known_.find(staffing);
    if (found != known_.end()) return found->second;
    Scenario changed = scenario_;
    for (const std::size_t g : may_) resize(changed.groups[g], before_[g], staffing[g]);
    set_agents(changed);
    Judged judged;
    judged.result = run_scenario(changed, options_.run).result;
    judged.targets = judge(scenario_.targets, judged.result);
    judged.shortfall = shortfall_of(judged.targets);
    if (options_.progress != nullptr) {
      options_.progress(static_cast<std::int64_t>(known_.size()) + 1,
                        std::accumulate(staffing.begin(), staffing.end(), std::int64_t{0}));
    }
    return known_.emplace(staffing, std::move(judged)).first->second;
  }
  bool meets(const Staffing& staffing) { return at(staffing).shortfall == 0; }

  // Large steps while far away.
  bool grow(Staffing& staffing) {
    while (!meets(staffing) && !exhausted()) {
      const double now = at(staffing).shortfall;
      double best_gain = 0;
      std::optional<Staffing> best;
      for (const std::size_t g : may_) {
        Staffing more = staffing;
        const std::int64_t step = std::max<std::int64_t>(1, staffing[g] / 8);
        more[g] += step;
        const double gain = (now - at(more).shortfall) / static_cast<double>(step);
        if (gain > best_gain + 1e-12) {
          best_gain = gain;
          best = more;
        }
      }
      // One more here or there changes nothing: everybody together may.
      if (!best) {
        best = staffing;
        for (const std::size_t g : may_) (*best)[g] += std::max<std::int64_t>(1, staffing[g] / 4);
      }
      staffing = *std::move(best);
      if (std::accumulate(staffing.begin(), staffing.end(), std::int64_t{0}) > kMaxAgents) {
        return false;
      }
    }
    return meets(staffing);
  }

  // Halves the step until a single one can't be spared.
  void shrink(Staffing& staffing, std::size_t g) {
    for (std::int64_t step = std::max<std::int64_t>(1, staffing[g] / 2); step > 0;) {
      Staffing fewer = staffing;
      fewer[g] -= step;
      if (fewer[g] >= 0 && !exhausted() && meets(fewer)) {
        staffing = fewer;
      } else {
        step /= 2;
      }
    }
  }

  bool exchange(Staffing& staffing) {
    for (const std::size_t from : may_) {
      for (const std::size_t to : may_) {
        if (from == to || staffing[from] < 2 || exhausted()) continue;
        Staffing other = staffing;
        other[from] -= 2;
        other[to] += 1;
        if (!meets(other)) continue;
        staffing = other;
        return true;
      }
    }
    return false;
  }

  const Scenario& scenario_;
  const StaffOptions& options_;
  Staffing before_;
  std::vector<std::size_t> may_;
  std::map<Staffing, Judged> known_;
};

}  // namespace

std::vector<report::StaffingTarget> judge(const TargetPlan& targets,
                                          const report::RunResult& result) {
  std::vector<report::StaffingTarget> found;
  const auto add = [&](const std::string& name, const std::string& metric, bool at_least,
                       double wanted, const report::Estimate& reached) {
    const bool met =
        reached.known() && (at_least ? reached.value >= wanted : reached.value <= wanted);
    found.push_back({name, metric, at_least, wanted, reached, met});
  };
  if (targets.service_level) {
    add("all", "service_level", true, *targets.service_level, result.overall.service_level);
  }
  if (targets.class_service_level) {
    for (const report::ClassResult& cls : result.classes) {
      add(cls.name, "service_level", true, *targets.class_service_level, cls.service_level);
    }
  }
  if (targets.p_abandon) {
    add("all", "p_abandon", false, *targets.p_abandon, result.overall.p_abandon);
  }
  for (const report::Equity& equity : result.equity) {
    if (equity.dimension != "language") continue;
    for (const report::EquityRow& row : equity.rows) {
      const std::string name = "language " + row.name;
      if (targets.p90_wait_ratio) {
        add(name, "p90_wait_ratio", false, *targets.p90_wait_ratio, row.p90_wait_ratio);
        // Where the reference's P90 is 0 there is no ratio: then theirs has to be 0 as well.
        if (!row.p90_wait_ratio.known()) found.back().met = !waits(result, row.name);
      }
      if (targets.service_level_gap) {
        add(name, "service_level_gap", true, -*targets.service_level_gap, row.service_level_gap);
      }
    }
  }
  return found;
}

absl::StatusOr<report::StaffingResult> find_staffing(const Scenario& scenario,
                                                     const StaffOptions& options) {
  const TargetPlan& targets = scenario.targets;
  if (!targets.service_level && !targets.class_service_level && !targets.p_abandon &&
      !targets.p90_wait_ratio && !targets.service_level_gap) {
    return absl::InvalidArgumentError(
        "the scenario has no targets; write, for example, targets: {service_level: 0.8}");
  }
  Search search(scenario, options);
  if (!search.has_groups()) {
    return absl::InvalidArgumentError(
        "no group's size may change: all are unlimited or named agents; give one a count");
  }
  return search.run();
}

}  // namespace usher::plan
