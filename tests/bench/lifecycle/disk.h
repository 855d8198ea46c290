// What the disk itself can do, printed beside everything that waits for it. One thread.
#ifndef USHER_TESTS_BENCH_LIFECYCLE_DISK_H_
#define USHER_TESTS_BENCH_LIFECYCLE_DISK_H_

#include <string>
#include <vector>

namespace usher::bench {

struct DiskFacts {
  double fsync_p50_us = 0;
  double fsync_p99_us = 0;
  bool in_memory = false;  // a tmpfs: its numbers mean nothing
};
// Appends 4 KiB and calls fdatasync, `times` times, in a file of the folder.
DiskFacts measure_disk(const std::string& folder, int times);

// The value below which this share (0 to 1) lies; 0 of nothing. Sorts.
double percentile(std::vector<double>& values, double share);
// The middle one.
double median(std::vector<double> values);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_LIFECYCLE_DISK_H_
