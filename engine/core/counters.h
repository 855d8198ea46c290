// Counters of a queue since the journal began: a fold over events, so that a dashboard and a report
// agree. Names and meanings are those of usher.v1.QueueCounters. Values; any thread.
#ifndef USHER_ENGINE_CORE_COUNTERS_H_
#define USHER_ENGINE_CORE_COUNTERS_H_

#include <cstdint>

#include "routing/types.h"

namespace usher::core {

struct QueueCounters {
  std::int64_t offered_to_queue = 0;
  std::int64_t answered = 0;
  std::int64_t answered_in_target = 0;
  std::int64_t abandoned = 0;
  std::int64_t completed = 0;
  std::int64_t cancelled = 0;
  std::int64_t lost = 0;
  std::int64_t offers = 0;
  std::int64_t declined = 0;
  std::int64_t missed = 0;
  std::int64_t unresolved_at_close = 0;
  std::int64_t blocked = 0;
  std::int64_t no_show = 0;
  routing::Duration wait_sum{};
  // Now, not since the beginning.
  std::int64_t waiting = 0;
  std::int64_t offered = 0;
  std::int64_t in_service = 0;
  std::int64_t wrap_up = 0;
  friend bool operator==(const QueueCounters&, const QueueCounters&) = default;
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_COUNTERS_H_
