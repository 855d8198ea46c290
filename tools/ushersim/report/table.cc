#include "tools/ushersim/report/table.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tools/client/table.h"
#include "tools/ushersim/report/words.h"

namespace usher::report {
namespace {

using client::Fields;
using client::Table;

void write_notes(const std::vector<std::string>& notes, std::ostream& out) {
  for (const std::string& note : notes) out << "Note: " << client::printable(note) << '\n';
  if (!notes.empty()) out << '\n';
}

void write_head(const RunResult& run, std::ostream& out, bool colour) {
  Fields fields;
  fields.add("Scenario", run.scenario);
  fields.add("Policy", run.policy);
  fields.add("Simulated",
             absl::StrCat(run.replications, " replications of ", length(run.simulated_s),
                          ", after a warm-up of ", length(run.warm_up_s), ", seed ", run.seed));
  fields.print(out, colour);
  out << "\n± is the 95 % confidence half-width. Shares are of all who came, also of those turned "
         "away.\n\n";
}

void write_classes(const RunResult& run, std::ostream& out, bool colour) {
  Table table({"CLASS", ">OFFERED", ">TURNED AWAY", ">GAVE UP", ">WAITED", ">MEAN WAIT",
               ">P90 WAIT", ">TARGET", ">SERVICE LEVEL", ">IN LINE"});
  const auto add = [&](const ClassResult& result) {
    table.add({result.name, value_in_words(result.counts.attempts, Unit::kCount),
               in_words(result.p_block, Unit::kShare), in_words(result.p_abandon, Unit::kShare),
               in_words(result.p_wait, Unit::kShare), in_words(result.mean_wait_s, Unit::kSeconds),
               in_words(result.wait_quantiles_s[kP90], Unit::kSeconds),
               std::isfinite(result.target_s) ? length(result.target_s) : "",
               in_words(result.service_level, Unit::kShare),
               in_words(result.mean_queue, Unit::kCount)});
  };
  for (const ClassResult& result : run.classes) add(result);
  add(run.overall);
  table.print(out, colour);
  out << '\n';
}

void write_groups(const RunResult& run, std::ostream& out, bool colour) {
  Table table({"GROUP", ">OCCUPANCY", ">STAFFED HOURS", ">SERVED"});
  for (const GroupResult& group : run.groups) {
    table.add({group.name, in_words(group.utilization, Unit::kShare),
               value_in_words(group.staffed_hours, Unit::kCount),
               value_in_words(group.served, Unit::kCount)});
  }
  table.print(out, colour);
  out << '\n';
}

void write_equity(const RunResult& run, std::ostream& out, bool colour) {
  for (const Equity& equity : run.equity) {
    out << "Equity by " << client::printable(equity.dimension) << ", against "
        << client::printable(equity.reference) << '\n';
    Table table(
        {"NAME", ">P90 WAIT RATIO", ">MEAN WAIT RATIO", ">GAVE UP RATIO", ">SERVICE LEVEL GAP"});
    for (const EquityRow& row : equity.rows) {
      table.add({row.name, in_words(row.p90_wait_ratio, Unit::kRatio),
                 in_words(row.mean_wait_ratio, Unit::kRatio),
                 in_words(row.p_abandon_ratio, Unit::kRatio),
                 change_in_words(row.service_level_gap, Unit::kGap)});
    }
    table.print(out, colour);
    out << '\n';
  }
}

// One row a class, one column a policy.
template <typename Metric>
void write_side_by_side(const Comparison& comparison, const char* title, std::ostream& out,
                        bool colour, const Metric& metric) {
  std::vector<std::string> headers = {title};
  for (const RunResult& run : comparison.policies)
    headers.push_back(">" + client::printable(run.policy));
  Table table(std::move(headers));
  const RunResult& first = comparison.policies.front();
  for (std::size_t row = 0; row <= first.classes.size(); ++row) {
    const bool all = row == first.classes.size();
    std::vector<std::string> cells = {all ? first.overall.name : first.classes[row].name};
    for (const RunResult& run : comparison.policies) {
      if (!all && row >= run.classes.size()) continue;
      cells.push_back(metric(all ? run.overall : run.classes[row]));
    }
    table.add(std::move(cells));
  }
  table.print(out, colour);
  out << '\n';
}

}  // namespace

void write_table(const RunResult& result, std::ostream& out, bool colour) {
  write_head(result, out, colour);
  write_classes(result, out, colour);
  write_groups(result, out, colour);
  write_equity(result, out, colour);
  write_notes(result.notes, out);
}

void write_table(const Comparison& comparison, std::ostream& out, bool colour) {
  out << client::printable(comparison.title) << "\n\n";
  if (comparison.policies.empty()) return;
  write_side_by_side(comparison, "P90 WAIT", out, colour, [](const ClassResult& r) {
    return in_words(r.wait_quantiles_s[kP90], Unit::kSeconds);
  });
  write_side_by_side(comparison, "MEAN WAIT", out, colour,
                     [](const ClassResult& r) { return in_words(r.mean_wait_s, Unit::kSeconds); });
  write_side_by_side(comparison, "SERVICE LEVEL", out, colour,
                     [](const ClassResult& r) { return in_words(r.service_level, Unit::kShare); });
  write_side_by_side(comparison, "GAVE UP", out, colour,
                     [](const ClassResult& r) { return in_words(r.p_abandon, Unit::kShare); });
  const auto has_unmet = [](const RunResult& run) { return run.overall.p_unmet.value > 0; };
  if (std::any_of(comparison.policies.begin(), comparison.policies.end(), has_unmet)) {
    write_side_by_side(comparison, "SERVED WITHOUT THEIR LANGUAGE OR NEED", out, colour,
                       [](const ClassResult& r) { return in_words(r.p_unmet, Unit::kShare); });
  }
  if (!comparison.differences.empty() && comparison.baseline < comparison.policies.size()) {
    out << "Against " << client::printable(comparison.policies[comparison.baseline].policy)
        << ", on the same people\n";
    Table table({"POLICY", "CLASS OR GROUP", "METRIC", ">DIFFERENCE", "BEYOND CHANCE"});
    for (const Difference& one : comparison.differences) {
      // The rest is in the JSON and on the page.
      if (one.metric != "mean_wait_s" && one.metric != "p90_wait_s") continue;
      table.add({one.policy, one.name, metric_name(one.metric),
                 change_in_words(one.difference, difference_unit(one.metric)),
                 clear(one.difference) ? "yes" : "no"});
    }
    table.print(out, colour);
    out << '\n';
  }
  write_notes(comparison.notes, out);
}

void write_table(const StaffingResult& staffing, std::ostream& out, bool colour) {
  out << (staffing.feasible ? "The smallest staffing that meets every target"
                            : "No staffing within the bounds meets every target; the nearest one")
      << ", of " << staffing.evaluations << " that were simulated\n\n";
  Table groups({"GROUP", ">AGENTS NOW", ">AGENTS NEEDED", ">CHANGE"});
  std::int64_t before = 0;
  std::int64_t after = 0;
  const auto add = [&](const std::string& name, std::int64_t old_count, std::int64_t new_count) {
    const std::int64_t change = new_count - old_count;
    groups.add({name, absl::StrCat(old_count), absl::StrCat(new_count),
                absl::StrCat(change > 0 ? "+" : "", change)});
  };
  for (const StaffingRow& row : staffing.groups) {
    add(row.group, row.before, row.after);
    before += row.before;
    after += row.after;
  }
  add("all", before, after);
  groups.print(out, colour);
  out << '\n';
  Table targets({"TARGET FOR", "METRIC", ">WANTED", ">REACHED", "MET"});
  for (const StaffingTarget& target : staffing.targets) {
    const Unit unit = metric_unit(target.metric);
    targets.add(
        {target.name, metric_name(target.metric),
         absl::StrCat(target.at_least ? "at least " : "at most ", in_words(target.wanted, unit)),
         in_words(target.reached, unit), target.met ? "yes" : "NO"});
  }
  targets.print(out, colour);
  out << '\n';
  write_table(staffing.result, out, colour);
}

}  // namespace usher::report
