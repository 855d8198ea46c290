#include "tests/bench/lifecycle/disk.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace usher::bench {

DiskFacts measure_disk(const std::string& folder, int times) {
  const std::string path = folder + "/fsync";
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) {
    std::perror(path.c_str());
    std::exit(1);
  }
  const std::string block(4096, 'x');
  std::vector<double> micros;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    if (write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
        fdatasync(file) != 0) {
      std::perror(path.c_str());
      std::exit(1);
    }
    micros.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
            .count());
  }
  struct statfs facts {};
  fstatfs(file, &facts);
  close(file);
  unlink(path.c_str());
  return {percentile(micros, 0.5), percentile(micros, 0.99), facts.f_type == TMPFS_MAGIC};
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(static_cast<double>(values.size()) * share))];
}

double median(std::vector<double> values) { return percentile(values, 0.5); }

}  // namespace usher::bench
