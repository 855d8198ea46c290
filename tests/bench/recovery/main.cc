// bench_recovery: how long a daemon needs after a restart until it can decide again, and how much
// memory it has then.
//
// The journal is written first; a new process then recovers from it, so that its memory is that of
// a daemon that just started. The state must have the digest of the one that was written.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "engine/journal/file.h"
#include "tests/bench/recovery/prepare.h"
#include "tests/bench/recovery/recover.h"

namespace usher::bench {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string json;
  std::string folder = "build/bench";
  std::string measure;  // in the new process: where the journal is
  bool large = false;
  Agency agency;
  int runs = 3;
};

struct Size {
  Agency agency;
  double target_ms = 0;
  std::vector<Recovery> runs;
  const Recovery& best() const {
    const Recovery* fastest = &runs.front();
    for (const Recovery& one : runs) {
      if (one.total_ms < fastest->total_ms) fastest = &one;
    }
    return *fastest;
  }
};

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "bench_recovery: %s\n", what.c_str());
  std::exit(1);
}

int measure(const std::string& folder) {
  const absl::StatusOr<Recovery> recovered = recover(folder);
  if (!recovered.ok()) stop(recovered.status().ToString());
  const Recovery& r = *recovered;
  std::printf("%.3f %.3f %.3f %.3f %.3f %lu %lu %lu %ld %ld %ld\n", r.open_ms, r.snapshot_ms,
              r.rebuild_ms, r.replay_ms, r.total_ms, r.replayed, r.last_sequence, r.digest,
              r.waiting, r.resident_kb, r.peak_resident_kb);
  return 0;
}

// In a process of its own; what it printed.
Recovery in_new_process(const std::string& folder) {
  const std::string self = fs::read_symlink("/proc/self/exe").string();
  const std::string command = absl::StrFormat("'%s' --measure '%s'", self, folder);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) stop("cannot start a new process");
  Recovery r;
  // The child is this program: what it prints has been formatted by the lines above.
  const int read =
      std::fscanf(pipe,  // NOLINT(cert-err34-c)
                  "%lf %lf %lf %lf %lf %lu %lu %lu %ld %ld %ld", &r.open_ms, &r.snapshot_ms,
                  &r.rebuild_ms, &r.replay_ms, &r.total_ms, &r.replayed, &r.last_sequence,
                  &r.digest, &r.waiting, &r.resident_kb, &r.peak_resident_kb);
  if (::pclose(pipe) != 0 || read != 11) stop("the recovering process failed");
  return r;
}

void print(const Size& size, const Recovery& r) {
  absl::PrintF("%9d %7d %8d %9.1f %11.1f %10.1f %9.1f %9.1f %9.0f %9.1f %9.1f\n",
               size.agency.waiting, size.agency.agents, r.replayed, r.open_ms, r.snapshot_ms,
               r.rebuild_ms, r.replay_ms, r.total_ms, size.target_ms, r.resident_kb / 1024.0,
               r.peak_resident_kb / 1024.0);
  std::fflush(stdout);
}

Size run(Agency agency, double target_ms, const Options& options) {
  Size size{agency, target_ms, {}};
  const fs::path folder = fs::path(options.folder) / absl::StrFormat("recovery-%d", ::getpid());
  fs::create_directories(folder.parent_path());
  const Prepared prepared = prepare(folder, agency);
  for (int i = 0; i < options.runs; ++i) {
    size.runs.push_back(in_new_process(folder));
    const Recovery& r = size.runs.back();
    if (r.digest != prepared.digest || r.last_sequence != prepared.last_sequence) {
      stop(absl::StrFormat("recovered record %d with digest %x instead of record %d with %x",
                           r.last_sequence, r.digest, prepared.last_sequence, prepared.digest));
    }
    print(size, r);
  }
  fs::remove_all(folder);
  return size;
}

void write_json(const std::string& path, const std::vector<Size>& sizes) {
  std::string rows;
  for (const Size& size : sizes) {
    const Recovery& r = size.best();
    absl::StrAppendFormat(
        &rows,
        "%s    {\"waiting\": %d, \"agents\": %d, \"replayed\": %d, \"target_ms\": %.0f,\n"
        "     \"open_ms\": %.1f, \"snapshot_ms\": %.1f, \"rebuild_ms\": %.1f, \"replay_ms\": "
        "%.1f,\n     \"total_ms\": %.1f, \"resident_mb\": %.1f, \"peak_resident_mb\": %.1f}",
        rows.empty() ? "" : ",\n", size.agency.waiting, size.agency.agents, r.replayed,
        size.target_ms, r.open_ms, r.snapshot_ms, r.rebuild_ms, r.replay_ms, r.total_ms,
        r.resident_kb / 1024.0, r.peak_resident_kb / 1024.0);
  }
  auto file = journal::File::open(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.ok()) stop(file.status().ToString());
  const absl::Status wrote = file->write(
      absl::StrFormat("{\n  \"benchmark\": \"recovery\",\n  \"sizes\": [\n%s\n  ]\n}\n", rows));
  if (!wrote.ok()) stop(wrote.ToString());
}

int main(int argc, char** argv) {
  CLI::App app("Measures recovery from a journal: time until decisions can be made, and memory.");
  Options options;
  app.add_option("--json", options.json, "write the results to this file as well");
  app.add_option("--folder", options.folder, "where the journals are written; removed afterwards");
  app.add_option("--waiting", options.agency.waiting, "contacts in line");
  app.add_option("--agents", options.agency.agents, "agents signed in");
  app.add_option("--tail", options.agency.tail, "records after the snapshot");
  app.add_option("--runs", options.runs, "of each size; the best counts")
      ->check(CLI::Range(1, 100));
  app.add_flag("--large", options.large, "a million contacts in line as well");
  app.add_option("--measure", options.measure, "recover from this folder only, and print numbers");
  CLI11_PARSE(app, argc, argv);
  if (!options.measure.empty()) return measure(options.measure);

  absl::PrintF("%9s %7s %8s %9s %11s %10s %9s %9s %9s %9s %9s\n", "waiting", "agents", "replayed",
               "open ms", "snapshot ms", "rebuild ms", "replay ms", "total ms", "target ms",
               "RSS MiB", "peak MiB");
  std::vector<Size> sizes;
  sizes.push_back(run(options.agency, 1000, options));
  if (options.large) {
    options.agency.waiting = 1'000'000;
    sizes.push_back(run(options.agency, 6000, options));
  }
  if (!options.json.empty()) write_json(options.json, sizes);
  return 0;
}

}  // namespace
}  // namespace usher::bench

int main(int argc, char** argv) { return usher::bench::main(argc, argv); }
