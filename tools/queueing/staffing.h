// The smallest number of agents of one line that meets every target asked for. Pure; any thread.
// Every measure here improves with each further agent, so that a search by halving is exact.
#ifndef USHER_TOOLS_QUEUEING_STAFFING_H_
#define USHER_TOOLS_QUEUEING_STAFFING_H_

#include <cstdint>
#include <optional>

#include "tools/queueing/delay_queue.h"

namespace usher::queueing {

// Unset targets hold always.
struct ServiceTargets {
  struct ServiceLevel {
    double share = 0.8;  // in (0, 1): of all arrivals, served within `time`
    double time = 0;     // >= 0, in the unit of the rates
  };
  std::optional<ServiceLevel> service_level;
  std::optional<double> p_wait;       // at most, in (0, 1)
  std::optional<double> p_abandon;    // at most, in (0, 1)
  std::optional<double> mean_wait;    // at most, > 0
  std::optional<double> utilization;  // at most, in (0, 1)
};

// An unstable line meets no target, not even none.
bool meets(const DelayQueue& queue, const ServiceTargets& targets);

// `input.servers` is not read. Empty where the input is not valid() or `most` agents are too few;
// `most` at most 10,000,000.
std::optional<std::int64_t> smallest_staffing(QueueInput input, const ServiceTargets& targets,
                                              std::int64_t most);

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_STAFFING_H_
