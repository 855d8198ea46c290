#include "tools/ushersim/run/compare.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_format.h"

#include "routing/text.h"

namespace usher::plan {
namespace {

using routing::str_cat;

// What keeps the people of two scenarios from being the same.
std::string mismatch(const Scenario& a, const Scenario& b) {
  if (a.run.seed != b.run.seed) return "their seeds differ; set one with --seed";
  if (a.run.replications != b.run.replications) {
    return "their replications differ; set one number with --replications";
  }
  if (a.run.is_day != b.run.is_day || a.run.from != b.run.from || a.run.to != b.run.to ||
      a.run.bins != b.run.bins) {
    return "they run for different lengths of time; give both the same \"run\"";
  }
  std::vector<std::string> of_a;
  std::vector<std::string> of_b;
  for (const ClassPlan& cls : a.classes) of_a.push_back(cls.id);
  for (const ClassPlan& cls : b.classes) of_b.push_back(cls.id);
  if (of_a != of_b) {
    return "their classes differ; write the people once and let the others be based on it with "
           "\"base\"";
  }
  return "";
}

// "all", "phone-en", or "language vi".
std::string name_of(const Population& population) {
  if (population.dimension == "all" || population.dimension == "class") return population.name;
  return str_cat(population.dimension, " ", population.name);
}

// The policy's name, with the scenario's where two are called the same.
void name_apart(std::vector<report::RunResult>& results) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (std::size_t j = 0; j < results.size(); ++j) {
      if (i == j || results[i].policy != results[j].policy) continue;
      for (std::size_t k = j; k < results.size(); ++k) {
        if (results[k].policy == results[i].policy && k != i) {
          results[k].policy = str_cat(results[k].policy, " (", results[k].scenario, ")");
        }
      }
    }
  }
}

// What an honest reader must not miss: where the baseline is not the best.
void add_notes(const Collected& first, const Collected& other, const std::string& baseline,
               const std::string& policy, report::Comparison& comparison) {
  std::vector<std::string> better;
  std::vector<std::string> worse;
  const auto judge = [&](const Population& population, std::string_view what,
                         const report::Estimate& change, bool more_is_better) {
    if (!change.bounded() || std::abs(change.value) <= change.half_width) return;
    const bool improves = (change.value > 0) == more_is_better;
    (improves ? better : worse).push_back(str_cat(what, " of ", name_of(population)));
  };
  for (std::size_t p = 0; p < first.populations().size(); ++p) {
    const Population& population = first.populations()[p];
    if (population.dimension != "all" && population.dimension != "language") continue;
    judge(population, "mean wait",
          (other.metric(p, Metric::kMeanWait) - first.metric(p, Metric::kMeanWait)).estimate(),
          false);
    judge(population, "P90 wait",
          (other.quantile(p, report::kP90) - first.quantile(p, report::kP90)).estimate(), false);
  }
  const auto list = [](const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    }
    return text;
  };
  const double unmet = other.metric(0, Metric::kUnmet).value;
  std::string note = str_cat(policy, " is better than ", baseline, " in ",
                             better.empty() ? "nothing that can be told from chance" : list(better),
                             "; it is worse in ", worse.empty() ? "nothing" : list(worse), ".");
  if (!better.empty() && unmet > 0) {
    note += absl::StrFormat(
        " It gets there by serving %.1f %% of people through somebody who lacks their language or "
        "a need of theirs.",
        100 * unmet);
  }
  comparison.notes.push_back(std::move(note));
}

}  // namespace

std::vector<report::Difference> differences(const Collected& first, const Collected& second,
                                            const std::string& policy) {
  std::vector<report::Difference> found;
  const std::vector<std::pair<std::string, Metric>> metrics = {
      {"mean_wait_s", Metric::kMeanWait},
      {"service_level", Metric::kServiceLevel},
      {"p_abandon", Metric::kAbandon},
      {"p_unmet", Metric::kUnmet}};
  for (std::size_t p = 0; p < first.populations().size(); ++p) {
    const Population& population = first.populations()[p];
    const bool is_class_alone =
        population.dimension == "language" && population.classes.size() == 1;
    const auto alone = [&](const Population& other) {
      return other.dimension == population.dimension;
    };
    const bool is_everybody =
        population.dimension != "all" && population.dimension != "class" &&
        std::count_if(first.populations().begin(), first.populations().end(), alone) < 2;
    if (is_class_alone || is_everybody) continue;
    const std::string name = name_of(population);
    found.push_back(
        {policy, name, "p90_wait_s",
         (second.quantile(p, report::kP90) - first.quantile(p, report::kP90)).estimate()});
    for (const auto& [key, metric] : metrics) {
      found.push_back(
          {policy, name, key, (second.metric(p, metric) - first.metric(p, metric)).estimate()});
    }
  }
  return found;
}

absl::StatusOr<report::Comparison> compare(const std::vector<Scenario>& scenarios,
                                           const RunOptions& options) {
  if (scenarios.size() < 2) {
    return absl::InvalidArgumentError("two scenarios or more are needed for a comparison");
  }
  for (const Scenario& scenario : scenarios) {
    const std::string why = mismatch(scenarios.front(), scenario);
    if (why.empty()) continue;
    return absl::InvalidArgumentError(str_cat("\"", scenarios.front().name, "\" and \"",
                                              scenario.name, "\" can't be compared: ", why));
  }
  report::Comparison comparison;
  comparison.title = scenarios.front().name;
  std::vector<Ran> ran;
  for (const Scenario& scenario : scenarios) {
    RunOptions one = options;
    if (options.progress != nullptr) {
      one.progress = [&, done = static_cast<double>(ran.size())](double share) {
        options.progress((done + share) / static_cast<double>(scenarios.size()));
      };
    }
    ran.push_back(run_scenario(scenario, one));
    comparison.policies.push_back(ran.back().result);
  }
  name_apart(comparison.policies);
  for (std::size_t i = 1; i < ran.size(); ++i) {
    const std::string& policy = comparison.policies[i].policy;
    for (report::Difference& one : differences(*ran.front().collected, *ran[i].collected, policy)) {
      comparison.differences.push_back(std::move(one));
    }
    add_notes(*ran.front().collected, *ran[i].collected, comparison.policies.front().policy, policy,
              comparison);
  }
  return comparison;
}

}  // namespace usher::plan
