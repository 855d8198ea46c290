// What one replication counts, by class, group and bin (interval of a day, or batch). Whole numbers
// only, so that adding up gives the same in any order.
//
// One thread at a time. Attempts count in the bin in which they came, with what became of them.
#ifndef USHER_TOOLS_USHERSIM_RUN_TALLY_H_
#define USHER_TOOLS_USHERSIM_RUN_TALLY_H_

#include <cstdint>
#include <vector>

#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

// Waits above 0 in buckets of at most 1.6 %, 64 µs at the fine end (the layout of HdrHistogram:
// linear up to 64 buckets, then 64 a doubling).
class Histogram {
 public:
  void add(std::int64_t wait_us);  // 0 counts as well
  void merge(const Histogram& other);
  std::int64_t count() const { return count_; }
  // Seconds; between the edges of its bucket by straight line. NaN where nothing was counted.
  double quantile(double share) const;

 private:
  std::int64_t count_ = 0;
  std::int64_t zeros_ = 0;
  std::vector<std::uint32_t> buckets_;
};

struct Sums {
  std::int64_t persons = 0;
  std::int64_t persons_served = 0;
  std::int64_t attempts = 0;
  std::int64_t retrials = 0;
  std::int64_t served = 0;
  std::int64_t blocked = 0;
  std::int64_t abandoned = 0;
  std::int64_t unfinished = 0;  // still there when the replication ended
  std::int64_t waited = 0;
  std::int64_t unmet = 0;
  std::int64_t within_target = 0;
  std::int64_t wait_us = 0;  // of admitted attempts
  std::int64_t wait_served_us = 0;
  std::int64_t queue_us = 0;  // waiting, added up over time and people

  void operator+=(const Sums& other);
};

struct GroupSums {
  std::int64_t busy_us = 0;  // in shares of the agent's capacity
  std::int64_t staffed_us = 0;
  std::int64_t served = 0;
};

class Tally {
 public:
  Tally() = default;
  Tally(const RunPlan& run, std::size_t classes, std::size_t groups);

  int bins() const { return bins_; }
  // -1 outside of what is measured.
  int bin_of(Duration at) const {
    if (at < from_ || at >= to_) return -1;
    return static_cast<int>((at - from_) / bin_);
  }
  Sums& sums(std::size_t cls, int bin) { return sums_[index(cls, bin)]; }
  const Sums& sums(std::size_t cls, int bin) const { return sums_[index(cls, bin)]; }
  Histogram& waits(std::size_t cls, int bin) { return waits_[index(cls, bin)]; }
  const Histogram& waits(std::size_t cls, int bin) const { return waits_[index(cls, bin)]; }
  GroupSums& group(std::size_t group, int bin) { return groups_[index(group, bin)]; }
  const GroupSums& group(std::size_t group, int bin) const { return groups_[index(group, bin)]; }

  // Spreads a stretch of time over the bins it touches.
  void add_queue(std::size_t cls, Duration begin, Duration end);
  void add_busy(std::size_t group, Duration begin, Duration end, std::int64_t weight,
                std::int64_t units);
  void add_staffed(std::size_t group, Duration begin, Duration end);

  std::int64_t events = 0;
  std::int64_t contacts = 0;  // attempts, whether measured or not

 private:
  std::size_t index(std::size_t row, int bin) const {
    return row * static_cast<std::size_t>(bins_) + static_cast<std::size_t>(bin);
  }
  template <typename Add>
  void spread(Duration begin, Duration end, Add add) const;

  Duration from_{};
  Duration to_{};
  Duration bin_{1};
  int bins_ = 0;
  std::vector<Sums> sums_;
  std::vector<Histogram> waits_;
  std::vector<GroupSums> groups_;
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_TALLY_H_
