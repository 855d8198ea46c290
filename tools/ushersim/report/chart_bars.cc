#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"

#include "tools/ushersim/report/chart.h"
#include "tools/ushersim/report/markup.h"
#include "tools/ushersim/report/scale.h"

namespace usher::report {
namespace {

constexpr double kWidth = 820;
constexpr double kMarks = 196;  // where the marks end
constexpr double kLeft = 204;   // of the plot
constexpr double kRight = 650;
constexpr double kRow = 20;
constexpr double kGap = 12;  // between groups
constexpr double kTop = 18;  // room for the label of the line
constexpr std::size_t kLabelLetters = 22;

// Cut between characters; the whole label is in the table beside the chart.
std::string shortened(const std::string& label, std::size_t letters) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    if ((static_cast<unsigned char>(label[i]) & 0xc0) == 0x80) continue;
    if (++count == letters && i + 4 < label.size()) return label.substr(0, i) + "…";
  }
  return label;
}

std::string text_at(double x, double y, const char* style, const std::string& text) {
  return absl::StrCat("<text x=\"", place(x), "\" y=\"", place(y), "\"", style, ">", escape(text),
                      "</text>\n");
}

class Bars {
 public:
  explicit Bars(const BarChart& chart) : chart_(chart) {
    double low = chart.dots ? chart.line : 0;
    double high = std::isfinite(chart.line) ? chart.line : 0;
    for (const BarGroup& group : chart.groups) {
      for (const Bar& bar : group.bars) {
        if (!bar.value.known()) continue;
        known_ = true;
        // A hopelessly wide interval is cut rather than all bars made invisible.
        const double margin =
            bar.value.bounded() ? std::min(bar.value.half_width, std::abs(bar.value.value)) : 0;
        low = std::min(low, bar.value.value - (chart.dots ? margin : 0));
        high = std::max(high, bar.value.value + margin);
      }
    }
    if (chart.unit == Unit::kShare && !chart.dots) high = std::min(high, 1.0);
    scale_ = make_scale(low, high, 6, chart.unit);
  }

  std::string draw() {
    if (!known_) return "";
    double y = kTop;
    for (const BarGroup& group : chart_.groups) {
      marks_ += text_at(0, y + 14, " class=\"strong\"", shortened(group.label, kLabelLetters));
      for (const Bar& bar : group.bars) {
        draw_bar(bar, y);
        y += kRow;
      }
      y += kGap;
    }
    return frame(y - kGap / 2);
  }

 private:
  double x(double value) const { return kLeft + (kRight - kLeft) * scale_.part(value); }

  void draw_bar(const Bar& bar, double y) {
    marks_ += text_at(kMarks, y + 14, " class=\"soft\" text-anchor=\"end\"", bar.mark);
    const Estimate& value = bar.value;
    if (!value.known()) {
      marks_ += text_at(kLeft + 4, y + 14, " class=\"soft\"", "unknown");
      return;
    }
    const double middle = y + kRow / 2;
    const std::string fill = absl::StrCat(" class=\"f", bar.series % 6, "\"");
    if (chart_.dots) {
      absl::StrAppend(&marks_, "<circle cx=\"", place(x(value.value)), "\" cy=\"", place(middle),
                      "\" r=\"5\"", fill, "/>\n");
    } else {
      const double from = std::min(x(0), x(value.value));
      absl::StrAppend(&marks_, "<rect x=\"", place(from), "\" y=\"", place(y + 3), "\" width=\"",
                      place(std::max(1.0, std::abs(x(value.value) - x(0)))), "\" height=\"",
                      place(kRow - 6), "\"", fill, "/>\n");
    }
    if (value.bounded() && value.half_width > 0) {
      const std::string from = place(x(value.value - value.half_width));
      const std::string to = place(x(value.value + value.half_width));
      // On a ground of its own, so that it is seen on a bar of any colour.
      for (const char* style : {"halo", "whisker"}) {
        absl::StrAppend(&marks_, "<path class=\"", style, "\" d=\"M", from, " ", place(middle - 4),
                        "v8M", from, " ", place(middle), "H", to, "m0 -4v8\"/>\n");
      }
    }
    marks_ += text_at(kRight + 10, y + 14, "", in_words(value, chart_.unit));
  }

  std::string description() const {
    std::string text;
    for (const BarGroup& group : chart_.groups) {
      absl::StrAppend(&text, text.empty() ? "" : " ", group.label, ":");
      for (const Bar& bar : group.bars) {
        const std::string words = in_words(bar.value, chart_.unit);
        absl::StrAppend(&text, &bar == &group.bars.front() ? " " : ", ", bar.mark,
                        bar.mark.empty() ? "" : " ", words.empty() ? "unknown" : words);
      }
      text += ".";
    }
    return text;
  }

  std::string frame(double bottom) const {
    std::string svg = absl::StrCat("<div class=\"wide\" tabindex=\"0\"><svg viewBox=\"0 0 ", kWidth,
                                   " ", place(bottom + 24), "\" role=\"img\" aria-labelledby=\"",
                                   chart_.id, "-t ", chart_.id, "-d\">\n<title id=\"", chart_.id,
                                   "-t\">", escape(chart_.title), "</title>\n<desc id=\"",
                                   chart_.id, "-d\">", escape(description()), "</desc>\n");
    for (const double tick : scale_.ticks()) {
      absl::StrAppend(&svg, "<path class=\"grid\" d=\"M", place(x(tick)), " ", place(kTop), "V",
                      place(bottom), "\"/>\n");
      svg += text_at(x(tick), bottom + 16, " class=\"soft\" text-anchor=\"middle\"",
                     tick_in_words(tick, chart_.unit));
    }
    if (std::isfinite(chart_.line)) {
      absl::StrAppend(&svg, "<path class=\"axis\" d=\"M", place(x(chart_.line)), " ",
                      place(kTop - 4), "V", place(bottom), "\"/>\n");
      svg += text_at(x(chart_.line), kTop - 7, " class=\"soft\" text-anchor=\"middle\"",
                     chart_.line_label);
    }
    return svg + marks_ + "</svg></div>\n";
  }

  const BarChart& chart_;
  bool known_ = false;
  Scale scale_;
  std::string marks_;
};

std::string legend(const BarChart& chart) {
  if (chart.legend.empty()) return "";
  std::string html = "<ul class=\"legend\">\n";
  for (std::size_t i = 0; i < chart.legend.size(); ++i) {
    absl::StrAppend(&html, "<li><svg viewBox=\"0 0 32 18\" aria-hidden=\"true\"><rect class=\"f",
                    i % 6, "\" width=\"32\" height=\"18\"/></svg><bdi>", escape(chart.legend[i]),
                    "</bdi></li>\n");
  }
  return html + "</ul>\n";
}

}  // namespace

std::string svg_bars(const BarChart& chart) {
  const std::string svg = Bars(chart).draw();
  if (svg.empty()) return "";
  return absl::StrCat("<figure>\n<figcaption>", escape(chart.title), "</figcaption>\n",
                      legend(chart), svg, "</figure>\n");
}

}  // namespace usher::report
