#include "tools/ushersim/report/html.h"

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/ushersim/report/golden.h"
#include "tests/tools/ushersim/report/markup_reader.h"
#include "tests/tools/ushersim/report/sample.h"
#include "tools/ushersim/report/chart.h"
#include "tools/ushersim/report/markup.h"
#include "tools/ushersim/report/style.h"

namespace usher::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> pages() {
  return {to_html(sample_run()), to_html(sample_comparison()), to_html(sample_staffing()),
          to_html(RunResult{}),  to_html(Comparison{}),        to_html(StaffingResult{})};
}

// Headings, figures and tables in order: what a reader meets.
std::string outline(const std::string& html) {
  const Page page = read_page(html);
  if (!page.error.empty()) return page.error;
  std::string text;
  for (const Element& element : page.elements) {
    if (element.tag == "h1" || element.tag == "h2") {
      absl::StrAppend(&text, element.tag, " ", element.text, "\n");
    } else if (element.tag == "figcaption") {
      absl::StrAppend(&text, "  figure: ", element.text, "\n");
    } else if (element.tag == "h3") {
      absl::StrAppend(&text, "    panel: ", element.text, "\n");
    } else if (element.tag == "caption") {
      absl::StrAppend(&text, "  table: ", element.text, "\n");
    } else if (element.tag == "th" && element.attributes.at("scope") == "col") {
      absl::StrAppend(&text, "    column: ", element.text, "\n");
    } else if (element.tag == "summary") {
      absl::StrAppend(&text, "  folded: ", element.text, "\n");
    }
  }
  return text;
}

TEST(Html, of_a_run_has_the_known_outline) {
  expect_golden("run_outline.txt", outline(to_html(sample_run())));
}

TEST(Html, of_a_comparison_has_the_known_outline) {
  expect_golden("comparison_outline.txt", outline(to_html(sample_comparison())));
}

TEST(Html, of_a_staffing_has_the_known_outline) {
  expect_golden("staffing_outline.txt", outline(to_html(sample_staffing())));
}

TEST(Html, is_well_formed_whatever_is_unknown) {
  for (const std::string& html : pages()) {
    EXPECT_EQ(read_page(html).error, "");
    EXPECT_FALSE(std::regex_search(html, std::regex("\\b(nan|inf)\\b")));
    EXPECT_NE(read_page(html).all("h1").at(0)->text, "");
  }
}

TEST(Html, fetches_and_runs_nothing) {
  for (const std::string& html : pages()) {
    const Page page = read_page(html);
    EXPECT_THAT(html, Not(HasSubstr("://")));
    EXPECT_THAT(html, Not(HasSubstr("url(")));
    EXPECT_THAT(html, Not(HasSubstr("@import")));
    for (const Element& element : page.elements) {
      EXPECT_NE(element.tag, "script");
      EXPECT_NE(element.tag, "link");
      for (const auto& [name, value] : element.attributes) {
        EXPECT_NE(name, "src");
        EXPECT_NE(name.substr(0, 2), "on") << name;
        EXPECT_NE(name, "style");
      }
    }
  }
}

TEST(Html, every_chart_says_what_it_shows_and_has_a_table_beside_it) {
  const Page page = read_page(to_html(sample_run()));
  std::set<std::string> ids;
  for (const Element& element : page.elements) {
    const auto id = element.attributes.find("id");
    EXPECT_TRUE(id == element.attributes.end() || ids.insert(id->second).second) << id->second;
  }
  std::size_t charts = 0;
  for (const Element* svg : page.all("svg")) {
    if (svg->attributes.count("aria-hidden") > 0) continue;
    ++charts;
    EXPECT_EQ(svg->attributes.at("role"), "img");
    const std::vector<std::string> named =
        absl::StrSplit(svg->attributes.at("aria-labelledby"), ' ');
    ASSERT_EQ(named.size(), 2U);
    for (const std::string& id : named) EXPECT_EQ(ids.count(id), 1U) << id;
  }
  EXPECT_EQ(charts, 3U + 4 * 3 + 2);
  for (const Element* title : page.all("title")) EXPECT_NE(title->text, "");
  for (const Element* description : page.all("desc")) EXPECT_NE(description->text, "");
  // After each figure comes a table before the next heading.
  bool pending = false;
  for (const Element& element : page.elements) {
    if (element.tag == "figure") {
      EXPECT_FALSE(pending);
      pending = true;
    } else if (element.tag == "table") {
      pending = false;
    } else if (element.tag == "h2") {
      EXPECT_FALSE(pending) << "a chart without a table before " << element.text;
    }
  }
}

TEST(Html, says_how_many_were_served_without_what_they_need) {
  const std::string said = "Served without their language or need";
  EXPECT_THAT(to_html(sample_run()), Not(HasSubstr(said)));
  EXPECT_THAT(to_html(sample_comparison()), HasSubstr(said));
  EXPECT_THAT(to_html(sample_comparison().policies[2]), HasSubstr(said));
}

// The widest margin is cut, so that the values stay readable.
TEST(Html, one_wide_margin_flattens_no_panel) {
  PanelChart chart;
  chart.id = "p";
  chart.unit = Unit::kCount;
  chart.interval_s = 3600;
  chart.panels = {{"a", {{10, 1}, {8, 500}}, {}}};
  EXPECT_THAT(svg_panels(chart), Not(HasSubstr(">100<")));
}

TEST(Html, tables_have_a_caption_and_headers_for_both_directions) {
  const Page page = read_page(to_html(sample_comparison()));
  EXPECT_EQ(page.all("table").size(), page.all("caption").size());
  for (const Element* header : page.all("th")) {
    const bool column =
        std::find(header->parents.begin(), header->parents.end(), "thead") != header->parents.end();
    EXPECT_EQ(header->attributes.at("scope"), column ? "col" : "row");
  }
  for (const Element* row : page.all("tr")) EXPECT_NE(row->text, "");
  EXPECT_EQ(page.all("html").at(0)->attributes.at("lang"), "en");
  EXPECT_EQ(page.all("h1").size(), 1U);
  EXPECT_EQ(page.all("main").size(), 1U);
}

TEST(Html, lets_no_name_become_markup) {
  const std::string evil = "</title><script>alert('x')</script>\"><b onload=1>&\x1b\xff\u202E";
  RunResult run = sample_run(evil);
  run.scenario = run.description = evil;
  run.notes = {evil};
  for (ClassResult& result : run.classes) result.name = result.language = evil;
  for (ClassSeries& series : run.day.classes) series.name = evil;
  for (GroupSeries& series : run.day.groups) series.name = evil;
  for (GroupResult& group : run.groups) group.name = evil;
  run.equity[0].dimension = run.equity[0].reference = run.equity[0].rows[0].name = evil;
  Comparison comparison = sample_comparison();
  comparison.title = evil;
  comparison.notes = {evil};
  comparison.policies = {run, run};
  comparison.differences = {{evil, evil, evil, {1, 2}}};
  StaffingResult staffing = sample_staffing();
  staffing.groups[0].group = staffing.targets[0].name = staffing.targets[0].metric = evil;
  staffing.result = run;
  for (const std::string& html : {to_html(run), to_html(comparison), to_html(staffing)}) {
    const Page page = read_page(html);
    EXPECT_EQ(page.error, "");
    EXPECT_TRUE(page.all("script").empty());
    EXPECT_TRUE(page.all("b").empty());
    EXPECT_THAT(html, Not(HasSubstr("\x1b")));
    EXPECT_THAT(html, Not(HasSubstr("\xff")));
    EXPECT_THAT(html, Not(HasSubstr("\u202E")));
  }
}

TEST(Escape, keeps_every_script_and_spells_out_what_is_dangerous) {
  EXPECT_EQ(escape("Việt 国 ♿ 😀"), "Việt 国 ♿ 😀");
  EXPECT_EQ(escape("<a href='b'>&\""), "&lt;a href=&#39;b&#39;&gt;&amp;&quot;");
  EXPECT_EQ(escape("a\nb"), "a\\x0ab");
  EXPECT_EQ(escape("\xc0\x80|\xed\xa0\x80|\xf5"), "\ufffd\ufffd|\ufffd\ufffd\ufffd|\ufffd");
  EXPECT_EQ(escape("\xe5\x9b"), "\ufffd\ufffd");
}

TEST(Chart, has_nothing_to_show_where_nothing_is_known) {
  BarChart bars;
  bars.groups = {{"a", {{"", 0, {}}}}};
  EXPECT_EQ(svg_bars(bars), "");
  PanelChart panels;
  panels.interval_s = 60;
  panels.panels = {{"a", {{}, {}}, {}}};
  EXPECT_EQ(svg_panels(panels), "");
}

TEST(Chart, shows_unknown_values_as_gaps_and_words_and_not_as_zero) {
  BarChart bars;
  bars.id = "b";
  bars.groups = {{"a", {{"", 0, {}}}}, {"c", {{"", 0, {5, 1}}}}};
  EXPECT_THAT(svg_bars(bars), HasSubstr(">unknown<"));
  PanelChart panels;
  panels.id = "p";
  panels.interval_s = 3600;
  panels.panels = {{"a", {{1, 0.1}, {}, {1, 0.1}, {2, 0.1}}, {}}};
  const std::string svg = svg_panels(panels);
  const std::size_t at = svg.find("class=\"l0\" d=\"", svg.find("class=\"l0\"") + 1);
  const std::string path = svg.substr(at, svg.find('>', at) - at);
  EXPECT_EQ(std::count(path.begin(), path.end(), 'M'), 2);
}

// A bar twice as long is twice as much; a whisker that would leave the chart ends at its edge.
TEST(Chart, draws_lengths_in_proportion) {
  BarChart bars;
  bars.id = "b";
  bars.unit = Unit::kCount;
  bars.groups = {{"a", {{"", 0, {4, 0}}}}, {"c", {{"", 0, {8, 1000}}}}};
  const Page page = read_page(svg_bars(bars));
  ASSERT_EQ(page.error, "");
  const auto rects = page.all("rect");
  ASSERT_EQ(rects.size(), 2U);
  EXPECT_NEAR(2 * std::stod(rects[0]->attributes.at("width")),
              std::stod(rects[1]->attributes.at("width")), 0.2);
}

TEST(Chart, shows_at_most_two_dozen_classes_and_all_of_them_in_the_table) {
  RunResult run = sample_run();
  const ClassSeries series = run.day.classes[0];
  run.day.classes.assign(30, series);
  for (std::size_t i = 0; i < 30; ++i) run.day.classes[i].name = absl::StrCat("class ", i);
  const Page page = read_page(to_html(run));
  EXPECT_EQ(page.error, "");
  EXPECT_EQ(page.all("h3").size(), 4U * 24 + 2);
}

double luminance(const std::string& hex) {
  double sum = 0;
  const double weights[] = {0.2126, 0.7152, 0.0722};
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(hex.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    sum += weights[i] * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

// WCAG 2.2: 1.4.3 and 1.4.6 for text, 1.4.11 for marks.
TEST(Style, has_enough_contrast_in_light_and_in_dark) {
  const std::string style = kStyle;
  const std::size_t dark = style.find("prefers-color-scheme: dark");
  ASSERT_NE(dark, std::string::npos);
  for (const std::string& theme : {style.substr(0, dark), style.substr(dark)}) {
    const auto colour = [&](const std::string& name) {
      std::smatch match;
      const std::regex pattern("--" + name + ": (#[0-9a-f]{6});");
      EXPECT_TRUE(std::regex_search(theme, match, pattern)) << name;
      return luminance(match[1]);
    };
    const auto contrast = [&](const std::string& name, const std::string& ground) {
      const double a = colour(name);
      const double b = colour(ground);
      return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
    };
    for (const char* ground : {"back", "panel"}) {
      EXPECT_GE(contrast("text", ground), 7);
      EXPECT_GE(contrast("soft", ground), 7);
      for (const char* mark : {"s0", "s1", "s2", "s3", "s4", "s5"}) {
        EXPECT_GE(contrast(mark, ground), 3) << mark;
      }
    }
  }
}

}  // namespace
}  // namespace usher::report
