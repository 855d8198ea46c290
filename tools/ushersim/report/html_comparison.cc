#include <functional>
#include <optional>

#include "absl/strings/str_cat.h"

#include "tools/ushersim/report/chart.h"
#include "tools/ushersim/report/html.h"
#include "tools/ushersim/report/sections.h"
#include "tools/ushersim/report/words.h"

namespace usher::report {
namespace {

using Measure = std::function<Estimate(const ClassResult&)>;

// A to Z, then AA: what a bar is called by where its colour can't be seen.
std::string letter(std::size_t policy) {
  const std::string last(1, static_cast<char>('A' + policy % 26));
  return policy < 26 ? last : letter(policy / 26 - 1) + last;
}

std::string lettered(const Comparison& comparison, std::size_t policy) {
  return absl::StrCat(letter(policy), ": ", comparison.policies[policy].policy);
}

std::vector<std::string> all_lettered(const Comparison& comparison) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < comparison.policies.size(); ++i) {
    names.push_back(lettered(comparison, i));
  }
  return names;
}

// Classes are matched by name: policies may have been run on scenarios that list them differently.
const ClassResult* find_class(const RunResult& run, const std::string& name) {
  for (const ClassResult& result : run.classes) {
    if (result.name == name) return &result;
  }
  return nullptr;
}

std::string policies(const Comparison& comparison) {
  MarkupTable table{"The policies",
                    {"Policy", "Scenario", "Mean wait", "P90 wait", "Service level", "Gave up"},
                    {}};
  for (std::size_t i = 0; i < comparison.policies.size(); ++i) {
    const RunResult& run = comparison.policies[i];
    const std::string baseline = i == comparison.baseline ? " (baseline)" : "";
    table.rows.push_back({lettered(comparison, i) + baseline, run.scenario,
                          in_words(run.overall.mean_wait_s, Unit::kSeconds),
                          in_words(run.overall.wait_quantiles_s[kP90], Unit::kSeconds),
                          in_words(run.overall.service_level, Unit::kShare),
                          in_words(run.overall.p_abandon, Unit::kShare)});
  }
  std::string notes = html_notes(comparison.notes);
  for (std::size_t i = 0; i < comparison.policies.size(); ++i) {
    for (const std::string& note : comparison.policies[i].notes) {
      notes += html_notes({absl::StrCat(lettered(comparison, i), ": ", note)});
    }
  }
  return html_section("policies", "The policies", notes + html_of(table));
}

// One measure: for everybody and every class a bar a policy, and the same as a table.
std::string side_by_side(const Comparison& comparison, const char* id, const char* heading,
                         Unit unit, const Measure& measure) {
  BarChart chart;
  chart.id = absl::StrCat("chart-", id);
  chart.title = absl::StrCat(heading, " by class and policy, with 95 % confidence");
  chart.unit = unit;
  MarkupTable table{chart.title, {"Class"}, {}};
  chart.legend = all_lettered(comparison);
  table.headers.insert(table.headers.end(), chart.legend.begin(), chart.legend.end());
  const auto add = [&](const std::string& label, const auto& result_of) {
    BarGroup group{label, {}};
    std::vector<std::string> cells = {label};
    for (std::size_t i = 0; i < comparison.policies.size(); ++i) {
      const ClassResult* result = result_of(comparison.policies[i]);
      const Estimate value = result == nullptr ? Estimate{} : measure(*result);
      group.bars.push_back({letter(i), i, value});
      cells.push_back(in_words(value, unit));
    }
    chart.groups.push_back(std::move(group));
    table.rows.push_back(std::move(cells));
  };
  add("Everybody", [](const RunResult& run) { return &run.overall; });
  for (const ClassResult& of_class : comparison.policies.front().classes) {
    add(of_class.name, [&](const RunResult& run) { return find_class(run, of_class.name); });
  }
  return html_section(
      id, heading, svg_bars(chart) + html_of_folded(absl::StrCat("The numbers: ", heading), table));
}

bool anybody(const Comparison& comparison, Estimate ClassResult::*share) {
  for (const RunResult& run : comparison.policies) {
    if ((run.overall.*share).value > 0) return true;
  }
  return false;
}

const Equity* find_equity(const RunResult& run, const Equity& like) {
  for (const Equity& equity : run.equity) {
    if (equity.dimension == like.dimension && equity.reference == like.reference) return &equity;
  }
  return nullptr;
}

Estimate p90_ratio(const RunResult& run, const Equity& like, const std::string& name) {
  const Equity* equity = find_equity(run, like);
  if (equity == nullptr) return {};
  for (const EquityRow& row : equity->rows) {
    if (row.name == name) return row.p90_wait_ratio;
  }
  return {};
}

std::string equity(const Comparison& comparison) {
  const std::vector<Equity>& dimensions = comparison.policies.front().equity;
  if (dimensions.empty()) return "";
  std::string html = html_paragraph(
      "P90 wait as a multiple of the reference's under the same policy: 1 is the same.");
  for (std::size_t d = 0; d < dimensions.size(); ++d) {
    const Equity& one = dimensions[d];
    BarChart chart;
    chart.id = absl::StrCat("chart-equity-", d);
    chart.title = absl::StrCat("P90 wait by ", one.dimension, ", as a multiple of ", one.reference);
    chart.unit = Unit::kRatio;
    chart.dots = true;
    chart.line = 1;
    chart.line_label = "the same";
    MarkupTable table{chart.title, {"Name"}, {}};
    chart.legend = all_lettered(comparison);
    table.headers.insert(table.headers.end(), chart.legend.begin(), chart.legend.end());
    for (const EquityRow& row : one.rows) {
      BarGroup group{row.name, {}};
      std::vector<std::string> cells = {row.name};
      for (std::size_t i = 0; i < comparison.policies.size(); ++i) {
        const Estimate ratio = p90_ratio(comparison.policies[i], one, row.name);
        group.bars.push_back({letter(i), i, ratio});
        cells.push_back(in_words(ratio, Unit::kRatio));
      }
      chart.groups.push_back(std::move(group));
      table.rows.push_back(std::move(cells));
    }
    html += svg_bars(chart) + html_of_folded(absl::StrCat("The numbers: ", chart.title), table);
  }
  return html_section("equity", "Equity", html);
}

std::string differences(const Comparison& comparison) {
  if (comparison.differences.empty()) return "";
  MarkupTable table{"Differences on the same people",
                    {"Policy", "Class or group", "Measure", "Difference", "Beyond chance"},
                    {}};
  for (const Difference& one : comparison.differences) {
    table.rows.push_back({one.policy, one.name == "all" ? "Everybody" : one.name,
                          metric_name(one.metric),
                          change_in_words(one.difference, difference_unit(one.metric)),
                          clear(one.difference) ? "yes" : "no"});
  }
  std::string text =
      "Every policy met the same people with the same patience and the same needs, so that the "
      "interval of a difference is narrower than those of its two sides.";
  if (comparison.baseline < comparison.policies.size()) {
    absl::StrAppend(&text, " Each is measured against ", lettered(comparison, comparison.baseline),
                    ".");
  }
  return html_section("differences", "Differences", html_paragraph(text) + html_of(table));
}

std::string details(const Comparison& comparison) {
  std::string html;
  for (std::size_t i = 0; i < comparison.policies.size(); ++i) {
    const RunResult& run = comparison.policies[i];
    const std::string name = lettered(comparison, i);
    html += html_of_folded(absl::StrCat(name, ", classes"), class_table(run, name + ": classes")) +
            html_of_folded(absl::StrCat(name, ", groups of agents"),
                           group_table(run, name + ": groups of agents"));
  }
  return html_section("details", "Every policy in full", html);
}

}  // namespace

std::string to_html(const Comparison& comparison) {
  const std::string lead = "The same people under each policy, side by side.";
  const std::string title = comparison.title.empty() ? "Comparison" : comparison.title;
  if (comparison.policies.empty()) return html_page(title, "No policy was run.", "");
  std::string html = policies(comparison);
  html += side_by_side(comparison, "p90", "P90 wait", Unit::kSeconds,
                       [](const ClassResult& result) { return result.wait_quantiles_s[kP90]; });
  html += side_by_side(comparison, "mean", "Mean wait", Unit::kSeconds,
                       [](const ClassResult& result) { return result.mean_wait_s; });
  html += side_by_side(comparison, "level", "Service level", Unit::kShare,
                       [](const ClassResult& result) { return result.service_level; });
  html += side_by_side(comparison, "abandonment", "Gave up", Unit::kShare,
                       [](const ClassResult& result) { return result.p_abandon; });
  if (anybody(comparison, &ClassResult::p_block)) {
    html += side_by_side(comparison, "blocked", "Turned away", Unit::kShare,
                         [](const ClassResult& result) { return result.p_block; });
  }
  if (anybody(comparison, &ClassResult::p_unmet)) {
    html += side_by_side(comparison, "unmet", "Served without their language or need", Unit::kShare,
                         [](const ClassResult& result) { return result.p_unmet; });
  }
  html += equity(comparison) + differences(comparison) + details(comparison);
  return html_page(title, lead, html + html_method(comparison.policies.front()));
}

}  // namespace usher::report
