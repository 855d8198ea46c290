#include "tools/queueing/quadrature.h"

#include <cmath>
#include <numbers>

namespace usher::queueing {
namespace {

GaussLegendre make_rule() {
  constexpr int kCount = static_cast<int>(GaussLegendre::kPoints);
  GaussLegendre rule{};
  for (int i = 0; i < kCount; ++i) {
    double x = std::cos(std::numbers::pi * (i + 0.75) / (kCount + 0.5));
    double slope = 0;
    for (int step = 0; step < 100; ++step) {
      double previous = 1;
      double value = x;
      for (int k = 2; k <= kCount; ++k) {
        const double next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
        previous = value;
        value = next;
      }
      slope = kCount * (x * value - previous) / (x * x - 1);
      const double change = value / slope;
      x -= change;
      if (std::abs(change) < 1e-16) break;
    }
    const auto at = static_cast<std::size_t>(i);
    rule.nodes[at] = x;
    rule.weights[at] = 2 / ((1 - x * x) * slope * slope);
  }
  return rule;
}

}  // namespace

const GaussLegendre& gauss_legendre() {
  static const GaussLegendre rule = make_rule();
  return rule;
}

}  // namespace usher::queueing
