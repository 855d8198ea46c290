// Where "now" comes from. The only clock of the engine: decisions get its readings as data.
//
// now() may be called from any thread.
#ifndef USHER_ENGINE_RUNTIME_CLOCK_H_
#define USHER_ENGINE_RUNTIME_CLOCK_H_

#include <chrono>
#include <mutex>

#include "routing/types.h"

namespace usher::runtime {

class Clock {
 public:
  virtual ~Clock() = default;
  // Never earlier than an earlier reading of the same clock.
  virtual routing::Instant now() = 0;
};

// Wall-clock time that never jumps: anchored to the system clock once, carried on by the steady
// clock, and led back to the system clock at no more than kSlewPerMille of elapsed time when the
// two drift apart. A wall clock that is set forward or back by hours therefore makes no offer
// expire and no wait shrink.
class SystemClock : public Clock {
 public:
  static constexpr int kSlewPerMille = 5;

  // `not_before`: the last time in the journal; a wall clock that is behind it is overruled.
  explicit SystemClock(routing::Instant not_before = {});
  routing::Instant now() override;
  // The system clock minus this clock, for the log and the metrics.
  routing::Duration skew();

 private:
  routing::Instant reading(std::chrono::steady_clock::time_point steady);

  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_steady_;
  routing::Instant last_;
};

// For tests: stands still until told.
class ManualClock : public Clock {
 public:
  explicit ManualClock(routing::Instant start) : now_(start) {}
  routing::Instant now() override;
  void advance(routing::Duration by);

 private:
  std::mutex mutex_;
  routing::Instant now_;
};

}  // namespace usher::runtime

#endif  // USHER_ENGINE_RUNTIME_CLOCK_H_
