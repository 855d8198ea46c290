// A child process: its output as it comes, its end with a deadline. It is killed with its owner,
// and with the thread that started it (so start it from one that lives as long).
//
// wait_for_line, output and kill are for any thread; wait_exit for one.
#ifndef USHER_TESTS_E2E_HARNESS_PROCESS_H_
#define USHER_TESTS_E2E_HARNESS_PROCESS_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include <sys/types.h>

namespace usher::e2e {

struct Exit {
  int code = -1;   // of exit(); -1 when a signal ended it
  int signal = 0;  // 0 when it exited
};

class Process {
 public:
  struct Options {
    std::vector<std::string> environment;          // "KEY=VALUE", besides our own
    std::optional<std::uint64_t> file_size_limit;  // bytes, RLIMIT_FSIZE (soft)
    std::optional<std::uint64_t> memory_limit;     // bytes, RLIMIT_AS
    std::string run_as;                            // a user's name; empty: as we are
  };
  explicit Process(std::vector<std::string> command) : Process(std::move(command), Options{}) {}
  Process(std::vector<std::string> command, Options options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void kill(int signal) const;
  // What follows `prefix` in the first line of the output that begins with it; nothing when the
  // output ended without it or the time is over.
  std::optional<std::string> wait_for_line(std::string_view prefix, absl::Duration timeout);
  // Nothing when it still runs.
  std::optional<Exit> wait_exit(absl::Duration timeout);
  // Standard output and error, so far.
  std::string output() const;

 private:
  void read_output();

  pid_t pid_ = -1;
  int pipe_ = -1;
  std::optional<Exit> exit_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string output_;
  bool ended_ = false;
  std::thread reader_;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_HARNESS_PROCESS_H_
