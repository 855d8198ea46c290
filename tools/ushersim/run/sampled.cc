#include "tools/ushersim/run/sampled.h"

#include <array>
#include <cmath>
#include <numeric>

namespace usher::plan {

double student_t(std::size_t degrees) {
  constexpr std::array<double, 11> kTable = {NAN,      12.70620, 4.302653, 3.182446,
                                             2.776445, 2.570582, 2.446912, 2.364624,
                                             2.306004, 2.262157, 2.228139};
  if (degrees < kTable.size()) return kTable.at(degrees);
  constexpr double z = 1.959963985;
  const auto n = static_cast<double>(degrees);
  const double z3 = z * z * z;
  const double z5 = z3 * z * z;
  const double z7 = z5 * z * z;
  return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

report::Estimate Sampled::estimate() const {
  report::Estimate found{value, report::kUnknown};
  double squares = 0;
  std::size_t known = 0;
  for (const double pull : pulls) {
    if (!std::isfinite(pull)) continue;
    squares += pull * pull;
    ++known;
  }
  if (!std::isfinite(value) || known < 2) return found;
  const auto n = static_cast<double>(known);
  found.half_width = student_t(known - 1) * std::sqrt(squares / (n * (n - 1)));
  return found;
}

Sampled ratio(const std::vector<double>& above, const std::vector<double>& below) {
  Sampled found;
  const double bottom = std::accumulate(below.begin(), below.end(), 0.0);
  if (!(bottom > 0)) return found;
  found.value = std::accumulate(above.begin(), above.end(), 0.0) / bottom;
  const double each = bottom / static_cast<double>(below.size());
  for (std::size_t i = 0; i < above.size(); ++i) {
    found.pulls.push_back((above[i] - found.value * below[i]) / each);
  }
  return found;
}

Sampled mean(const std::vector<double>& values) {
  return ratio(values, std::vector<double>(values.size(), 1.0));
}

Sampled statistic(double value, const std::vector<double>& each) {
  Sampled found;
  found.value = value;
  double sum = 0;
  double known = 0;
  for (const double one : each) {
    if (!std::isfinite(one)) continue;
    sum += one;
    known += 1;
  }
  for (const double one : each) {
    found.pulls.push_back(std::isfinite(one) ? one - sum / known : report::kUnknown);
  }
  return found;
}

Sampled operator-(const Sampled& a, const Sampled& b) {
  Sampled found;
  found.value = a.value - b.value;
  if (a.pulls.size() != b.pulls.size()) return found;
  for (std::size_t i = 0; i < a.pulls.size(); ++i) found.pulls.push_back(a.pulls[i] - b.pulls[i]);
  return found;
}

Sampled operator/(const Sampled& a, const Sampled& b) {
  Sampled found;
  if (b.value == 0) return found;
  found.value = a.value / b.value;
  if (a.pulls.size() != b.pulls.size()) return found;
  for (std::size_t i = 0; i < a.pulls.size(); ++i) {
    found.pulls.push_back((a.pulls[i] - found.value * b.pulls[i]) / b.value);
  }
  return found;
}

Sampled operator*(const Sampled& a, double factor) {
  Sampled found = a;
  found.value *= factor;
  for (double& pull : found.pulls) pull *= factor;
  return found;
}

}  // namespace usher::plan
