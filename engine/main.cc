// usherd: the daemon. Exit codes: 0 stopped as asked, 1 told twice to stop, 2 configuration or
// command line, 3 journal, 4 address in use, 5 anything else.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "CLI/CLI.hpp"
#include "engine/config/check.h"
#include "engine/daemon.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"
#ifdef USHER_TCMALLOC
#include "gperftools/malloc_extension.h"
#endif

namespace {

using usher::config::Finding;

constexpr int kStopped = 0;
constexpr int kToldTwice = 1;
constexpr int kWrongConfiguration = 2;
constexpr int kJournalLost = 3;
constexpr std::chrono::seconds kPatience(10);

struct Arguments {
  std::string config;
  std::string data_dir = "usher-data";
  std::string listen;
  std::string http_listen;
  std::string log_format = "text";
  bool check = false;
};

void define(CLI::App& app, Arguments& arguments) {
  app.add_option("--config", arguments.config, "The configuration file (YAML)")->required();
  app.add_option("--data-dir", arguments.data_dir,
                 "Where journals are kept, a folder an agency; made when missing")
      ->capture_default_str();
  app.add_option("--listen", arguments.listen,
                 "ADDRESS:PORT for gRPC instead of the file's; port 0 takes a free one");
  app.add_option("--http-listen", arguments.http_listen,
                 "ADDRESS:PORT for HTTP instead of the file's, or off");
  app.add_flag("--check", arguments.check,
               "Check the configuration, print what is found, and exit 0 or 2");
  app.add_option("--log-format", arguments.log_format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.set_version_flag("--version", std::string("usherd ") + usher::version());
  app.footer(
      "Prints \"usherd: serving gRPC on ADDRESS\" on standard output once it is ready; logs go to "
      "standard error.\nExit codes: 0 stopped, 1 told twice to stop, 2 configuration, 3 journal, "
      "4 address in use, 5 other.");
}

void set_up_log(const std::string& format) {
  auto logger = spdlog::stderr_logger_mt("usherd");
  logger->set_pattern(format == "json"
                          ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":"%v"})"
                          : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_default_logger(std::move(logger));
}

void print_findings(const std::vector<Finding>& findings, const std::string& file) {
  for (const Finding& finding : findings) {
    std::fprintf(stderr, "%s\n", to_string(finding, file).c_str());
  }
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

void give_memory_back() {
#ifdef USHER_TCMALLOC
  MallocExtension::instance()->ReleaseFreeMemory();
#endif
}

int serve(const Arguments& arguments, usher::config::Checked checked) {
  // Blocked in every thread from the start; the one that waits gets them.
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  usher::DaemonOptions options{.config = std::move(checked),
                               .data_dir = arguments.data_dir,
                               .listen = arguments.listen,
                               .http_listen = arguments.http_listen};
  options.fatal = [](const absl::Status& status) {
    spdlog::critical("can't go on: {}", status.ToString());
    std::_Exit(kJournalLost);
  };
  options.give_memory_back = give_memory_back;
  usher::StartError error;
  auto daemon = usher::Daemon::start(std::move(options), error);
  if (!daemon) {
    std::fprintf(stderr, "usherd: %s\n", error.message.c_str());
    return static_cast<int>(error.failure);
  }
  if (!daemon->http_address().empty()) {
    std::printf("usherd: serving metrics and health on http://%s\n",
                daemon->http_address().c_str());
  }
  std::printf("usherd: serving gRPC on %s\n", daemon->address().c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("stopping; a second signal stops at once");
  std::thread([signals] {
    int second = 0;
    sigwait(&signals, &second);
    std::_Exit(kToldTwice);
  }).detach();
  daemon->stop(kPatience);
  daemon.reset();
  spdlog::info("stopped");
  return kStopped;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The Usher daemon: contact routing for public services", "usherd");
  Arguments arguments;
  define(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kStopped : kWrongConfiguration;
  }
  // A file that may not grow and a reader that went away are errors of a write, not ends of the
  // daemon.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  set_up_log(arguments.log_format);
  auto checked = usher::config::check_file(arguments.config);
  print_findings(checked.findings, arguments.config);
  if (usher::config::has_errors(checked.findings)) return kWrongConfiguration;
  if (arguments.check) {
    std::printf("%s: good, %zu agencies\n", arguments.config.c_str(), checked.models.size());
    return kStopped;
  }
  return serve(arguments, std::move(checked));
}
