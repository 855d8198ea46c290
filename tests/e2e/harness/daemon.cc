#include "tests/e2e/harness/daemon.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace usher::e2e {
namespace {

[[noreturn]] void give_up(const char* what, const Process& process) {
  std::fprintf(stderr, "usherd %s; it said:\n%s\n", what, process.output().c_str());
  std::abort();
}

}  // namespace

Daemon::Daemon(Options options) : options_(std::move(options)) {
  data_dir_ = options_.data_dir.empty() ? folder_.path() + "/data" : options_.data_dir;
}

std::unique_ptr<Daemon> Daemon::serving(std::string config) {
  auto daemon = std::make_unique<Daemon>(Options{.config = std::move(config)});
  daemon->start();
  return daemon;
}

void Daemon::launch() {
  const std::string file = folder_.write("usher.yaml", options_.config);
  std::vector<std::string> command = {USHERD_PATH, "--config", file,           "--data-dir",
                                      data_dir_,   "--listen", options_.listen};
  // Daemons of tests that run at the same time would share the default port.
  if (std::find(options_.arguments.begin(), options_.arguments.end(), "--http-listen") ==
      options_.arguments.end()) {
    command.insert(command.end(), {"--http-listen", "off"});
  }
  command.insert(command.end(), options_.arguments.begin(), options_.arguments.end());
  process_ = nullptr;  // the old one is gone before the new one starts
  process_ = std::make_unique<Process>(std::move(command), options_.process);
}

bool Daemon::wait_ready() {
  const auto address = process_->wait_for_line("usherd: serving gRPC on ", options_.ready_within);
  if (!address) return false;
  address_ = *address;
  return true;
}

void Daemon::start() {
  launch();
  if (!wait_ready()) give_up("did not serve in time", *process_);
}

void Daemon::kill9() {
  process_->kill(SIGKILL);
  process_->wait_exit(absl::InfiniteDuration());
}

Exit Daemon::stop() {
  process_->kill(SIGTERM);
  const auto exit = process_->wait_exit(absl::Seconds(60));
  if (!exit) give_up("did not stop in time", *process_);
  return *exit;
}

}  // namespace usher::e2e
