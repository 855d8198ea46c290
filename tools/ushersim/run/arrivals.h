// When the people of one class come, one after the other.
//
// One thread. A Poisson process whose rate changes is the unit one with time stretched, so that two
// scenarios with the same seed and rates have the same arrivals.
#ifndef USHER_TOOLS_USHERSIM_RUN_ARRIVALS_H_
#define USHER_TOOLS_USHERSIM_RUN_ARRIVALS_H_

#include <cstdint>
#include <optional>

#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

class Arrivals {
 public:
  // `key`: class_key of streams.h. The plan must outlive it.
  Arrivals(const ArrivalPlan& plan, Duration start, std::uint64_t key);

  // None when nobody comes any more.
  std::optional<Duration> next();
  // Of the one that next() told last; null where distributions say all.
  const TraceEntry* entry() const;

 private:
  const ArrivalPlan* plan_;
  Random random_;
  double factor_ = 1;
  double at_s_ = 0;
  std::size_t part_ = 0;
  std::size_t in_trace_ = 0;
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_ARRIVALS_H_
