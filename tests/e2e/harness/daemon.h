// The real usherd on a port of its own and a data folder that a restart finds again.
//
// One thread; the address may be read by any while nobody restarts. A daemon that should start and
// does not ends the test program with what it said.
#ifndef USHER_TESTS_E2E_HARNESS_DAEMON_H_
#define USHER_TESTS_E2E_HARNESS_DAEMON_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "tests/e2e/harness/folder.h"
#include "tests/e2e/harness/process.h"

namespace usher::e2e {

// Exit codes of usherd, as its --help has them.
inline constexpr int kExitConfiguration = 2;
inline constexpr int kExitJournal = 3;
inline constexpr int kExitAddress = 4;

class Daemon {
 public:
  struct Options {
    std::string config;    // YAML
    std::string data_dir;  // empty: one of its own
    std::string listen = "127.0.0.1:0";
    std::vector<std::string> arguments;  // further ones
    Process::Options process;
    absl::Duration ready_within = absl::Seconds(60);
  };
  explicit Daemon(Options options);
  // With this configuration and everything else as usual, already serving.
  static std::unique_ptr<Daemon> serving(std::string config);

  // Waits until it serves.
  void start();
  // Starts without waiting; for daemons that should fail, or be killed early.
  void launch();
  // False when it ended or the time was over before it served.
  bool wait_ready();

  const std::string& address() const { return address_; }
  const std::string& data_dir() const { return data_dir_; }
  const Folder& folder() const { return folder_; }
  Process& process() { return *process_; }
  void set_config(std::string config) { options_.config = std::move(config); }
  void set_process_options(Process::Options options) { options_.process = std::move(options); }

  void kill9();
  // SIGTERM; how it ended.
  Exit stop();
  void restart_after_kill() {
    kill9();
    start();
  }
  void restart() {
    stop();
    start();
  }

 private:
  Options options_;
  Folder folder_;
  std::string data_dir_;
  std::string address_;
  std::unique_ptr<Process> process_;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_HARNESS_DAEMON_H_
