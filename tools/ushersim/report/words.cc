#include "tools/ushersim/report/words.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace usher::report {
namespace {

// Two or three digits that matter; more would claim to know more.
int digits(double value) {
  const double size = std::abs(value);
  return size >= 100 || size == 0 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3;
}

std::string plain(double value) {
  if (value == std::round(value) && std::abs(value) < 1e6) return absl::StrFormat("%.0f", value);
  return std::abs(value) >= 1e6 ? absl::StrFormat("%.3g", value)
                                : absl::StrFormat("%.*f", digits(value), value);
}

std::string seconds_in_words(double value) {
  const char* sign = value < 0 ? "-" : "";
  const double size = std::abs(value);
  if (size < 119.95) return absl::StrFormat("%s%.1f s", sign, size);
  const auto whole = static_cast<std::int64_t>(std::llround(size));
  if (whole < 2 * 3600) return absl::StrFormat("%s%d min %02d s", sign, whole / 60, whole % 60);
  const std::int64_t minutes = (whole + 30) / 60;
  return absl::StrFormat("%s%d h %02d min", sign, minutes / 60, minutes % 60);
}

// The number without the unit, and the unit.
std::pair<std::string, std::string> parts(double value, Unit unit) {
  switch (unit) {
    case Unit::kSeconds:
      return {absl::StrFormat("%.1f", value), " s"};
    case Unit::kShare:
      return {absl::StrFormat("%.1f", 100 * value), " %"};
    case Unit::kGap:
      return {absl::StrFormat("%.1f", 100 * value), " points"};
    case Unit::kRatio:
      return {absl::StrFormat("%.2f", value), ""};
    case Unit::kCount:
      return {plain(value), ""};
  }
  return {};
}

struct Metric {
  const char* key;
  const char* name;
  Unit unit;
  Unit difference;
};

constexpr std::array kMetrics = {
    Metric{"p_wait", "Share that waits", Unit::kShare, Unit::kGap},
    Metric{"p_block", "Turned away", Unit::kShare, Unit::kGap},
    Metric{"p_abandon", "Gave up", Unit::kShare, Unit::kGap},
    Metric{"p_unmet", "Served without their language or need", Unit::kShare, Unit::kGap},
    Metric{"mean_wait_s", "Mean wait", Unit::kSeconds, Unit::kSeconds},
    Metric{"mean_wait_served_s", "Mean wait of those served", Unit::kSeconds, Unit::kSeconds},
    Metric{"p50_wait_s", "Median wait", Unit::kSeconds, Unit::kSeconds},
    Metric{"p80_wait_s", "P80 wait", Unit::kSeconds, Unit::kSeconds},
    Metric{"p90_wait_s", "P90 wait", Unit::kSeconds, Unit::kSeconds},
    Metric{"p95_wait_s", "P95 wait", Unit::kSeconds, Unit::kSeconds},
    Metric{"p99_wait_s", "P99 wait", Unit::kSeconds, Unit::kSeconds},
    Metric{"service_level", "Service level", Unit::kShare, Unit::kGap},
    Metric{"service_level_served", "Service level of those served", Unit::kShare, Unit::kGap},
    Metric{"service_level_gap", "Gap in service level", Unit::kGap, Unit::kGap},
    Metric{"mean_queue", "In line on average", Unit::kCount, Unit::kCount},
    Metric{"utilization", "Occupancy", Unit::kShare, Unit::kGap},
    Metric{"p90_wait_ratio", "Ratio of P90 waits", Unit::kRatio, Unit::kRatio},
    Metric{"mean_wait_ratio", "Ratio of mean waits", Unit::kRatio, Unit::kRatio},
    Metric{"p_abandon_ratio", "Ratio of giving up", Unit::kRatio, Unit::kRatio},
};

const Metric* find(const std::string& key) {
  for (const Metric& metric : kMetrics) {
    if (key == metric.key) return &metric;
  }
  return nullptr;
}

}  // namespace

std::string in_words(double value, Unit unit) {
  if (std::isinf(value)) return "no bound";
  if (!std::isfinite(value)) return "";
  if (unit == Unit::kSeconds) return seconds_in_words(value);
  const auto [number, suffix] = parts(value, unit);
  return number + suffix;
}

std::string value_in_words(const Estimate& estimate, Unit unit) {
  return in_words(estimate.value, unit);
}

std::string in_words(const Estimate& estimate, Unit unit) {
  // What was not random has no margin worth a word.
  if (!estimate.bounded() || estimate.half_width == 0) return in_words(estimate.value, unit);
  if (unit == Unit::kSeconds && std::abs(estimate.value) >= 119.95) {
    const std::string margin = estimate.half_width < 119.5
                                   ? absl::StrFormat("%.0f s", estimate.half_width)
                                   : in_words(estimate.half_width, unit);
    return absl::StrCat(in_words(estimate.value, unit), " ± ", margin);
  }
  const auto [number, suffix] = parts(estimate.value, unit);
  if (unit == Unit::kCount && std::abs(estimate.value) < 1e6) {
    const int places = digits(estimate.value);
    return absl::StrFormat("%.*f ± %.*f", places, estimate.value, places, estimate.half_width);
  }
  return absl::StrCat(number, " ± ", parts(estimate.half_width, unit).first, suffix);
}

std::string change_in_words(const Estimate& estimate, Unit unit) {
  const std::string text = in_words(estimate, unit);
  return text.empty() || estimate.value < 0 ? text : "+" + text;
}

bool clear(const Estimate& difference) {
  return difference.bounded() && std::abs(difference.value) > difference.half_width;
}

std::string metric_name(const std::string& key) {
  const Metric* metric = find(key);
  return metric == nullptr ? key : metric->name;
}

Unit metric_unit(const std::string& key) {
  const Metric* metric = find(key);
  return metric == nullptr ? Unit::kCount : metric->unit;
}

Unit difference_unit(const std::string& key) {
  const Metric* metric = find(key);
  return metric == nullptr ? Unit::kCount : metric->difference;
}

std::string clock(double seconds) {
  const auto minutes = static_cast<std::int64_t>(std::llround(seconds / 60));
  const std::int64_t days = minutes / (24 * 60);
  const std::string time = absl::StrFormat("%02d:%02d", minutes / 60 % 24, minutes % 60);
  return days == 0 ? time : absl::StrCat("+", days, " d ", time);
}

std::string length(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 120) return absl::StrFormat("%g s", seconds);
  if (whole < 7200) {
    return whole % 60 == 0 ? absl::StrCat(whole / 60, " min")
                           : absl::StrFormat("%d min %02d s", whole / 60, whole % 60);
  }
  const std::int64_t minutes = (whole + 30) / 60;
  return minutes % 60 == 0 ? absl::StrCat(minutes / 60, " h")
                           : absl::StrFormat("%d h %02d min", minutes / 60, minutes % 60);
}

}  // namespace usher::report
