// All replications of a scenario together, and the metrics that follow from them.
//
// One thread; replications are added in their order, so that the sums of floating-point numbers are
// the same whoever computed them.
#ifndef USHER_TOOLS_USHERSIM_RUN_COLLECTED_H_
#define USHER_TOOLS_USHERSIM_RUN_COLLECTED_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/ushersim/report/results.h"
#include "tools/ushersim/run/sampled.h"
#include "tools/ushersim/run/scenario.h"
#include "tools/ushersim/run/tally.h"

namespace usher::plan {

enum class Metric : std::uint8_t {
  kWait,  // p_wait, and so on: shares of offered attempts
  kBlock,
  kAbandon,
  kUnmet,     // of those who were served
  kMeanWait,  // seconds, of admitted attempts
  kMeanWaitServed,
  kServiceLevel,
  kServiceLevelServed,
  kMeanQueue,
};

// A class, a language, a channel or a need: whoever belongs together in a result.
struct Population {
  std::string dimension;  // "all", "class", "language", "channel", "need"
  std::string name;
  std::vector<std::size_t> classes;
};

class Collected {
 public:
  // The scenario must outlive it.
  explicit Collected(const Scenario& scenario);
  void add(const Tally& tally);

  const std::vector<Population>& populations() const { return populations_; }
  std::size_t population(std::string_view dimension, std::string_view name) const;
  std::string channel_of(std::size_t cls) const;

  Sampled metric(std::size_t population, Metric metric) const;
  Sampled quantile(std::size_t population, std::size_t index) const;  // of report::kQuantiles
  // The mean in one replication.
  Sampled count(std::size_t population, std::int64_t Sums::*what) const;
  Sampled utilization(std::size_t group) const;
  Sampled staffed_hours(std::size_t group) const;
  Sampled served(std::size_t group) const;

  // Of one interval of a day.
  Sampled class_count(std::size_t cls, int bin, std::int64_t Sums::*what) const;
  Sampled class_queue(std::size_t cls, int bin) const;
  Sampled class_service_level(std::size_t cls, int bin) const;
  Sampled class_p90(std::size_t cls, int bin) const;
  Sampled group_staffed(std::size_t group, int bin) const;
  Sampled group_occupancy(std::size_t group, int bin) const;

  std::int64_t replications() const { return replications_; }
  std::int64_t events() const { return events_; }
  std::int64_t contacts() const { return contacts_; }
  std::int64_t unfinished() const { return unfinished_; }

 private:
  struct Observed {
    std::vector<Sums> sums;  // by observation
    std::array<std::vector<double>, report::kQuantiles.size()> quantiles;
    Histogram waits;
  };
  struct Interval {
    std::vector<Sums> sums;  // by replication
    std::vector<double> p90;
    Histogram waits;
  };

  void observe(const Tally& tally, int first_bin, int end_bin);
  void add_intervals(const Tally& tally);
  Sampled of_sums(const std::vector<Sums>& sums, double (*above)(const Sums&),
                  double (*below)(const Sums&)) const;
  std::vector<double> group_values(std::size_t group, std::int64_t GroupSums::*what) const;

  const Scenario& scenario_;
  std::vector<Population> populations_;
  std::vector<Observed> observed_;                  // by population
  std::vector<std::vector<GroupSums>> groups_;      // by group, observation
  std::vector<Interval> intervals_;                 // by class, bin; of a day
  std::vector<std::vector<GroupSums>> group_bins_;  // by group and bin, replication; of a day
  std::int64_t replications_ = 0;
  std::int64_t events_ = 0;
  std::int64_t contacts_ = 0;
  std::int64_t unfinished_ = 0;
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_COLLECTED_H_
