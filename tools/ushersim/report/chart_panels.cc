#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

#include "tools/ushersim/report/chart.h"
#include "tools/ushersim/report/markup.h"
#include "tools/ushersim/report/scale.h"

namespace usher::report {
namespace {

constexpr double kWidth = 270;
constexpr double kHeight = 138;
constexpr double kLeft = 50;
constexpr double kRight = 262;
constexpr double kTop = 8;
constexpr double kBottom = 114;

double hours_between_ticks(double seconds) {
  for (const double hours : {0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0}) {
    if (seconds / (hours * 3600) <= 4.01) return hours;
  }
  return 24 * std::ceil(seconds / (4 * 24 * 3600));
}

class Panels {
 public:
  explicit Panels(const PanelChart& chart) : chart_(chart) {
    double high = chart.whole ? 1 : std::isfinite(chart.target) ? chart.target : 0;
    const auto see = [&](const std::vector<Estimate>& values) {
      count_ = std::max(count_, values.size());
      for (const Estimate& value : values) {
        if (!value.known()) continue;
        known_ = true;
        // One interval with few people in it must not flatten every panel.
        const double margin = value.bounded() ? std::min(value.half_width, value.value / 4) : 0;
        high = std::max(high, value.value + margin);
      }
    };
    for (const Panel& panel : chart.panels) {
      see(panel.values);
      see(panel.second);
    }
    if (chart.unit == Unit::kShare) high = std::min(high, 1.0);
    scale_ = make_scale(0, high, 4, chart.unit);
  }

  std::string draw() const {
    if (!known_ || count_ == 0) return "";
    std::string html = legend() + "<div class=\"facets\">\n";
    for (std::size_t i = 0; i < chart_.panels.size(); ++i) {
      const Panel& panel = chart_.panels[i];
      const std::string id = absl::StrCat(chart_.id, "-", i);
      absl::StrAppend(&html, "<div>\n<h3><bdi>", escape(panel.label),
                      "</bdi></h3>\n<svg viewBox=\"0 0 ", kWidth, " ", kHeight,
                      "\" role=\"img\" aria-labelledby=\"", id, "-t ", id, "-d\">\n<title id=\"",
                      id, "-t\">", escape(chart_.title), ": ", escape(panel.label),
                      "</title>\n<desc id=\"", id, "-d\">", escape(description(panel)), "</desc>\n",
                      grid(), band(panel.values));
      if (!chart_.everybody.empty()) html += line("all", chart_.everybody);
      if (std::isfinite(chart_.target)) {
        absl::StrAppend(&html, "<path class=\"aim\" d=\"M", place(kLeft), " ",
                        place(y(chart_.target)), "H", place(kRight), "\"/>\n");
      }
      absl::StrAppend(&html, line("l1", panel.second), line("l0", panel.values),
                      "</svg>\n</div>\n");
    }
    return html + "</div>\n";
  }

 private:
  double x(double interval) const {
    return kLeft + (kRight - kLeft) * interval / static_cast<double>(count_);
  }
  double y(double value) const { return kBottom - (kBottom - kTop) * scale_.part(value); }

  std::string description(const Panel& panel) const {
    std::optional<std::size_t> most, least;
    for (std::size_t i = 0; i < panel.values.size(); ++i) {
      if (!panel.values[i].known()) continue;
      if (!most || panel.values[i].value > panel.values[*most].value) most = i;
      if (!least || panel.values[i].value < panel.values[*least].value) least = i;
    }
    if (!most) return "No value is known.";
    const auto at = [&](std::size_t i) {
      return absl::StrCat(value_in_words(panel.values[i], chart_.unit), " from ",
                          clock(chart_.start_s + static_cast<double>(i) * chart_.interval_s));
    };
    return absl::StrCat("Highest: ", at(*most), ". Lowest: ", at(*least), ".");
  }

  std::string grid() const {
    std::string svg;
    for (const double tick : scale_.ticks()) {
      absl::StrAppend(&svg, "<path class=\"grid\" d=\"M", place(kLeft), " ", place(y(tick)), "H",
                      place(kRight), "\"/>\n<text class=\"soft\" text-anchor=\"end\" x=\"",
                      place(kLeft - 5), "\" y=\"", place(y(tick) + 4), "\">",
                      escape(tick_in_words(tick, chart_.unit)), "</text>\n");
    }
    const double length = chart_.interval_s * static_cast<double>(count_);
    const double step = hours_between_ticks(length) * 3600;
    const double first = std::ceil(chart_.start_s / step - 1e-9) * step;
    for (double time = first; time <= chart_.start_s + length + 1; time += step) {
      const double where = x((time - chart_.start_s) / chart_.interval_s);
      absl::StrAppend(&svg, "<path class=\"axis\" d=\"M", place(where), " ", place(kBottom),
                      "v4\"/>\n<text class=\"soft\" text-anchor=\"",
                      where > kRight - 12 ? "end" : "middle", "\" x=\"",
                      place(std::min(where, kWidth)), "\" y=\"", place(kBottom + 17), "\">",
                      clock(std::fmod(time, 86400)), "</text>\n");
    }
    return svg;
  }

  // An unknown value is a gap, not a zero.
  std::string line(const char* style, const std::vector<Estimate>& values) const {
    std::string path;
    bool drawing = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool alone = !drawing && (i + 1 == values.size() || !values[i + 1].known());
      if (values[i].known()) {
        absl::StrAppend(&path, drawing ? "L" : "M", place(x(static_cast<double>(i) + 0.5)), " ",
                        place(y(values[i].value)), alone ? "h1" : "");
      }
      drawing = values[i].known();
    }
    return path.empty() ? "" : absl::StrCat("<path class=\"", style, "\" d=\"", path, "\"/>\n");
  }

  // The confidence intervals as an area, in runs without a gap.
  std::string band(const std::vector<Estimate>& values) const {
    std::string svg;
    std::string upper, lower;
    const auto close = [&] {
      if (!upper.empty()) {
        absl::StrAppend(&svg, "<path class=\"band\" d=\"M", upper.substr(1), lower, "Z\"/>\n");
      }
      upper.clear();
      lower.clear();
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Estimate& value = values[i];
      if (!value.bounded()) {
        close();
        continue;
      }
      const std::string at = place(x(static_cast<double>(i) + 0.5));
      absl::StrAppend(&upper, "L", at, " ", place(y(value.value + value.half_width)));
      lower = absl::StrCat("L", at, " ", place(y(value.value - value.half_width)), lower);
    }
    close();
    return svg;
  }

  std::string legend() const {
    std::string html = "<ul class=\"legend\">\n";
    const auto add = [&](const char* style, const std::string& name) {
      absl::StrAppend(&html, "<li><svg viewBox=\"0 0 32 12\" aria-hidden=\"true\"><path class=\"",
                      style, "\" d=\"M0 6H32\"/></svg>", escape(name), "</li>\n");
    };
    add("l0", chart_.first_name);
    if (!chart_.second_name.empty()) add("l1", chart_.second_name);
    if (!chart_.everybody.empty()) add("all", "everybody, dashed");
    if (std::isfinite(chart_.target)) {
      add("aim", absl::StrCat("target: ", in_words(chart_.target, chart_.unit), ", dotted"));
    }
    return html + "</ul>\n";
  }

  const PanelChart& chart_;
  bool known_ = false;
  std::size_t count_ = 0;
  Scale scale_;
};

}  // namespace

std::string svg_panels(const PanelChart& chart) {
  const std::string html = Panels(chart).draw();
  if (html.empty()) return "";
  return absl::StrCat("<figure>\n<figcaption>", escape(chart.title),
                      ". The shaded area is the 95 % confidence interval.</figcaption>\n", html,
                      "</figure>\n");
}

}  // namespace usher::report
