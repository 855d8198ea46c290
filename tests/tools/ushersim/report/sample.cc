#include "tests/tools/ushersim/report/sample.h"

#include <cmath>

namespace usher::report {
namespace {

Estimate about(double value) { return {value, 0.05 * value}; }

ClassResult sample_class(const std::string& name, const std::string& language, double persons,
                         double wait) {
  ClassResult result;
  result.name = name;
  result.channel = "PHONE";
  result.language = language;
  result.counts.persons = about(persons);
  result.counts.persons_served = about(0.95 * persons);
  result.counts.attempts = about(1.1 * persons);
  result.counts.retrials = about(0.1 * persons);
  result.counts.served = about(0.95 * persons);
  result.counts.blocked = about(0.01 * persons);
  result.counts.abandoned = about(0.14 * persons);
  result.p_wait = {0.62, 0.01};
  result.p_block = {0.009, 0.002};
  result.p_abandon = {0.127, 0.006};
  result.mean_wait_s = about(wait);
  result.mean_wait_served_s = about(0.9 * wait);
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    result.wait_quantiles_s[i] = about(-wait * std::log(1 - kQuantiles[i]));
  }
  result.target_s = 60;
  result.target_share = 0.8;
  result.service_level = about(0.9 * (1 - std::exp(-60 / wait)));
  result.service_level_served = about(1 - std::exp(-60 / wait));
  result.mean_queue = about(persons * wait / 43200);
  return result;
}

ClassSeries sample_series(const ClassResult& result) {
  ClassSeries series;
  series.name = result.name;
  for (int i = 0; i < 24; ++i) {
    const double surge = 1 + 1.5 * std::exp(-0.5 * std::pow((i - 9) / 3.0, 2));
    const double arrivals = result.counts.attempts.value / 24 * surge;
    series.arrivals.push_back(about(arrivals));
    series.abandoned.push_back(about(0.06 * arrivals * surge * surge));
    series.p90_wait_s.push_back(about(result.wait_quantiles_s[kP90].value * surge * surge / 2));
    series.mean_queue.push_back(about(result.mean_queue.value * surge * surge / 2));
    series.service_level.push_back(about(result.service_level.value / surge));
  }
  return series;
}

Equity by_language(const RunResult& run) {
  Equity equity{"language", run.classes.front().language, {}};
  const ClassResult& reference = run.classes.front();
  for (std::size_t i = 1; i < run.classes.size(); ++i) {
    const ClassResult& one = run.classes[i];
    const auto ratio = [](const Estimate& a, const Estimate& b) {
      return about(a.value / b.value);
    };
    equity.rows.push_back({one.language,
                           ratio(one.wait_quantiles_s[kP90], reference.wait_quantiles_s[kP90]),
                           ratio(one.mean_wait_s, reference.mean_wait_s),
                           ratio(one.p_abandon, reference.p_abandon),
                           {one.service_level.value - reference.service_level.value, 0.02}});
  }
  return equity;
}

}  // namespace

RunResult sample_run(const std::string& policy, double factor) {
  RunResult run;
  run.scenario = "County benefits office";
  run.description =
      "Three languages on the phone, few bilingual agents, a surge at half past twelve.";
  run.policy = policy;
  run.seed = 42;
  run.replications = 40;
  run.warm_up_s = 1800;
  run.simulated_s = 43200;
  run.events = 1'234'567;
  run.classes = {sample_class("English phone", "English", 900, 30 * factor),
                 sample_class("Spanish phone", "Spanish", 300, 45 * factor * factor),
                 sample_class("Vietnamese phone", "Vietnamese", 60, 80 * factor * factor)};
  run.overall = sample_class("all", "", 1260, 36 * factor);
  run.groups = {{"English only", {0.82, 0.01}, {96, 0}, {700, 12}},
                {"Bilingual", {0.91, 0.01}, {48, 0}, {380, 8}}};
  run.equity = {by_language(run)};
  run.day.start_s = 8 * 3600;
  run.day.interval_s = 1800;
  run.day.intervals = 24;
  for (const ClassResult& result : run.classes) run.day.classes.push_back(sample_series(result));
  for (const GroupResult& group : run.groups) {
    GroupSeries series;
    series.name = group.name;
    for (int i = 0; i < 24; ++i) {
      series.staffed.push_back({i < 3 ? 4.0 : 8.0, 0});
      series.occupancy.push_back({group.utilization.value - 0.01 * std::abs(i - 9), 0.02});
    }
    run.day.groups.push_back(std::move(series));
  }
  return run;
}

Comparison sample_comparison() {
  Comparison comparison;
  comparison.title = "County benefits office: three ways to route";
  comparison.policies = {sample_run("One queue per language", 1.6), sample_run("Usher", 1),
                         sample_run("Strict priority", 1.3)};
  comparison.policies[2].overall.p_unmet = {0.042, 0.01};
  comparison.policies[2].classes[1].p_unmet = {0.13, 0.03};
  for (std::size_t i = 1; i < comparison.policies.size(); ++i) {
    const RunResult& run = comparison.policies[i];
    const RunResult& base = comparison.policies[0];
    comparison.differences.push_back(
        {run.policy,
         "all",
         "p90_wait_s",
         {run.overall.wait_quantiles_s[kP90].value - base.overall.wait_quantiles_s[kP90].value,
          1.5}});
    comparison.differences.push_back({run.policy, "Spanish phone", "service_level", {0.004, 0.01}});
  }
  comparison.notes = {"40 replications are few for the Vietnamese line."};
  return comparison;
}

StaffingResult sample_staffing() {
  StaffingResult staffing;
  staffing.feasible = true;
  staffing.groups = {{"English only", 8, 8}, {"Bilingual", 4, 6}};
  staffing.targets = {{"all", "service_level", true, 0.8, {0.83, 0.01}, true},
                      {"Spanish", "p90_wait_ratio", false, 1.25, {1.21, 0.03}, true}};
  staffing.evaluations = 37;
  staffing.result = sample_run();
  return staffing;
}

}  // namespace usher::report
