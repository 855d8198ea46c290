// The two charts of a report, as inline SVG that follows the page's style: bars (or dots) with
// whiskers, and small panels over the day that share one scale. Each has a title and a description
// for who can't see it, writes its values beside its marks or has a table by its side, and tells
// series apart by letters and dashes as well as by colour. Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_CHART_H_
#define USHER_TOOLS_USHERSIM_REPORT_CHART_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tools/ushersim/report/results.h"
#include "tools/ushersim/report/words.h"

namespace usher::report {

struct Bar {
  std::string mark;        // a short text before the bar: "P90", "A"
  std::size_t series = 0;  // its colour; what differs has another mark too
  Estimate value;
};

struct BarGroup {
  std::string label;
  std::vector<Bar> bars;
};

struct BarChart {
  std::string id;  // of letters and dashes, unique on the page
  std::string title;
  Unit unit = Unit::kSeconds;
  std::vector<BarGroup> groups;
  bool dots = false;       // dots where the distance from `line` matters, not from 0
  double line = kUnknown;  // a line across, as at a target
  std::string line_label;
  std::vector<std::string> legend;  // what each series is called, with its mark; or empty
};

// "" where no value is known.
std::string svg_bars(const BarChart& chart);

struct Panel {
  std::string label;
  std::vector<Estimate> values;
  std::vector<Estimate> second;  // dashed, or empty
};

struct PanelChart {
  std::string id;
  std::string title;
  Unit unit = Unit::kSeconds;
  double start_s = 0;
  double interval_s = 0;
  std::vector<Panel> panels;
  std::string first_name, second_name;  // of the lines, for the legend; the second may be ""
  std::vector<Estimate> everybody;      // a dashed line in every panel, or empty
  double target = kUnknown;             // a dotted line in every panel
  bool whole = false;                   // the scale goes to 100 %
};

std::string svg_panels(const PanelChart& chart);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_CHART_H_
