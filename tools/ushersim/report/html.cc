#include "tools/ushersim/report/html.h"

#include "absl/strings/str_cat.h"

#include "tools/ushersim/report/chart.h"
#include "tools/ushersim/report/sections.h"
#include "tools/ushersim/report/words.h"

namespace usher::report {
namespace {

std::string title(const RunResult& run) {
  return run.scenario.empty() ? "Simulation" : run.scenario;
}

std::string lead(const RunResult& run) {
  std::string text = run.description;
  if (!run.policy.empty()) {
    absl::StrAppend(&text, text.empty() ? "" : " ", "Routed by: ", run.policy, ".");
  }
  return text;
}

Estimate mean_occupancy(const RunResult& run) {
  double busy = 0;
  double staffed = 0;
  for (const GroupResult& group : run.groups) {
    if (!group.utilization.known() || !group.staffed_hours.known()) return {};
    busy += group.utilization.value * group.staffed_hours.value;
    staffed += group.staffed_hours.value;
  }
  if (!(staffed > 0)) return {};
  return {busy / staffed, kUnknown};
}

std::string in_short(const RunResult& run) {
  const ClassResult& all = run.overall;
  std::vector<std::pair<std::string, std::string>> numbers = {
      {"Service level", in_words(all.service_level, Unit::kShare)},
      {"Mean wait", in_words(all.mean_wait_s, Unit::kSeconds)},
      {"P90 wait", in_words(all.wait_quantiles_s[kP90], Unit::kSeconds)},
      {"Gave up", in_words(all.p_abandon, Unit::kShare)},
      {"Turned away", in_words(all.p_block, Unit::kShare)},
      {"Occupancy", in_words(mean_occupancy(run), Unit::kShare)}};
  if (all.p_unmet.value > 0) {
    numbers.emplace_back("Served without their language or need",
                         in_words(all.p_unmet, Unit::kShare));
  }
  // The group that fares worst, by name, stands beside the average.
  const EquityRow* worst = nullptr;
  for (const Equity& equity : run.equity) {
    for (const EquityRow& row : equity.rows) {
      if (!row.p90_wait_ratio.known()) continue;
      if (worst == nullptr || row.p90_wait_ratio.value > worst->p90_wait_ratio.value) worst = &row;
    }
  }
  if (worst != nullptr) {
    numbers.emplace_back(absl::StrCat("Longest P90 wait against the reference: ", worst->name),
                         in_words(worst->p90_wait_ratio, Unit::kRatio) + " times");
  }
  return html_section("short", "In short", html_notes(run.notes) + html_of_key_numbers(numbers));
}

std::string staffing_needed(const StaffingResult& staffing) {
  BarChart chart;
  chart.id = "chart-staffing";
  chart.title = "Agents by group: now, and needed";
  chart.unit = Unit::kCount;
  MarkupTable table{"Agents by group", {"Group", "Now", "Needed", "Change"}, {}};
  std::int64_t before = 0;
  std::int64_t after = 0;
  const auto add = [&](const std::string& name, std::int64_t old_count, std::int64_t new_count) {
    const std::int64_t change = new_count - old_count;
    table.rows.push_back({name, absl::StrCat(old_count), absl::StrCat(new_count),
                          absl::StrCat(change > 0 ? "+" : "", change)});
  };
  for (const StaffingRow& row : staffing.groups) {
    chart.groups.push_back({row.group,
                            {{"now", 1, {static_cast<double>(row.before), kUnknown}},
                             {"needed", 0, {static_cast<double>(row.after), kUnknown}}}});
    add(row.group, row.before, row.after);
    before += row.before;
    after += row.after;
  }
  add("All groups", before, after);
  MarkupTable targets{"Targets", {"For", "Measure", "Wanted", "Reached", "Met"}, {}};
  for (const StaffingTarget& target : staffing.targets) {
    const Unit unit = metric_unit(target.metric);
    targets.rows.push_back(
        {target.name, metric_name(target.metric),
         absl::StrCat(target.at_least ? "at least " : "at most ", in_words(target.wanted, unit)),
         in_words(target.reached, unit), target.met ? "yes" : "no"});
  }
  const std::string verdict =
      staffing.feasible ? "This is the smallest staffing found that meets every target, of "
                        : "No staffing within the bounds meets every target. The nearest one, of ";
  return html_section(
      "staffing", "Staffing",
      html_paragraph(absl::StrCat(verdict, staffing.evaluations, " that were simulated.")) +
          svg_bars(chart) + html_of(table) + html_of(targets));
}

}  // namespace

std::string to_html(const RunResult& result) {
  return html_page(title(result), lead(result),
                   in_short(result) + html_run(result) + html_method(result));
}

std::string to_html(const StaffingResult& staffing) {
  const RunResult& run = staffing.result;
  return html_page(absl::StrCat("Staffing for ", title(run)), lead(run),
                   staffing_needed(staffing) + in_short(run) + html_run(run) + html_method(run));
}

}  // namespace usher::report
