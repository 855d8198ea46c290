// What happened lately, for whoever reads about a broken invariant. Off unless asked for, because
// words take time.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_TRACE_H_
#define USHER_TESTS_SIMULATION_TRACE_H_

#include <cstddef>
#include <deque>
#include <iostream>
#include <string>

#include "routing/text.h"
#include "tests/simulation/scheduler.h"

namespace usher::simulation {

class Trace {
 public:
  enum class Mode : std::uint8_t { kOff, kKeepLast, kPrint };
  Trace(const Scheduler& scheduler, Mode mode) : scheduler_(scheduler), mode_(mode) {}

  bool is_on() const { return mode_ != Mode::kOff; }
  template <typename... Parts>
  void add(const Parts&... parts) {
    if (mode_ == Mode::kOff) return;
    const auto since = scheduler_.now().time_since_epoch().count() % 100'000'000'000;
    const std::string milliseconds = std::to_string(1000 + since / 1000 % 1000).substr(1);
    std::string line = routing::str_cat(since / 1'000'000, ".", milliseconds, " s  ", parts...);
    if (mode_ == Mode::kPrint) {
      std::cout << line << '\n';
      return;
    }
    lines_.push_back(std::move(line));
    if (lines_.size() > kKept) lines_.pop_front();
  }
  const std::deque<std::string>& lines() const { return lines_; }

 private:
  static constexpr std::size_t kKept = 60;
  const Scheduler& scheduler_;
  const Mode mode_;
  std::deque<std::string> lines_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_TRACE_H_
