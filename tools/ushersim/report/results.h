// What a simulation found, as plain values: `ushersim run`, `staff`, `compare` and `replay` fill
// these, the writers of this folder turn them into a table, JSON and HTML. No behaviour, no
// dependency, any thread; a struct that was not filled says "unknown" everywhere, never zero.
//
// Counting. An attempt is one arrival at the system, a retrial another one; a person comes once,
// however often they try. All shares (p_*, service levels) are of offered attempts: blocked and
// abandoned ones are demand. Waits are of admitted attempts and end with service or with hanging
// up. All times are seconds.
#ifndef USHER_TOOLS_USHERSIM_REPORT_RESULTS_H_
#define USHER_TOOLS_USHERSIM_REPORT_RESULTS_H_

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace usher::report {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// `half_width`: of the two-sided 95 % confidence interval, in the unit of the value; unknown where
// there are too few replications or batches to tell.
struct Estimate {
  double value = kUnknown;
  double half_width = kUnknown;

  bool known() const { return std::isfinite(value); }
  bool bounded() const { return known() && std::isfinite(half_width); }
};

inline constexpr std::array<double, 5> kQuantiles = {0.5, 0.8, 0.9, 0.95, 0.99};
inline constexpr std::size_t kP90 = 2;  // of kQuantiles

// How many, on average, in the measured part of one replication.
// offered = served + blocked + abandoned + still there at the end.
struct Counts {
  Estimate persons;         // who came for the first time
  Estimate persons_served;  // who were served in one of their attempts
  Estimate attempts;        // offered: first attempts and retrials
  Estimate retrials;
  Estimate served;
  Estimate blocked;
  Estimate abandoned;
};

// One contact class, or all of them together.
struct ClassResult {
  std::string name;
  std::string channel;   // for the reader; "" where the classes differ
  std::string language;  // likewise
  Counts counts;

  Estimate p_wait;       // admitted, but not served at once
  Estimate p_block;      // turned away by a full waiting room
  Estimate p_abandon;    // hung up while waiting
  Estimate p_unmet;      // of the served: by somebody who lacks their language or a need of theirs
  Estimate mean_wait_s;  // of all admitted attempts, those that hung up too
  Estimate mean_wait_served_s;
  std::array<Estimate, kQuantiles.size()> wait_quantiles_s;  // of admitted attempts

  double target_s = kUnknown;      // of the service level
  double target_share = kUnknown;  // what the service level should be, 0 to 1
  Estimate service_level;          // served within the target / offered
  Estimate service_level_served;   // served within the target / served
  Estimate mean_queue;             // waiting, over time
};

struct GroupResult {
  std::string name;
  Estimate utilization;    // time in service / time staffed, 0 to 1
  Estimate staffed_hours;  // of all agents of the group, in one replication
  Estimate served;         // attempts, in one replication
};

// One class, language, channel or need beside the reference of the same dimension.
struct EquityRow {
  std::string name;
  Estimate p90_wait_ratio;     // P90 wait / P90 wait of the reference; 1 = the same
  Estimate mean_wait_ratio;    // likewise
  Estimate p_abandon_ratio;    // likewise
  Estimate service_level_gap;  // service level - that of the reference, -1 to 1
};

struct Equity {
  std::string dimension;        // "class", "language", "channel", "need"
  std::string reference;        // whom the others are measured against
  std::vector<EquityRow> rows;  // without the reference
};

// A day in intervals: every vector has one estimate an interval. Arrivals count in the interval in
// which they came, with what became of them later.
struct ClassSeries {
  std::string name;
  std::vector<Estimate> arrivals;   // attempts, in one replication
  std::vector<Estimate> abandoned;  // of these
  std::vector<Estimate> p90_wait_s;
  std::vector<Estimate> mean_queue;
  std::vector<Estimate> service_level;
};

struct GroupSeries {
  std::string name;
  std::vector<Estimate> staffed;    // agents on duty, on average
  std::vector<Estimate> occupancy;  // time in service / time staffed
};

struct DaySeries {
  double start_s = 0;     // of the first interval, from midnight
  double interval_s = 0;  // 0: there is no series
  std::size_t intervals = 0;
  std::vector<ClassSeries> classes;
  std::vector<GroupSeries> groups;
};

struct RunResult {
  std::string scenario;
  std::string description;
  std::string policy;  // what routed, for people
  std::uint64_t seed = 0;
  std::int64_t replications = 0;
  double warm_up_s = 0;     // at the start of each replication, not measured
  double simulated_s = 0;   // measured, of each replication
  std::int64_t events = 0;  // of all replications, warm-up too
  double wall_s = kUnknown;

  ClassResult overall;  // named "all"
  std::vector<ClassResult> classes;
  std::vector<GroupResult> groups;
  std::vector<Equity> equity;
  DaySeries day;
  std::vector<std::string> notes;  // what a reader must know: overload, too few replications, …
};

// policy - baseline on the same people: the half-width is of the paired difference.
struct Difference {
  std::string policy;  // RunResult::policy
  std::string name;    // of the class or group; "all"
  std::string metric;  // the key of the JSON: "mean_wait_s", "p90_wait_s", "service_level", …
  Estimate difference;
};

struct Comparison {
  std::string title;
  std::size_t baseline = 0;  // index into policies
  std::vector<RunResult> policies;
  std::vector<Difference> differences;  // every policy but the baseline
  std::vector<std::string> notes;
};

struct StaffingRow {
  std::string group;
  std::int64_t before = 0;  // agents as the scenario has them
  std::int64_t after = 0;   // the smallest number that meets every target
};

// A target and how the recommended staffing does.
struct StaffingTarget {
  std::string name;    // of the class; "all"
  std::string metric;  // "service_level", "p90_wait_ratio", …
  bool at_least = true;
  double wanted = kUnknown;
  Estimate reached;
  bool met = false;
};

struct StaffingResult {
  bool feasible = false;
  std::vector<StaffingRow> groups;
  std::vector<StaffingTarget> targets;
  std::int64_t evaluations = 0;  // staffings that were simulated
  RunResult result;              // with the recommended staffing
};

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_RESULTS_H_
