#include "tools/ushersim/report/sections.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "tools/ushersim/report/chart.h"
#include "tools/ushersim/report/words.h"

namespace usher::report {
namespace {

constexpr std::size_t kMostPanels = 24;

std::string waits(const RunResult& run) {
  BarChart chart;
  chart.id = "chart-waits";
  chart.title = "Nine in ten wait no longer than P90; the mean is over all who came in";
  const auto add = [&](const ClassResult& result, const std::string& label) {
    chart.groups.push_back(
        {label, {{"P90", 0, result.wait_quantiles_s[kP90]}, {"mean", 1, result.mean_wait_s}}});
  };
  add(run.overall, "Everybody");
  for (const ClassResult& result : run.classes) add(result, result.name);
  MarkupTable quantiles{"Waits by class, with 95 % confidence",
                        {"Class", "Waited at all", "In line on average", "Half wait up to"},
                        {}};
  for (const char* share : {"80 %", "90 %", "95 %", "99 %"}) {
    quantiles.headers.push_back(absl::StrCat(share, " up to"));
  }
  quantiles.headers.emplace_back("Mean of those served");
  const auto row = [&](const ClassResult& result, const std::string& label) {
    std::vector<std::string> cells = {label, in_words(result.p_wait, Unit::kShare),
                                      in_words(result.mean_queue, Unit::kCount)};
    for (const Estimate& wait : result.wait_quantiles_s) {
      cells.push_back(in_words(wait, Unit::kSeconds));
    }
    cells.push_back(in_words(result.mean_wait_served_s, Unit::kSeconds));
    quantiles.rows.push_back(std::move(cells));
  };
  for (const ClassResult& result : run.classes) row(result, result.name);
  row(run.overall, "Everybody");
  return html_section("waits", "Who waits how long",
                      svg_bars(chart) + html_of(class_table(run, "By class, 95 % confidence")) +
                          html_of_folded("Waits in more detail", quantiles) +
                          html_of_folded("Persons and attempts", counts_table(run)));
}

// The classes with the most arrivals, as they stand in the scenario; the table has all.
std::vector<std::size_t> shown_classes(const DaySeries& day) {
  std::vector<std::size_t> order(day.classes.size());
  std::iota(order.begin(), order.end(), 0U);
  if (order.size() <= kMostPanels) return order;
  const auto arrivals = [&](std::size_t i) {
    double sum = 0;
    for (const Estimate& count : day.classes[i].arrivals) sum += count.known() ? count.value : 0;
    return sum;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return arrivals(a) > arrivals(b); });
  order.resize(kMostPanels);
  std::sort(order.begin(), order.end());
  return order;
}

PanelChart day_chart(const DaySeries& day, const char* id, const char* title, Unit unit,
                     const char* line) {
  PanelChart chart;
  chart.id = id;
  chart.title = title;
  chart.unit = unit;
  chart.start_s = day.start_s;
  chart.interval_s = day.interval_s;
  chart.first_name = line;
  return chart;
}

// One row an interval, one column a series.
template <typename Series, typename Values>
MarkupTable day_table(const DaySeries& day, const std::vector<Series>& series,
                      const std::string& caption, Unit unit, const Values& values) {
  MarkupTable table{caption, {"From"}, {}};
  for (const Series& one : series) table.headers.push_back(one.name);
  for (std::size_t i = 0; i < day.intervals; ++i) {
    std::vector<std::string> cells = {clock(day.start_s + static_cast<double>(i) * day.interval_s)};
    for (const Series& one : series) {
      const std::vector<Estimate>& estimates = values(one);
      cells.push_back(i < estimates.size() ? in_words(estimates[i], unit) : "");
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

// One measure of every class over the day: panels and the table of the same numbers.
template <typename Values>
std::string class_day(const DaySeries& day, PanelChart chart, const Values& values) {
  for (const std::size_t i : shown_classes(day)) {
    chart.panels.push_back({day.classes[i].name, values(day.classes[i]), {}});
  }
  return svg_panels(chart) +
         html_of_folded(absl::StrCat("The numbers: ", chart.title),
                        day_table(day, day.classes, chart.title, chart.unit, values));
}

// Shared by all classes, or unknown.
double common_target_share(const RunResult& run) {
  double target = run.classes.empty() ? kUnknown : run.classes.front().target_share;
  for (const ClassResult& result : run.classes) {
    if (result.target_share != target) target = kUnknown;
  }
  return target;
}

std::string abandonment(const DaySeries& day) {
  PanelChart chart = day_chart(day, "chart-arrivals", "Arrivals over the day, and who gave up",
                               Unit::kCount, "arrived");
  chart.second_name = "of these, gave up, dashed";
  for (const std::size_t i : shown_classes(day)) {
    const ClassSeries& series = day.classes[i];
    chart.panels.push_back({series.name, series.arrivals, series.abandoned});
  }
  const auto arrived = [](const ClassSeries& series) { return series.arrivals; };
  const auto gave_up = [](const ClassSeries& series) { return series.abandoned; };
  return svg_panels(chart) +
         html_of_folded(
             "The numbers: arrivals",
             day_table(day, day.classes, "Arrivals in an interval", Unit::kCount, arrived)) +
         html_of_folded("The numbers: gave up",
                        day_table(day, day.classes, "Of these, gave up", Unit::kCount, gave_up));
}

std::string day_sections(const RunResult& run) {
  const DaySeries& day = run.day;
  if (day.interval_s <= 0 || day.intervals == 0) return "";
  std::string more;
  if (day.classes.size() > kMostPanels) {
    more = html_paragraph(absl::StrCat("The charts show the ", kMostPanels,
                                       " classes with the most arrivals, the tables all."));
  }
  PanelChart level =
      day_chart(day, "chart-level", "Service level over the day", Unit::kShare, "service level");
  level.target = common_target_share(run);
  level.whole = true;
  return html_section("day", "Waits over the day",
                      more +
                          class_day(day,
                                    day_chart(day, "chart-p90", "P90 wait over the day",
                                              Unit::kSeconds, "P90 wait of those who came then"),
                                    [](const ClassSeries& one) { return one.p90_wait_s; }) +
                          class_day(day,
                                    day_chart(day, "chart-line", "People in line over the day",
                                              Unit::kCount, "in line on average"),
                                    [](const ClassSeries& one) { return one.mean_queue; })) +
         html_section("level", "Service level over the day",
                      class_day(day, std::move(level),
                                [](const ClassSeries& one) { return one.service_level; })) +
         html_section("abandonment", "Arrivals and giving up", abandonment(day));
}

std::string occupancy(const RunResult& run) {
  BarChart chart;
  chart.id = "chart-occupancy";
  chart.title = "Occupancy: time with contacts, of the time on duty";
  chart.unit = Unit::kShare;
  for (const GroupResult& group : run.groups) {
    chart.groups.push_back({group.name, {{"", 2, group.utilization}}});
  }
  std::string html = svg_bars(chart) + html_of(group_table(run, "By group of agents"));
  const DaySeries& day = run.day;
  if (day.interval_s > 0 && !day.groups.empty()) {
    PanelChart panels =
        day_chart(day, "chart-occupancy-day", "Occupancy over the day", Unit::kShare, "occupancy");
    panels.whole = true;
    for (std::size_t i = 0; i < std::min(day.groups.size(), kMostPanels); ++i) {
      panels.panels.push_back({day.groups[i].name, day.groups[i].occupancy, {}});
    }
    const auto occupied = [](const GroupSeries& one) { return one.occupancy; };
    const auto staffed = [](const GroupSeries& one) { return one.staffed; };
    html += svg_panels(panels) +
            html_of_folded(
                "The numbers: occupancy",
                day_table(day, day.groups, "Occupancy over the day", Unit::kShare, occupied)) +
            html_of_folded("The numbers: agents on duty",
                           day_table(day, day.groups, "Agents on duty", Unit::kCount, staffed));
  }
  return html_section("occupancy", "How busy the agents are", html);
}

std::string equity(const RunResult& run) {
  if (run.equity.empty()) return "";
  std::string html = html_paragraph(
      "1 means the same wait as the reference; 2 means twice as long. An interval that holds 1 is "
      "what chance alone can bring about.");
  for (std::size_t i = 0; i < run.equity.size(); ++i) {
    const Equity& one = run.equity[i];
    BarChart chart;
    chart.id = absl::StrCat("chart-equity-", i);
    chart.title = absl::StrCat("P90 wait by ", one.dimension, ", as a multiple of ", one.reference);
    chart.unit = Unit::kRatio;
    chart.dots = true;
    chart.line = 1;
    chart.line_label = "the same";
    for (const EquityRow& row : one.rows) {
      chart.groups.push_back({row.name, {{"", 3, row.p90_wait_ratio}}});
    }
    html +=
        svg_bars(chart) +
        html_of(equity_table(one, absl::StrCat("By ", one.dimension, ", against ", one.reference)));
  }
  return html_section("equity", "Equity", html);
}

}  // namespace

MarkupTable class_table(const RunResult& run, const std::string& caption) {
  MarkupTable table{caption,
                    {"Class", "Came", "Turned away", "Gave up", "Mean wait", "P90 wait", "Target",
                     "Service level"},
                    {}};
  const auto add = [&](const ClassResult& result, const std::string& label) {
    std::string target;
    if (std::isfinite(result.target_s)) {
      if (std::isfinite(result.target_share)) {
        target = absl::StrFormat("%g %% in ", 100 * result.target_share);
      }
      target += length(result.target_s);
    }
    table.rows.push_back({label, value_in_words(result.counts.attempts, Unit::kCount),
                          in_words(result.p_block, Unit::kShare),
                          in_words(result.p_abandon, Unit::kShare),
                          in_words(result.mean_wait_s, Unit::kSeconds),
                          in_words(result.wait_quantiles_s[kP90], Unit::kSeconds), target,
                          in_words(result.service_level, Unit::kShare)});
  };
  for (const ClassResult& result : run.classes) add(result, result.name);
  add(run.overall, "Everybody");
  return table;
}

MarkupTable counts_table(const RunResult& run) {
  MarkupTable table{"Persons and attempts, in one replication",
                    {"Class", "Persons", "Of these, served", "Attempts", "Of these, retrials",
                     "Served", "Turned away", "Gave up"},
                    {}};
  const auto add = [&](const Counts& counts, const std::string& label) {
    std::vector<std::string> cells = {label};
    for (const Estimate& count :
         {counts.persons, counts.persons_served, counts.attempts, counts.retrials, counts.served,
          counts.blocked, counts.abandoned}) {
      cells.push_back(in_words(count, Unit::kCount));
    }
    table.rows.push_back(std::move(cells));
  };
  for (const ClassResult& result : run.classes) add(result.counts, result.name);
  add(run.overall.counts, "Everybody");
  return table;
}

MarkupTable group_table(const RunResult& run, const std::string& caption) {
  MarkupTable table{caption, {"Group", "Occupancy", "Hours on duty", "Served"}, {}};
  for (const GroupResult& group : run.groups) {
    table.rows.push_back({group.name, in_words(group.utilization, Unit::kShare),
                          in_words(group.staffed_hours, Unit::kCount),
                          in_words(group.served, Unit::kCount)});
  }
  return table;
}

MarkupTable equity_table(const Equity& equity, const std::string& caption) {
  MarkupTable table{
      caption,
      {"Name", "P90 wait, ratio", "Mean wait, ratio", "Gave up, ratio", "Gap in service level"},
      {}};
  for (const EquityRow& row : equity.rows) {
    table.rows.push_back({row.name, in_words(row.p90_wait_ratio, Unit::kRatio),
                          in_words(row.mean_wait_ratio, Unit::kRatio),
                          in_words(row.p_abandon_ratio, Unit::kRatio),
                          change_in_words(row.service_level_gap, Unit::kGap)});
  }
  return table;
}

std::string html_notes(const std::vector<std::string>& notes) {
  std::string html;
  for (const std::string& note : notes) {
    absl::StrAppend(&html, "<p class=\"note\"><strong>Note:</strong> ", escape(note), "</p>\n");
  }
  return html;
}

std::string html_run(const RunResult& run) {
  return waits(run) + day_sections(run) + occupancy(run) + equity(run);
}

std::string html_method(const RunResult& run) {
  return html_section(
      "method", "How to read this",
      html_paragraph(
          absl::StrCat("Simulated in ", run.replications, " independent replications of ",
                       length(run.simulated_s), " each, after a warm-up of ", length(run.warm_up_s),
                       " that is not counted; seed ", run.seed, " reproduces every number.")) +
          html_paragraph(
              "± and the whiskers are the 95 % confidence half-width over the replications. Shares "
              "and service levels are of all attempts, also of those turned away and those who "
              "gave "
              "up: an unanswered attempt is never good service. Waits are of all who were let in, "
              "and end with service or with giving up. A dash means that a number is unknown, "
              "which "
              "is not zero."));
}

}  // namespace usher::report
