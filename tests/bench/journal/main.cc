// bench_journal: durable appends a second beside what the disk can do.
//
// For each batch size two writers take turns in slices of the same number of batches, on the same
// file system: the journal's append (encoding, checksum, SQLite, sync) and a bare write + fdatasync
// of the same encoded bytes to a growing file. append_ratio is the median over the slices of raw
// time / our time, so that a disk that is slow for a while is slow for both. The figure of the
// whole is the lowest of the sizes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "engine/journal/batch.h"
#include "engine/journal/file.h"
#include "engine/journal/sqlite_journal.h"
#include "tests/bench/journal/lifecycle.h"

namespace usher::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string json;
  std::string folder = "build/bench";
  int seconds = 6;  // a batch size
};

struct Times {
  std::vector<double> us;
  double total() const {
    double sum = 0;
    for (const double one : us) sum += one;
    return sum;
  }
  double percentile(double p) const {
    std::vector<double> sorted = us;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(p * (sorted.size() - 1))];
  }
};

struct Result {
  int batch = 0;
  std::size_t bytes = 0;  // of a batch, on average
  Times ours;
  Times raw;
  double ratio = 0;
};

template <typename Work>
void timed(Times& times, Work work) {
  const Clock::time_point before = Clock::now();
  work();
  times.us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - before).count());
}

void must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "bench_journal: %s\n", status.ToString().c_str());
  std::exit(1);
}

class Bench {
 public:
  Bench(const fs::path& folder, int batch) : batch_(batch) {
    auto opened = journal::open_sqlite_journal(
        folder / "journal", [](std::string_view) -> absl::StatusOr<core::ModelPtr> {
          return absl::UnimplementedError("no configuration is written here");
        });
    must(opened.status());
    journal_ = *std::move(opened);
    auto file = journal::File::open(folder / "raw", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    must(file.status());
    raw_ = *std::move(file);
  }

  Result run(int seconds) {
    Result result;
    result.batch = batch_;
    const int batches = std::max(1, 512 / batch_);
    std::vector<double> ratios;
    std::size_t bytes = 0;
    slice(batches, result, bytes);  // warms both up
    result = {batch_};
    bytes = 0;
    const Clock::time_point end = Clock::now() + std::chrono::seconds(seconds);
    while (Clock::now() < end) ratios.push_back(slice(batches, result, bytes));
    std::sort(ratios.begin(), ratios.end());
    result.ratio = ratios[ratios.size() / 2];
    result.bytes = bytes / result.raw.us.size();
    return result;
  }

 private:
  // Raw time over our time.
  double slice(int batches, Result& result, std::size_t& bytes) {
    std::vector<std::vector<core::Record>> records;
    std::vector<std::string> encoded;
    for (int i = 0; i < batches; ++i) {
      records.push_back(lifecycle_records(next_, batch_));
      encoded.push_back(journal::encode_batch(records.back()));
      bytes += encoded.back().size();
      next_ += batch_;
    }
    Times ours;
    Times raw;
    for (const auto& batch : records) timed(ours, [&] { must(journal_->append(batch)); });
    for (const std::string& batch : encoded) {
      timed(raw, [&] {
        must(raw_.write(batch));
        must(raw_.sync());
      });
    }
    result.ours.us.insert(result.ours.us.end(), ours.us.begin(), ours.us.end());
    result.raw.us.insert(result.raw.us.end(), raw.us.begin(), raw.us.end());
    return raw.total() / ours.total();
  }

  int batch_;
  std::uint64_t next_ = 1;
  std::unique_ptr<journal::Journal> journal_;
  journal::File raw_;
};

double per_second(const Times& times) { return 1e6 * times.us.size() / times.total(); }

void print(const Result& r) {
  const auto line = [&r](const char* who, const Times& t, double ratio) {
    absl::PrintF("%7d %9d  %-8s %11.0f %11.0f %9.0f %9.0f %9.0f %9.0f  %s\n", r.batch, r.bytes, who,
                 per_second(t), per_second(t) * r.batch, t.percentile(0.5), t.percentile(0.9),
                 t.percentile(0.99), t.percentile(0.999),
                 ratio > 0 ? absl::StrFormat("%.2f", ratio) : "");
  };
  line("journal", r.ours, r.ratio);
  line("raw", r.raw, 0);
  std::fflush(stdout);
}

std::string json(const Times& t, int batch) {
  return absl::StrFormat(
      "{\"appends_per_s\": %.0f, \"records_per_s\": %.0f, \"p50_us\": %.0f, \"p90_us\": %.0f, "
      "\"p99_us\": %.0f, \"p999_us\": %.0f}",
      per_second(t), per_second(t) * batch, t.percentile(0.5), t.percentile(0.9),
      t.percentile(0.99), t.percentile(0.999));
}

void write_json(const std::string& path, const std::vector<Result>& results, double lowest) {
  const std::string sizes = absl::StrJoin(results, ",\n", [](std::string* out, const Result& r) {
    absl::StrAppendFormat(out,
                          "    {\"records_a_batch\": %d, \"bytes_a_batch\": %d, \"append_ratio\": "
                          "%.3f,\n     \"journal\": %s,\n     \"raw\": %s}",
                          r.batch, r.bytes, r.ratio, json(r.ours, r.batch), json(r.raw, r.batch));
  });
  auto file = journal::File::open(path, O_WRONLY | O_CREAT | O_TRUNC);
  must(file.status());
  must(
      file->write(absl::StrFormat("{\n  \"benchmark\": \"journal\",\n  \"append_ratio\": %.3f,\n"
                                  "  \"target\": 0.5,\n  \"sizes\": [\n%s\n  ]\n}\n",
                                  lowest, sizes)));
}

int main(int argc, char** argv) {
  CLI::App app("Measures durable appends beside a bare write + fdatasync of the same bytes.");
  Options options;
  app.add_option("--json", options.json, "write the results to this file as well");
  app.add_option("--folder", options.folder, "on the file system to measure; emptied afterwards");
  app.add_option("--seconds", options.seconds, "how long each batch size is measured")
      ->check(CLI::Range(1, 3600));
  CLI11_PARSE(app, argc, argv);

  const fs::path folder = fs::path(options.folder) / absl::StrFormat("journal-%d", ::getpid());
  absl::PrintF("%7s %9s  %-8s %11s %11s %9s %9s %9s %9s  %s\n", "records", "bytes", "writer",
               "appends/s", "records/s", "p50 us", "p90 us", "p99 us", "p99.9 us", "append_ratio");
  std::vector<Result> results;
  for (const int batch : {1, 16, 256}) {
    fs::create_directories(folder);
    results.push_back(Bench(folder, batch).run(options.seconds));
    print(results.back());
    fs::remove_all(folder);
  }
  double lowest = results.front().ratio;
  for (const Result& result : results) lowest = std::min(lowest, result.ratio);
  absl::PrintF("append_ratio %.2f (target 0.5 or more)\n", lowest);
  if (!options.json.empty()) write_json(options.json, results, lowest);
  return 0;
}

}  // namespace
}  // namespace usher::bench

int main(int argc, char** argv) { return usher::bench::main(argc, argv); }
