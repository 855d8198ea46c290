// Integrals of smooth functions over an interval. Pure; any thread.
//
// Source: composite Gauss-Legendre rule of 16 points, whose nodes and weights are computed by
// Newton's method on the Legendre polynomial (e.g. Press et al., Numerical Recipes, 3rd ed., §4.6).
#ifndef USHER_TOOLS_QUEUEING_QUADRATURE_H_
#define USHER_TOOLS_QUEUEING_QUADRATURE_H_

#include <array>
#include <cstddef>

namespace usher::queueing {

struct GaussLegendre {
  static constexpr std::size_t kPoints = 16;
  std::array<double, kPoints> nodes;  // in (-1, 1)
  std::array<double, kPoints> weights;
};

const GaussLegendre& gauss_legendre();

// `panels` of equal width. Exact to rounding where the function changes by a few powers of e in a
// panel.
template <typename Function>
double integrate(double from, double to, int panels, const Function& function) {
  const GaussLegendre& rule = gauss_legendre();
  const double half = (to - from) / panels / 2;
  double sum = 0;
  for (int panel = 0; panel < panels; ++panel) {
    const double centre = from + half * (2 * panel + 1);
    for (std::size_t i = 0; i < GaussLegendre::kPoints; ++i) {
      sum += rule.weights[i] * function(centre + half * rule.nodes[i]);
    }
  }
  return sum * half;
}

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_QUADRATURE_H_
