// The table and the JSON of one run, with targets. One thread; a file that can't be written is said
// and left as it is.
#ifndef USHER_TESTS_BENCH_LIFECYCLE_REPORT_H_
#define USHER_TESTS_BENCH_LIFECYCLE_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/lifecycle/disk.h"
#include "tests/bench/lifecycle/usher_load.h"

namespace usher::bench {

struct Round {
  double lifecycles_per_s = 0;
  double echo_per_s = 0;
  std::optional<double> postgres_matches_per_s;
  std::optional<double> postgres_lifecycles_per_s;
};

struct Report {
  int agents = 0;
  int waiting = 0;
  int in_flight = 0;
  int streams = 0;
  DiskFacts disk;
  std::vector<Round> rounds;
  double half_load_per_s = 0;
  double free_to_offer_p50_us = 0;
  double free_to_offer_p99_us = 0;
  Traffic traffic;
  std::string postgres_missing;  // why there are no numbers of it
  // Processor time of usherd and of the clients for one lifecycle at full load.
  double daemon_cpu_us = 0;
  double client_cpu_us = 0;
  double cores_busy = 0;
};

void print(const Report& report);
// False when the file can't be written.
bool write_json(const Report& report, const std::string& path);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_LIFECYCLE_REPORT_H_
