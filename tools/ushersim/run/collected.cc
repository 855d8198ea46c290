#include "tools/ushersim/run/collected.h"

#include <algorithm>

#include "routing/check.h"

namespace usher::plan {
namespace {

constexpr double kHourUs = 3600e6;

std::string channel_name(routing::Channel channel) {
  switch (channel) {
    case routing::Channel::kPhone:
      return "PHONE";
    case routing::Channel::kChat:
      return "CHAT";
    case routing::Channel::kWeb:
      return "WEB";
    case routing::Channel::kInPerson:
      return "IN_PERSON";
  }
  return "";
}

double attempts(const Sums& s) { return static_cast<double>(s.attempts); }
double was_served(const Sums& s) { return static_cast<double>(s.served); }
double admitted(const Sums& s) { return static_cast<double>(s.attempts - s.blocked); }

std::vector<double> each(const std::vector<Sums>& sums, std::int64_t Sums::*what) {
  std::vector<double> values;
  values.reserve(sums.size());
  for (const Sums& one : sums) values.push_back(static_cast<double>(one.*what));
  return values;
}

}  // namespace

Collected::Collected(const Scenario& scenario)
    : scenario_(scenario), groups_(scenario.groups.size()) {
  const auto join = [&](std::string_view dimension, std::string_view name, std::size_t cls) {
    const auto same = [&](const Population& p) {
      return p.dimension == dimension && p.name == name;
    };
    const auto at = std::find_if(populations_.begin(), populations_.end(), same);
    if (at != populations_.end()) {
      at->classes.push_back(cls);
    } else {
      populations_.push_back({std::string(dimension), std::string(name), {cls}});
    }
  };
  const std::size_t count = scenario.classes.size();
  for (std::size_t i = 0; i < count; ++i) join("all", "all", i);
  for (std::size_t i = 0; i < count; ++i) join("class", scenario.classes[i].id, i);
  for (std::size_t i = 0; i < count; ++i) join("language", scenario.classes[i].language, i);
  for (std::size_t i = 0; i < count; ++i) {
    join("channel", channel_name(scenario.classes[i].draft.channel), i);
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (scenario.classes[i].draft.needs.empty()) join("need", "none", i);
    for (const core::Need& need : scenario.classes[i].draft.needs) {
      join("need", core::traits(need.code).name, i);
    }
  }
  observed_.resize(populations_.size());
  if (scenario.run.is_day) {
    intervals_.resize(count * static_cast<std::size_t>(scenario.run.bins));
    group_bins_.resize(scenario.groups.size() * static_cast<std::size_t>(scenario.run.bins));
  }
}

std::size_t Collected::population(std::string_view dimension, std::string_view name) const {
  for (std::size_t i = 0; i < populations_.size(); ++i) {
    if (populations_[i].dimension == dimension && populations_[i].name == name) return i;
  }
  USHER_CHECK(false);
  return 0;
}

std::string Collected::channel_of(std::size_t cls) const {
  return channel_name(scenario_.classes[cls].draft.channel);
}

void Collected::add(const Tally& tally) {
  ++replications_;
  events_ += tally.events;
  contacts_ += tally.contacts;
  if (scenario_.run.is_day) {
    observe(tally, 0, tally.bins());
    add_intervals(tally);
    return;
  }
  for (int bin = 0; bin < tally.bins(); ++bin) observe(tally, bin, bin + 1);
}

void Collected::observe(const Tally& tally, int first_bin, int end_bin) {
  for (std::size_t p = 0; p < populations_.size(); ++p) {
    Sums sums;
    Histogram waits;
    for (const std::size_t cls : populations_[p].classes) {
      for (int bin = first_bin; bin < end_bin; ++bin) {
        sums += tally.sums(cls, bin);
        waits.merge(tally.waits(cls, bin));
      }
    }
    Observed& observed = observed_[p];
    observed.sums.push_back(sums);
    observed.waits.merge(waits);
    for (std::size_t q = 0; q < report::kQuantiles.size(); ++q) {
      observed.quantiles[q].push_back(waits.quantile(report::kQuantiles[q]));
    }
    if (p == 0) unfinished_ += sums.unfinished;
  }
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    GroupSums sums;
    for (int bin = first_bin; bin < end_bin; ++bin) {
      const GroupSums& one = tally.group(g, bin);
      sums.busy_us += one.busy_us;
      sums.staffed_us += one.staffed_us;
      sums.served += one.served;
    }
    groups_[g].push_back(sums);
  }
}

void Collected::add_intervals(const Tally& tally) {
  const auto bins = static_cast<std::size_t>(tally.bins());
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    const Histogram& waits = tally.waits(i / bins, static_cast<int>(i % bins));
    intervals_[i].sums.push_back(tally.sums(i / bins, static_cast<int>(i % bins)));
    intervals_[i].p90.push_back(waits.quantile(report::kQuantiles[report::kP90]));
    intervals_[i].waits.merge(waits);
  }
  for (std::size_t i = 0; i < group_bins_.size(); ++i) {
    group_bins_[i].push_back(tally.group(i / bins, static_cast<int>(i % bins)));
  }
}

Sampled Collected::of_sums(const std::vector<Sums>& sums, double (*above)(const Sums&),
                           double (*below)(const Sums&)) const {
  std::vector<double> top;
  std::vector<double> bottom;
  for (const Sums& one : sums) {
    top.push_back(above(one));
    bottom.push_back(below(one));
  }
  return ratio(top, bottom);
}

Sampled Collected::metric(std::size_t population, Metric metric) const {
  const std::vector<Sums>& sums = observed_[population].sums;
  using S = const Sums&;
  switch (metric) {
    case Metric::kWait:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.waited); }, attempts);
    case Metric::kBlock:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.blocked); }, attempts);
    case Metric::kAbandon:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.abandoned); }, attempts);
    case Metric::kUnmet:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.unmet); }, was_served);
    case Metric::kMeanWait:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.wait_us) * 1e-6; }, admitted);
    case Metric::kMeanWaitServed:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.wait_served_us) * 1e-6; }, was_served);
    case Metric::kServiceLevel:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.within_target); }, attempts);
    case Metric::kServiceLevelServed:
      return of_sums(
          sums, [](S s) { return static_cast<double>(s.within_target); }, was_served);
    case Metric::kMeanQueue: {
      const RunPlan& run = scenario_.run;
      const Duration length = run.is_day ? run.to - run.from : run.bin_size();
      return mean(each(sums, &Sums::queue_us)) * (1.0 / static_cast<double>(length.count()));
    }
  }
  return {};
}

Sampled Collected::quantile(std::size_t population, std::size_t index) const {
  const Observed& observed = observed_[population];
  return statistic(observed.waits.quantile(report::kQuantiles.at(index)),
                   observed.quantiles.at(index));
}

Sampled Collected::count(std::size_t population, std::int64_t Sums::*what) const {
  const double observations = scenario_.run.is_day ? 1.0 : scenario_.run.bins;
  return mean(each(observed_[population].sums, what)) * observations;
}

std::vector<double> Collected::group_values(std::size_t group,
                                            std::int64_t GroupSums::*what) const {
  std::vector<double> values;
  for (const GroupSums& one : groups_[group]) values.push_back(static_cast<double>(one.*what));
  return values;
}

Sampled Collected::utilization(std::size_t group) const {
  return ratio(group_values(group, &GroupSums::busy_us),
               group_values(group, &GroupSums::staffed_us));
}

Sampled Collected::staffed_hours(std::size_t group) const {
  const double observations = scenario_.run.is_day ? 1.0 : scenario_.run.bins;
  return mean(group_values(group, &GroupSums::staffed_us)) * (observations / kHourUs);
}

Sampled Collected::served(std::size_t group) const {
  const double observations = scenario_.run.is_day ? 1.0 : scenario_.run.bins;
  return mean(group_values(group, &GroupSums::served)) * observations;
}

Sampled Collected::class_count(std::size_t cls, int bin, std::int64_t Sums::*what) const {
  return mean(each(
      intervals_[cls * static_cast<std::size_t>(scenario_.run.bins) + static_cast<std::size_t>(bin)]
          .sums,
      what));
}

Sampled Collected::class_queue(std::size_t cls, int bin) const {
  return class_count(cls, bin, &Sums::queue_us) *
         (1.0 / static_cast<double>(scenario_.run.bin_size().count()));
}

Sampled Collected::class_service_level(std::size_t cls, int bin) const {
  const auto& sums =
      intervals_[cls * static_cast<std::size_t>(scenario_.run.bins) + static_cast<std::size_t>(bin)]
          .sums;
  return of_sums(
      sums, [](const Sums& s) { return static_cast<double>(s.within_target); }, attempts);
}

Sampled Collected::class_p90(std::size_t cls, int bin) const {
  const Interval& interval = intervals_[cls * static_cast<std::size_t>(scenario_.run.bins) +
                                        static_cast<std::size_t>(bin)];
  return statistic(interval.waits.quantile(report::kQuantiles[report::kP90]), interval.p90);
}

Sampled Collected::group_staffed(std::size_t group, int bin) const {
  std::vector<double> values;
  for (const GroupSums& one : group_bins_[group * static_cast<std::size_t>(scenario_.run.bins) +
                                          static_cast<std::size_t>(bin)]) {
    values.push_back(static_cast<double>(one.staffed_us) /
                     static_cast<double>(scenario_.run.bin_size().count()));
  }
  return mean(values);
}

Sampled Collected::group_occupancy(std::size_t group, int bin) const {
  std::vector<double> busy;
  std::vector<double> staffed;
  for (const GroupSums& one : group_bins_[group * static_cast<std::size_t>(scenario_.run.bins) +
                                          static_cast<std::size_t>(bin)]) {
    busy.push_back(static_cast<double>(one.busy_us));
    staffed.push_back(static_cast<double>(one.staffed_us));
  }
  return ratio(busy, staffed);
}

}  // namespace usher::plan
