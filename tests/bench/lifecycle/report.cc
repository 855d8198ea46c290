#include "tests/bench/lifecycle/report.h"

#include <algorithm>
#include <cstdio>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace usher::bench {
namespace {

struct Line {
  const char* name;
  double value;
  const char* target;  // empty: none
  bool met;
};

double median_of(const Report& report, const std::function<double(const Round&)>& value) {
  std::vector<double> values;
  for (const Round& round : report.rounds) values.push_back(value(round));
  return median(values);
}

// Ratios are taken within a round, so that a disturbance hits both sides.
std::vector<Line> lines(const Report& report) {
  const double lifecycles = median_of(report, [](const Round& r) { return r.lifecycles_per_s; });
  const double echo = median_of(report, [](const Round& r) { return r.echo_per_s; });
  const double echo_ratio =
      median_of(report, [](const Round& r) { return r.lifecycles_per_s / r.echo_per_s; });
  std::vector<Line> all = {
      {"lifecycles_per_s", lifecycles, "", true},
      {"echo_per_s", echo, "", true},
      {"echo_ratio", echo_ratio, ">= 0.5", echo_ratio >= 0.5},
  };
  if (report.postgres_missing.empty()) {
    const double matches =
        median_of(report, [](const Round& r) { return *r.postgres_matches_per_s; });
    const double whole =
        median_of(report, [](const Round& r) { return *r.postgres_lifecycles_per_s; });
    const double ratio = median_of(
        report, [](const Round& r) { return r.lifecycles_per_s / *r.postgres_matches_per_s; });
    const double whole_ratio = median_of(
        report, [](const Round& r) { return r.lifecycles_per_s / *r.postgres_lifecycles_per_s; });
    all.push_back({"postgres_matches_per_s", matches, "", true});
    all.push_back({"postgres_ratio", ratio, ">= 10", ratio >= 10});
    all.push_back({"postgres_lifecycles_per_s", whole, "", true});
    all.push_back({"postgres_lifecycle_ratio", whole_ratio, "", true});
  }
  const double p99 = report.free_to_offer_p99_us;
  all.push_back({"half_load_per_s", report.half_load_per_s, "", true});
  all.push_back({"free_to_offer_p50_us", report.free_to_offer_p50_us, "", true});
  all.push_back({"free_to_offer_p99_us", p99, "<= 5000", p99 <= 5000});
  all.push_back({"fsync_p50_us", report.disk.fsync_p50_us, "", true});
  all.push_back({"fsync_p99_us", report.disk.fsync_p99_us, "", true});
  all.push_back({"daemon_cpu_us_per_lifecycle", report.daemon_cpu_us, "", true});
  all.push_back({"client_cpu_us_per_lifecycle", report.client_cpu_us, "", true});
  all.push_back({"cores_busy", report.cores_busy, "", true});
  const Traffic& traffic = report.traffic;
  all.push_back({"create_request_bytes", traffic.create_request_bytes, "", true});
  all.push_back({"create_response_bytes", traffic.create_response_bytes, "", true});
  all.push_back({"stream_up_messages", traffic.up_messages, "", true});
  all.push_back({"stream_up_bytes", traffic.up_bytes, "", true});
  all.push_back({"stream_down_messages", traffic.down_messages, "", true});
  all.push_back({"stream_down_bytes", traffic.down_bytes, "", true});
  return all;
}

}  // namespace

void print(const Report& report) {
  absl::PrintF("%d agents, %d waiting, %d lifecycles under way over %d streams, %d rounds\n",
               report.agents, report.waiting, report.in_flight, report.streams,
               static_cast<int>(report.rounds.size()));
  absl::PrintF("%-30s %14s  %-10s\n", "", "median", "target");
  for (const Line& line : lines(report)) {
    absl::PrintF("%-30s %14.3f  %-10s %s\n", line.name, line.value, line.target,
                 line.target[0] == '\0' ? "" : (line.met ? "met" : "MISSED"));
  }
  if (!report.postgres_missing.empty()) {
    absl::PrintF("postgres_ratio was not measured: %s\n", report.postgres_missing);
  }
  if (report.disk.in_memory) {
    absl::PrintF("the folder is in memory, so nothing here waited for a disk: set TMPDIR\n");
  }
}

bool write_json(const Report& report, const std::string& path) {
  std::string text = absl::StrFormat(
      "{\n  \"benchmark\": \"lifecycle\",\n  \"agents\": %d,\n  \"waiting\": %d,\n"
      "  \"in_flight\": %d,\n  \"streams\": %d,\n  \"disk_in_memory\": %s",
      report.agents, report.waiting, report.in_flight, report.streams,
      report.disk.in_memory ? "true" : "false");
  for (const Line& line : lines(report)) {
    absl::StrAppendFormat(&text, ",\n  \"%s\": %.3f", line.name, line.value);
  }
  if (!report.postgres_missing.empty()) {
    absl::StrAppend(&text, ",\n  \"postgres_ratio\": null");
  }
  absl::StrAppend(&text, ",\n  \"rounds\": [");
  const char* comma = "";
  for (const Round& round : report.rounds) {
    absl::StrAppendFormat(&text, "%s\n    {\"lifecycles_per_s\": %.1f, \"echo_per_s\": %.1f", comma,
                          round.lifecycles_per_s, round.echo_per_s);
    if (round.postgres_matches_per_s) {
      absl::StrAppendFormat(
          &text, ", \"postgres_matches_per_s\": %.1f, \"postgres_lifecycles_per_s\": %.1f",
          *round.postgres_matches_per_s, *round.postgres_lifecycles_per_s);
    }
    absl::StrAppend(&text, "}");
    comma = ",";
  }
  absl::StrAppend(&text, "\n  ]\n}\n");
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written;
}

}  // namespace usher::bench
