// Writes the journal of a busy agency, as its daemon would have written it: every record, a
// snapshot, and the records since.
#ifndef USHER_TESTS_BENCH_RECOVERY_PREPARE_H_
#define USHER_TESTS_BENCH_RECOVERY_PREPARE_H_

#include <cstdint>
#include <string>

namespace usher::bench {

struct Agency {
  int agents = 20'000;    // signed in, on a break: everybody else stays in line
  int waiting = 100'000;  // when the snapshot is written, and at the end
  int tail = 50'000;      // records after the snapshot: half of what usherd lets come between two
};

struct Prepared {
  std::uint64_t last_sequence = 0;
  std::uint64_t digest = 0;  // of the state at the end
};

// Prints what went wrong and exits where something does.
Prepared prepare(const std::string& folder, const Agency& agency);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_RECOVERY_PREPARE_H_
