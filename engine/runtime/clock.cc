#include "engine/runtime/clock.h"

#include <algorithm>

namespace usher::runtime {
namespace {

using routing::Duration;
using routing::Instant;

Instant wall() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

}  // namespace

Instant SlewedTime::advance(Duration elapsed, Instant wall) {
  if (elapsed <= Duration::zero()) return last_;
  const Duration allowance = elapsed * kSlewPerMille / 1000;
  last_ += elapsed + std::clamp(wall - (last_ + elapsed), -allowance, allowance);
  return last_;
}

SystemClock::SystemClock(Instant not_before)
    : last_steady_(std::chrono::steady_clock::now()), time_(std::max(wall(), not_before)) {}

Instant SystemClock::reading(std::chrono::steady_clock::time_point steady) {
  const auto elapsed = std::chrono::duration_cast<Duration>(steady - last_steady_);
  if (elapsed > Duration::zero()) last_steady_ = steady;
  return time_.advance(elapsed, wall());
}

Instant SystemClock::now() {
  const std::lock_guard lock(mutex_);
  return reading(std::chrono::steady_clock::now());
}

Duration SystemClock::skew() {
  const std::lock_guard lock(mutex_);
  return wall() - reading(std::chrono::steady_clock::now());
}

Instant ManualClock::now() {
  const std::lock_guard lock(mutex_);
  return now_;
}

void ManualClock::advance(Duration by) {
  const std::lock_guard lock(mutex_);
  now_ += std::max(by, Duration::zero());
}

}  // namespace usher::runtime
