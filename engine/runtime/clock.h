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

// Wall-clock time that never jumps: anchored to a wall clock once, carried on by a steady one, and
// led back to the wall clock at no more than kSlewPerMille of elapsed time when the two drift
// apart. A wall clock that is set forward or back by hours therefore makes no offer expire and no
// wait shrink. The arithmetic only, one thread: SystemClock and the simulation bring the clocks.
class SlewedTime {
 public:
  static constexpr int kSlewPerMille = 5;

  explicit SlewedTime(routing::Instant start) : last_(start) {}
  // `elapsed` on the steady clock since the call before; `wall` is what the wall clock says now.
  routing::Instant advance(routing::Duration elapsed, routing::Instant wall);

 private:
  routing::Instant last_;
};

// SlewedTime over the clocks of the machine.
class SystemClock : public Clock {
 public:
  // `not_before`: the last time in the journal; a wall clock that is behind it is overruled.
  explicit SystemClock(routing::Instant not_before = {});
  routing::Instant now() override;
  // The system clock minus this clock, for the log and the metrics.
  routing::Duration skew();

 private:
  routing::Instant reading(std::chrono::steady_clock::time_point steady);

  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_steady_;
  SlewedTime time_;
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
