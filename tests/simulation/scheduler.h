// Virtual time: what happens when, one thing after the other. Things of the same instant happen in
// the order in which they were asked for.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_SCHEDULER_H_
#define USHER_TESTS_SIMULATION_SCHEDULER_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "routing/types.h"

namespace usher::simulation {

using routing::Duration;
using routing::Instant;

class Scheduler {
 public:
  explicit Scheduler(Instant start) : now_(start) {}

  Instant now() const { return now_; }
  std::uint64_t steps() const { return steps_; }
  void at(Instant when, std::function<void()> what) {
    heap_.push_back({std::max(when, now_), next_index_++, std::move(what)});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  void after(Duration delay, std::function<void()> what) { at(now_ + delay, std::move(what)); }
  // Nothing more happens.
  void stop() { stopped_ = true; }

  void run_until(Instant end) {
    while (!stopped_ && !heap_.empty() && heap_.front().when <= end) {
      std::pop_heap(heap_.begin(), heap_.end(), later);
      Event event = std::move(heap_.back());
      heap_.pop_back();
      now_ = event.when;
      ++steps_;
      event.what();
    }
    if (!stopped_) now_ = std::max(now_, end);
  }

 private:
  struct Event {
    Instant when;
    std::uint64_t index;
    std::function<void()> what;
  };
  static bool later(const Event& a, const Event& b) {
    return a.when != b.when ? a.when > b.when : a.index > b.index;
  }

  Instant now_;
  std::uint64_t next_index_ = 0;
  std::uint64_t steps_ = 0;
  bool stopped_ = false;
  std::vector<Event> heap_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_SCHEDULER_H_
