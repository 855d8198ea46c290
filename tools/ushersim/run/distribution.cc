#include "tools/ushersim/run/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace usher::plan {
namespace {

// Box and Muller; the second of the pair is not kept, a draw belongs to one person.
double normal(Random& random) {
  const double radius = std::sqrt(-2.0 * std::log1p(-random.uniform()));
  return radius * std::cos(2.0 * M_PI * random.uniform());
}

double erlang(Random& random, double mean, int phases) {
  double product = 1;
  double sum = 0;
  for (int i = 0; i < phases; ++i) {
    product *= 1.0 - random.uniform();
    if (product < 1e-200) {
      sum -= std::log(product);
      product = 1;
    }
  }
  return (sum - std::log(product)) * mean / phases;
}

}  // namespace

Duration from_seconds(double value) {
  const double most = seconds(kLongest);
  if (!(value > 0)) return Duration(0);
  return Duration(static_cast<std::int64_t>(std::llround(std::min(value, most) * 1e6)));
}

double Distribution::mean() const {
  double mean = 0;
  switch (kind) {
    case Kind::kNone:
      break;
    case Kind::kNever:
      return std::numeric_limits<double>::infinity();
    case Kind::kFixed:
    case Kind::kExponential:
    case Kind::kLognormal:
    case Kind::kErlang:
      mean = mean_s;
      break;
    case Kind::kEmpirical:
      mean = std::accumulate(values_s->begin(), values_s->end(), 0.0) /
             static_cast<double>(values_s->size());
      break;
  }
  return mean * (1.0 - share_zero);
}

Duration Distribution::draw(Random random) const {
  double value = 0;
  if (share_zero > 0 && random.chance(share_zero)) return Duration(0);
  switch (kind) {
    case Kind::kNone:
      return Duration(0);
    case Kind::kNever:
      return kLongest;
    case Kind::kFixed:
      value = mean_s;
      break;
    case Kind::kExponential:
      value = random.exponential(mean_s);
      break;
    case Kind::kLognormal: {
      const double variance = std::log1p(cv * cv);
      value = mean_s * std::exp(std::sqrt(variance) * normal(random) - variance / 2);
      break;
    }
    case Kind::kErlang:
      value = erlang(random, mean_s, phases);
      break;
    case Kind::kEmpirical:
      value = (*values_s)[random.index(values_s->size())];
      break;
  }
  return std::max(from_seconds(value), Duration(value > 0 ? 1 : 0));
}

Distribution exponential(double mean_s) {
  return {.kind = Distribution::Kind::kExponential, .mean_s = mean_s};
}
Distribution fixed(double mean_s) { return {.kind = Distribution::Kind::kFixed, .mean_s = mean_s}; }
Distribution never() { return {.kind = Distribution::Kind::kNever}; }

double gamma_factor(Random& random, double cv) {
  const double shape = 1.0 / (cv * cv);
  // Below 1 the method needs a boost: Gamma(a) = Gamma(a + 1) * U^(1/a).
  const double boosted = shape < 1 ? shape + 1 : shape;
  const double d = boosted - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal(random);
    const double v = std::pow(1.0 + c * x, 3);
    if (!(v > 0)) continue;
    const double u = 1.0 - random.uniform();
    if (std::log(u) >= 0.5 * x * x + d - d * v + d * std::log(v)) continue;
    double gamma = d * v;
    if (shape < 1) gamma *= std::pow(1.0 - random.uniform(), 1.0 / shape);
    return gamma / shape;
  }
}

}  // namespace usher::plan
