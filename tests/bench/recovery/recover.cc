#include "tests/bench/recovery/recover.h"

#include <chrono>
#include <fstream>
#include <string>
#include <utility>

#include "engine/config/compile.h"
#include "engine/core/state.h"
#include "engine/journal/sqlite_journal.h"

namespace usher::bench {
namespace {

using Clock = std::chrono::steady_clock;

// "VmRSS:    1234 kB"
std::int64_t status_kb(const std::string& name) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    std::int64_t value = 0;
    if (word == name && status >> value) return value;
  }
  return 0;
}

class Laps {
 public:
  double lap() {
    const Clock::time_point now = Clock::now();
    return std::chrono::duration<double, std::milli>(now - std::exchange(last_, now)).count();
  }

 private:
  Clock::time_point last_ = Clock::now();
};

}  // namespace

absl::StatusOr<Recovery> recover(const std::string& folder) {
  Recovery result;
  Laps laps;
  auto journal = journal::open_sqlite_journal(folder, config::decode_source);
  if (!journal.ok()) return journal.status();
  auto reader = (*journal)->open_reader();
  if (!reader.ok()) return reader.status();
  auto last = (*journal)->last_sequence();
  if (!last.ok()) return last.status();
  result.open_ms = laps.lap();

  auto snapshot = (*reader)->snapshot_before(*last);
  if (!snapshot.ok()) return snapshot.status();
  if (!snapshot->has_value()) return absl::NotFoundError("there is no snapshot");
  result.snapshot_ms = laps.lap();

  core::State state = core::State::from_snapshot(*std::move(*snapshot));
  snapshot = absl::CancelledError("used up");
  result.rebuild_ms = laps.lap();

  const absl::Status replayed = (*reader)->read(state.sequence(), [&](const core::Record& record) {
    core::apply(state, record);
    ++result.replayed;
    return absl::OkStatus();
  });
  if (!replayed.ok()) return replayed;
  result.replay_ms = laps.lap();

  result.total_ms = result.open_ms + result.snapshot_ms + result.rebuild_ms + result.replay_ms;
  result.resident_kb = status_kb("VmRSS:");
  result.peak_resident_kb = status_kb("VmHWM:");
  result.last_sequence = state.sequence();
  result.waiting = state.waiting_count();
  result.digest = state.digest();
  return result;
}

}  // namespace usher::bench
