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

std::string list(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return text;
}

// "Mean wait shorter for en; longer for all and es." Differences within chance are left out.
std::string sentence(const Collected& first, const Collected& other, const std::string& what,
                     Sampled (*metric)(const Collected&, std::size_t)) {
  std::vector<std::string> shorter;
  std::vector<std::string> longer;
  for (std::size_t p = 0; p < first.populations().size(); ++p) {
    const Population& population = first.populations()[p];
    if (population.dimension != "all" && population.dimension != "language") continue;
    const report::Estimate change = (metric(other, p) - metric(first, p)).estimate();
    if (!change.bounded() || std::abs(change.value) <= change.half_width) continue;
    (change.value < 0 ? shorter : longer)
        .push_back(population.dimension == "all" ? "everybody together" : population.name);
  }
  if (shorter.empty() && longer.empty())
    return str_cat(" ", what, ": no difference beyond chance.");
  std::string text = str_cat(" ", what);
  if (!shorter.empty()) text += str_cat(" shorter for ", list(shorter));
  if (!longer.empty()) text += str_cat(shorter.empty() ? "" : ";", " longer for ", list(longer));
  return text + ".";
}

// What an honest reader must not miss: who gains, who loses, and what it cost.
std::string note(const Collected& first, const Collected& other, const std::string& baseline,
                 const std::string& policy) {
  std::string text = str_cat(policy, " against ", baseline, ".");
  text += sentence(first, other, "Mean wait", [](const Collected& c, std::size_t p) {
    return c.metric(p, Metric::kMeanWait);
  });
  text += sentence(first, other, "P90 wait",
                   [](const Collected& c, std::size_t p) { return c.quantile(p, report::kP90); });
  const double before = first.metric(0, Metric::kUnmet).value;
  const double after = other.metric(0, Metric::kUnmet).value;
  if (before > 0 || after > 0) {
    text += absl::StrFormat(
        " Served by somebody who lacks their language or a need of theirs: %.1f %%, against "
        "%.1f %%.",
        100 * after, 100 * before);
  }
  return text;
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
    comparison.notes.push_back(note(*ran.front().collected, *ran[i].collected,
                                    comparison.policies.front().policy, policy));
  }
  return comparison;
}

}  // namespace usher::plan
