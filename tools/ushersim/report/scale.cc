#include "tools/ushersim/report/scale.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"

namespace usher::report {
namespace {

// The smallest of 1, 2, 5 times a power of ten that is not below `wanted`.
double round_step(double wanted) {
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= wanted * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

double time_step(double wanted) {
  if (wanted <= 10) return round_step(wanted);
  for (const double step : {15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0}) {
    if (step >= wanted) return step;
  }
  return 3600 * round_step(wanted / 3600);
}

}  // namespace

double Scale::part(double value) const {
  return std::clamp((value - low) / (high - low), 0.0, 1.0);
}

std::vector<double> Scale::ticks() const {
  std::vector<double> ticks;
  const auto count = static_cast<int>(std::lround((high - low) / step));
  for (int i = 0; i <= count; ++i) ticks.push_back(low + i * step);
  return ticks;
}

Scale make_scale(double low, double high, int ticks, Unit unit) {
  if (!(high > low)) high = low + 1;
  const double wanted = (high - low) / ticks;
  Scale scale;
  scale.step = unit == Unit::kSeconds ? time_step(wanted) : round_step(wanted);
  scale.low = std::floor(low / scale.step + 1e-9) * scale.step;
  scale.high = std::ceil(high / scale.step - 1e-9) * scale.step;
  return scale;
}

std::string tick_in_words(double value, Unit unit) {
  if (std::abs(value) < 1e-12) value = 0;
  switch (unit) {
    case Unit::kSeconds:
      if (value == 0) return "0";
      if (value < 60) return absl::StrFormat("%g s", value);
      if (value < 7200) return absl::StrFormat("%g min", value / 60);
      return absl::StrFormat("%g h", value / 3600);
    case Unit::kShare:
      return absl::StrFormat("%g %%", 100 * value);
    case Unit::kGap:
      return absl::StrFormat("%g", 100 * value);
    case Unit::kRatio:
    case Unit::kCount:
      return absl::StrFormat("%g", value);
  }
  return "";
}

std::string place(double value) { return absl::StrFormat("%.1f", value); }

}  // namespace usher::report
