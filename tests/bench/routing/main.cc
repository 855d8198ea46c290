// bench_routing: the decision library alone, on one core. See world.h for who is in the worlds and
// run.h for what is measured.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include <CLI/CLI.hpp>

#include "tests/bench/routing/run.h"

namespace usher::bench {
namespace {

std::string json(const Result& r) {
  return absl::StrFormat(
      "    {\"world\": \"%s\", \"agents\": %d, \"waiting\": %d, \"requirement_classes\": %d,\n"
      "     \"compatible_share\": %.5f, \"decisions\": %d, \"decisions_per_s\": %.0f,\n"
      "     \"target_per_s\": %.0f, \"p50_ns\": %.0f, \"p99_ns\": %.0f, \"p999_ns\": %.0f,\n"
      "     \"arrival_p50_ns\": %.0f, \"freed_p50_ns\": %.0f, \"bytes_per_waiting_contact\": "
      "%.1f,\n"
      "     \"sign_on_p50_us\": %.1f, \"sign_on_p99_us\": %.1f,\n"
      "     \"naive_decisions_per_s\": %.0f, \"naive_ratio\": %.1f}",
      r.world, r.agents, r.waiting, r.requirement_classes, r.compatible_share, r.decisions,
      r.decisions_per_s, r.target_per_s, r.p50_ns, r.p99_ns, r.p999_ns, r.arrival_p50_ns,
      r.freed_p50_ns, r.bytes_per_waiting_contact, r.sign_on_p50_us, r.sign_on_p99_us,
      r.naive_decisions_per_s, r.naive_ratio);
}

void print_header() {
  absl::PrintF("%-12s %8s %9s %8s %9s %12s %11s %7s %7s %8s %7s %11s %10s %7s\n", "world", "agents",
               "waiting", "classes", "share", "decisions/s", "target", "p50 ns", "p99 ns",
               "p99.9 ns", "B/wait", "sign_on p99", "naive/s", "ratio");
}

void print(const Result& r) {
  absl::PrintF(
      "%-12s %8d %9d %8d %9.5f %12.0f %11s %7.0f %7.0f %8.0f %7.1f %8.1f us %10.0f %7.1f\n",
      r.world, r.agents, r.waiting, r.requirement_classes, r.compatible_share, r.decisions_per_s,
      r.target_per_s > 0 ? absl::StrFormat("%.0f", r.target_per_s) : "-", r.p50_ns, r.p99_ns,
      r.p999_ns, r.bytes_per_waiting_contact, r.sign_on_p99_us, r.naive_decisions_per_s,
      r.naive_ratio);
  std::fflush(stdout);
}

bool write(const std::string& path, const std::vector<Result>& results) {
  const std::string text =
      absl::StrCat("{\n  \"benchmark\": \"routing\",\n  \"worlds\": [\n",
                   absl::StrJoin(results, ",\n",
                                 [](std::string* out, const Result& r) { out->append(json(r)); }),
                   "\n  ]\n}\n");
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written;
}

int main(int argc, char** argv) {
  CLI::App app("Measures the routing library: decisions a second, their time, and memory.");
  std::vector<std::string> names;
  for (const WorldSpec& spec : world_specs()) names.push_back(spec.name);
  std::string json_file;
  std::string world;
  Options options;
  app.add_option("--json", json_file, "write the results to this file as well");
  app.add_option("--world", world, "only this one")->check(CLI::IsMember(names));
  app.add_option("--events", options.events, "measured events a world");
  app.add_option("--warm-up", options.warm_up,
                 "events before that, instead of the world's own number");
  app.add_option("--naive-seconds", options.naive_seconds,
                 "how long the naive matcher is measured");
  app.add_option("--scale", options.scale, "of the worlds, above 0 and up to 1")
      ->check(CLI::Range(0.001, 1.0));
  CLI11_PARSE(app, argc, argv);

  std::vector<Result> results;
  print_header();
  for (const WorldSpec& spec : world_specs()) {
    if (!world.empty() && spec.name != world) continue;
    results.push_back(run(spec, options));
    print(results.back());
  }
  if (!json_file.empty() && !write(json_file, results)) {
    std::fprintf(stderr, "bench_routing: can't write %s\n", json_file.c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace usher::bench

int main(int argc, char** argv) { return usher::bench::main(argc, argv); }
