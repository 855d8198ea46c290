// bench_memory: how much memory the real usherd takes with a long line and many agents, and how
// long it takes from its start until it serves them again.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include <CLI/CLI.hpp>

#include "tests/bench/lifecycle/disk.h"
#include "tests/bench/lifecycle/usher_load.h"
#include "tests/bench/lifecycle/world.h"
#include "tests/e2e/harness/client.h"
#include "tests/e2e/harness/daemon.h"

namespace usher::bench {
namespace {

struct Options {
  std::string json;
  int agents = 20'000;
  int waiting = 100'000;
  int restarts = 3;
};

struct Result {
  double empty_mb = 0;
  double full_mb = 0;  // after they were submitted one by one, everybody signed in
  double peak_mb = 0;
  double recovered_mb = 0;  // after a kill and a restart
  double submit_per_s = 0;
  std::vector<double> start_to_serving_ms;
  std::vector<double> recovery_ms;  // as the daemon itself reports it
  double journal_mb = 0;
};

// "VmRSS" or "VmHWM" of the process, in MB (10^6 bytes).
double memory_of(pid_t pid, const std::string& what) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(": \t"), absl::SkipEmpty());
    double kib = 0;
    if (words.size() >= 2 && words[0] == what && absl::SimpleAtod(words[1], &kib)) {
      return kib * 1024 / 1e6;
    }
  }
  return 0;
}

// Once 100,000 events are recorded a snapshot is written, which takes a second state for a moment:
// the peak. What is resident is read when that is over.
void let_snapshot_pass(e2e::Daemon& daemon, int events) {
  if (events < 100'000) return;
  e2e::wait_until([&] {
    return daemon.process().output().find("a snapshot holds everything") != std::string::npos;
  });
}

double folder_mb(const std::string& path) {
  double bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
  }
  return bytes / 1e6;
}

bool everybody_waits(const std::string& address, int waiting) {
  const e2e::Client client(address);
  v1::GetSnapshotRequest request;
  request.set_parent("agencies/bench");
  const auto snapshot =
      client.call(*client.monitor, &v1::MonitorService::Stub::GetSnapshot, request);
  int found = 0;
  for (const auto& queue : snapshot->queues()) found += queue.waiting();
  if (found == waiting) return true;
  std::fprintf(stderr, "bench_memory: %d are in line instead of %d\n", found, waiting);
  return false;
}

bool measure(const Options& options, Result& result) {
  const World world(options.agents, 7);
  e2e::Daemon daemon({.config = world.config("  command_queue_limit: 100000\n")});
  daemon.start();
  result.empty_mb = memory_of(daemon.process().pid(), "VmRSS");
  {
    UsherLoad load(daemon.address(), world, {.in_flight = 2000});
    const auto start = std::chrono::steady_clock::now();
    if (!load.submit_all(options.waiting)) return false;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    result.submit_per_s = options.waiting / taken.count();
    if (!load.sign_in_on_break()) return false;
    let_snapshot_pass(daemon, options.waiting + options.agents);
    result.full_mb = memory_of(daemon.process().pid(), "VmRSS");
    result.peak_mb = memory_of(daemon.process().pid(), "VmHWM");
  }
  if (!everybody_waits(daemon.address(), options.waiting)) return false;
  for (int i = 0; i < options.restarts; ++i) {
    daemon.kill9();
    const auto start = std::chrono::steady_clock::now();
    daemon.start();
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    result.start_to_serving_ms.push_back(taken.count());
    if (!everybody_waits(daemon.address(), options.waiting)) return false;
    const auto status = e2e::Client(daemon.address()).status("agencies/bench");
    result.recovery_ms.push_back(static_cast<double>(status->recovery_time().seconds()) * 1e3 +
                                 static_cast<double>(status->recovery_time().nanos()) / 1e6);
  }
  result.recovered_mb = memory_of(daemon.process().pid(), "VmRSS");
  result.journal_mb = folder_mb(daemon.data_dir());
  return true;
}

int run(const Options& options) {
  Result result;
  if (!measure(options, result)) return 1;
  const double serving = median(result.start_to_serving_ms);
  const double recovery = median(result.recovery_ms);
  const double most = std::max(result.full_mb, result.recovered_mb);
  absl::PrintF("%d waiting, %d agents\n", options.waiting, options.agents);
  absl::PrintF("%-24s %10.1f MB  (target <= 300) %s\n", "resident_mb", most,
               most <= 300 ? "met" : "MISSED");
  absl::PrintF("%-24s %10.1f MB\n", "resident_empty_mb", result.empty_mb);
  absl::PrintF("%-24s %10.1f MB\n", "resident_submitted_mb", result.full_mb);
  absl::PrintF("%-24s %10.1f MB\n", "resident_peak_mb", result.peak_mb);
  absl::PrintF("%-24s %10.1f MB\n", "resident_recovered_mb", result.recovered_mb);
  absl::PrintF("%-24s %10.1f ms  (target <= 1000) %s\n", "recovery_ms", recovery,
               recovery <= 1000 ? "met" : "MISSED");
  absl::PrintF("%-24s %10.1f ms\n", "start_to_serving_ms", serving);
  absl::PrintF("%-24s %10.0f /s\n", "submit_per_s", result.submit_per_s);
  absl::PrintF("%-24s %10.1f MB\n", "journal_mb", result.journal_mb);
  if (options.json.empty()) return 0;
  std::ofstream file(options.json);
  file << absl::StrFormat(
      "{\n  \"benchmark\": \"memory\",\n  \"waiting\": %d,\n  \"agents\": %d,\n"
      "  \"resident_mb\": %.1f,\n  \"resident_empty_mb\": %.1f,\n"
      "  \"resident_submitted_mb\": %.1f,\n  \"resident_peak_mb\": %.1f,\n"
      "  \"resident_recovered_mb\": %.1f,\n  \"recovery_ms\": %.1f,\n"
      "  \"start_to_serving_ms\": %.1f,\n  \"submit_per_s\": %.0f,\n  \"journal_mb\": %.1f\n}\n",
      options.waiting, options.agents, most, result.empty_mb, result.full_mb, result.peak_mb,
      result.recovered_mb, recovery, serving, result.submit_per_s, result.journal_mb);
  return file ? 0 : 1;
}

int main(int argc, char** argv) {
  CLI::App app("Measures the memory of usherd with a long line, and how soon it serves it again.");
  Options options;
  app.add_option("--json", options.json, "write the results to this file as well");
  app.add_option("--agents", options.agents, "configured agents")->check(CLI::Range(1, 100'000));
  app.add_option("--waiting", options.waiting, "contacts in line")->check(CLI::Range(1, 1'000'000));
  app.add_option("--restarts", options.restarts, "kills and restarts")->check(CLI::Range(1, 100));
  CLI11_PARSE(app, argc, argv);
  return run(options);
}

}  // namespace
}  // namespace usher::bench

int main(int argc, char** argv) { return usher::bench::main(argc, argv); }
