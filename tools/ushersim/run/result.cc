// From what was collected to the result that is shown.
#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"

#include "routing/text.h"
#include "tools/ushersim/run/runner.h"

namespace usher::plan {
namespace {

using report::Estimate;
using routing::str_cat;

report::ClassResult class_result(const Collected& collected, std::size_t population) {
  report::ClassResult result;
  result.name = collected.populations()[population].name;
  const auto count = [&](std::int64_t Sums::*what) {
    return collected.count(population, what).estimate();
  };
  result.counts = {count(&Sums::persons),  count(&Sums::persons_served), count(&Sums::attempts),
                   count(&Sums::retrials), count(&Sums::served),         count(&Sums::blocked),
                   count(&Sums::abandoned)};
  const auto metric = [&](Metric which) { return collected.metric(population, which).estimate(); };
  result.p_wait = metric(Metric::kWait);
  result.p_block = metric(Metric::kBlock);
  result.p_abandon = metric(Metric::kAbandon);
  result.p_unmet = metric(Metric::kUnmet);
  result.mean_wait_s = metric(Metric::kMeanWait);
  result.mean_wait_served_s = metric(Metric::kMeanWaitServed);
  for (std::size_t q = 0; q < report::kQuantiles.size(); ++q) {
    result.wait_quantiles_s[q] = collected.quantile(population, q).estimate();
  }
  result.service_level = metric(Metric::kServiceLevel);
  result.service_level_served = metric(Metric::kServiceLevelServed);
  result.mean_queue = metric(Metric::kMeanQueue);
  return result;
}

report::Equity equity(const Collected& collected, std::string_view dimension,
                      std::string_view reference) {
  report::Equity equity;
  equity.dimension = std::string(dimension);
  equity.reference = std::string(reference);
  const std::size_t base = collected.population(dimension, reference);
  const auto p90 = [&](std::size_t p) { return collected.quantile(p, report::kP90); };
  for (std::size_t p = 0; p < collected.populations().size(); ++p) {
    if (collected.populations()[p].dimension != dimension || p == base) continue;
    const auto over = [&](Metric which) {
      return (collected.metric(p, which) / collected.metric(base, which)).estimate();
    };
    equity.rows.push_back({collected.populations()[p].name, (p90(p) / p90(base)).estimate(),
                           over(Metric::kMeanWait), over(Metric::kAbandon),
                           (collected.metric(p, Metric::kServiceLevel) -
                            collected.metric(base, Metric::kServiceLevel))
                               .estimate()});
  }
  return equity;
}

report::DaySeries day_series(const Scenario& scenario, const Collected& collected) {
  report::DaySeries day;
  const RunPlan& run = scenario.run;
  if (!run.is_day) return day;
  day.start_s = seconds(run.from);
  day.interval_s = seconds(run.bin_size());
  day.intervals = static_cast<std::size_t>(run.bins);
  for (std::size_t c = 0; c < scenario.classes.size(); ++c) {
    report::ClassSeries series;
    series.name = scenario.classes[c].id;
    for (int bin = 0; bin < run.bins; ++bin) {
      series.arrivals.push_back(collected.class_count(c, bin, &Sums::attempts).estimate());
      series.abandoned.push_back(collected.class_count(c, bin, &Sums::abandoned).estimate());
      series.p90_wait_s.push_back(collected.class_p90(c, bin).estimate());
      series.mean_queue.push_back(collected.class_queue(c, bin).estimate());
      series.service_level.push_back(collected.class_service_level(c, bin).estimate());
    }
    day.classes.push_back(std::move(series));
  }
  for (std::size_t g = 0; g < scenario.groups.size(); ++g) {
    report::GroupSeries series;
    series.name = scenario.groups[g].id;
    for (int bin = 0; bin < run.bins; ++bin) {
      series.staffed.push_back(collected.group_staffed(g, bin).estimate());
      series.occupancy.push_back(collected.group_occupancy(g, bin).estimate());
    }
    day.groups.push_back(std::move(series));
  }
  return day;
}

void add_notes(const Scenario& scenario, const Collected& collected, report::RunResult& result) {
  if (collected.unfinished() > 0) {
    result.notes.push_back(str_cat(collected.unfinished(),
                                   " people were still waiting when the simulation ended, in ",
                                   collected.replications(),
                                   " replications: there are too few agents for them, and "
                                   "their waits are counted up to that moment."));
  }
  if (result.overall.p_unmet.value > 0) {
    result.notes.push_back(absl::StrFormat(
        "%.1f %% of those served were served by somebody who lacks their language or a need of "
        "theirs. Usher never does that.",
        100 * result.overall.p_unmet.value));
  }
  const std::int64_t observations =
      collected.replications() * (scenario.run.is_day ? 1 : scenario.run.bins);
  if (observations < 10) {
    result.notes.push_back(str_cat("There are only ", observations, " ",
                                   scenario.run.is_day ? "replications" : "batches",
                                   ": the intervals are wide. Take at least 10."));
  }
}

}  // namespace

report::RunResult result_of(const Scenario& scenario, const Collected& collected) {
  report::RunResult result;
  result.scenario = scenario.name;
  result.description = scenario.description;
  result.policy = scenario.policy.name;
  result.seed = scenario.run.seed;
  result.replications = collected.replications();
  result.warm_up_s = scenario.run.is_day ? 0 : seconds(scenario.run.from);
  result.simulated_s = seconds(scenario.run.to - scenario.run.from);
  result.events = collected.events();
  result.overall = class_result(collected, 0);
  for (std::size_t c = 0; c < scenario.classes.size(); ++c) {
    const std::size_t population = collected.population("class", scenario.classes[c].id);
    report::ClassResult cls = class_result(collected, population);
    cls.channel = collected.channel_of(c);
    cls.language = scenario.classes[c].language;
    cls.target_s = seconds(scenario.classes[c].target);
    if (scenario.targets.class_service_level) {
      cls.target_share = *scenario.targets.class_service_level;
    }
    result.classes.push_back(std::move(cls));
  }
  if (scenario.targets.service_level) result.overall.target_share = *scenario.targets.service_level;
  for (std::size_t g = 0; g < scenario.groups.size(); ++g) {
    result.groups.push_back({scenario.groups[g].id, collected.utilization(g).estimate(),
                             collected.staffed_hours(g).estimate(),
                             collected.served(g).estimate()});
  }
  const std::vector<std::pair<std::string, std::string>> dimensions = {
      {"language", scenario.reference_language},
      {"channel", collected.channel_of(0)},
      {"need", "none"}};
  for (const auto& pair : dimensions) {
    const auto& all = collected.populations();
    const auto is_of = [&](const Population& p) { return p.dimension == pair.first; };
    const auto is_reference = [&](const Population& p) {
      return is_of(p) && p.name == pair.second;
    };
    if (std::count_if(all.begin(), all.end(), is_of) < 2 ||
        std::none_of(all.begin(), all.end(), is_reference)) {
      continue;
    }
    result.equity.push_back(equity(collected, pair.first, pair.second));
  }
  result.day = day_series(scenario, collected);
  add_notes(scenario, collected, result);
  return result;
}

}  // namespace usher::plan
