// What a daemon does when it starts over a journal, timed step by step.
#ifndef USHER_TESTS_BENCH_RECOVERY_RECOVER_H_
#define USHER_TESTS_BENCH_RECOVERY_RECOVER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace usher::bench {

struct Recovery {
  double open_ms = 0;      // the database, its log, the lock
  double snapshot_ms = 0;  // found, read, decoded, the configuration in it as well
  double rebuild_ms = 0;   // State::from_snapshot: indexes and matcher
  double replay_ms = 0;    // the records since
  double total_ms = 0;
  std::uint64_t replayed = 0;
  std::uint64_t last_sequence = 0;
  std::uint64_t digest = 0;
  std::int64_t waiting = 0;
  std::int64_t resident_kb = 0;       // afterwards
  std::int64_t peak_resident_kb = 0;  // on the way
};

absl::StatusOr<Recovery> recover(const std::string& folder);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_RECOVERY_RECOVER_H_
