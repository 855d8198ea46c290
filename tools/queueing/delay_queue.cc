#include "tools/queueing/delay_queue.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tools/queueing/erlang.h"
#include "tools/queueing/quadrature.h"

namespace usher::queueing {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kDrop = 60;  // what lies e^-60 below the largest term is left out
constexpr int kPanels = 64;

// u - (1 - e^-u), which is about u^2/2, without cancellation.
double curve(double u) {
  if (std::abs(u) > 0.25) return u + std::expm1(-u);
  double term = u * u / 2;
  double sum = term;
  for (int k = 3; k < 16; ++k) {
    term *= -u / k;
    sum += term;
  }
  return sum;
}

}  // namespace

bool valid(const QueueInput& input) {
  const auto rate = [](double value) { return value > 0 && value < kInfinity; };
  return input.servers >= 1 && input.servers <= 10'000'000 && rate(input.arrival_rate) &&
         rate(input.service_rate) && (input.abandonment_rate == 0 || rate(input.abandonment_rate));
}

DelayQueue::DelayQueue(const QueueInput& input) : input_(input) {
  if (!valid(input)) {
    p_wait_ = p_free_ = p_abandon_ = mean_wait_ = mean_wait_served_ = kNaN;
    return;
  }
  const double capacity = static_cast<double>(input.servers) * input.service_rate;
  stable_ = input.abandonment_rate > 0 || input.arrival_rate < capacity;
  if (!stable_) {
    p_wait_ = 1;
    p_free_ = 0;
    mean_wait_ = mean_wait_served_ = kInfinity;
    return;
  }
  solve();
}

void DelayQueue::solve() {
  const double theta = input_.abandonment_rate;
  const double capacity = static_cast<double>(input_.servers) * input_.service_rate;
  const double excess = std::log(input_.arrival_rate / capacity);
  double height = 0;
  if (theta > 0 && excess > 0) {
    peak_ = excess / theta;
    height = capacity / theta * curve(-excess);
  }
  const double blocking = erlang_b(input_.servers - 1, load());
  log_mass_ = log_integral(0, -1, [](double) { return 1.0; });
  // log of P(V > 0) / P(V = 0)
  const double odds = std::log(input_.arrival_rate) + height + std::log(blocking) + log_mass_;
  p_wait_ = 1 / (1 + std::exp(-odds));
  p_free_ = 1 / (1 + std::exp(odds));
  const auto lost = [theta](double x) { return -std::expm1(-theta * x); };
  if (theta > 0) {
    p_abandon_ = probability(log_integral(0, -1, lost));
    mean_wait_ = p_abandon_ / theta;
  } else {
    mean_wait_ = probability(log_integral(0, -1, [](double x) { return x; }));
  }
  const double served_wait =
      probability(log_integral(0, -1, [theta](double x) { return x * std::exp(-theta * x); }));
  mean_wait_served_ = served_wait / (1 - p_abandon_);
}

double DelayQueue::exponent(double x) const {
  const double theta = input_.abandonment_rate;
  const double capacity = static_cast<double>(input_.servers) * input_.service_rate;
  const double away = x - peak_;
  if (peak_ > 0) return -capacity * curve(theta * away) / theta;
  const double fall = -(capacity - input_.arrival_rate) * away;
  return theta > 0 ? fall - input_.arrival_rate * curve(theta * away) / theta : fall;
}

// The point beyond x, in the direction of the sign of `step`, where H lies kDrop below H(x).
double DelayQueue::beyond(double x, double step) const {
  const double wanted = exponent(x) - kDrop;
  double width = step;
  while (exponent(x + width) > wanted) width *= 2;
  double inside = width == step ? 0 : width / 2;
  for (int i = 0; i < 20; ++i) {
    const double middle = (inside + width) / 2;
    (exponent(x + middle) > wanted ? inside : width) = middle;
  }
  return x + width;
}

template <typename Weight>
double DelayQueue::log_integral(double from, double to, const Weight& weight) const {
  const double end = to < 0 ? kInfinity : to;
  if (!(from < end)) return -kInfinity;
  const double step = 1 / (static_cast<double>(input_.servers) * input_.service_rate);
  const double top = std::clamp(peak_, from, end);
  const double height = exponent(top);
  const double low = top > from ? std::max(from, beyond(top, -step)) : from;
  const double high = top < end ? std::min(end, beyond(top, step)) : end;
  const auto function = [&](double x) { return weight(x) * std::exp(exponent(x) - height); };
  double sum = 0;
  if (input_.abandonment_rate * (high - low) > kPanels / 4.0) {
    // Patience is much shorter than the decay: most happens near the left end.
    double right = high - low;
    for (int halving = 0; halving < 40; ++halving, right /= 2) {
      sum += integrate(low + right / 2, low + right, kPanels / 4, function);
    }
    sum += integrate(low, low + right, 1, function);
  } else {
    sum = integrate(low, high, kPanels, function);
  }
  return height + std::log(sum);
}

double DelayQueue::probability(double log_value) const {
  return p_wait_ * std::exp(log_value - log_mass_);
}

double DelayQueue::utilization() const {
  return std::min(1.0, load() * (1 - p_abandon_) / static_cast<double>(input_.servers));
}

double DelayQueue::service_level(double time) const {
  if (!(time >= 0) || std::isnan(p_wait_)) return kNaN;
  if (!stable_) return 0;
  const double theta = input_.abandonment_rate;
  const double later =
      probability(log_integral(0, time, [theta](double x) { return std::exp(-theta * x); }));
  return std::min(1.0, p_free_ + later);
}

double DelayQueue::p_wait_longer(double time) const {
  if (!(time >= 0) || std::isnan(p_wait_)) return kNaN;
  if (!stable_) return 1;
  const double log_mass = log_integral(time, -1, [](double) { return 1.0; });
  return probability(log_mass - input_.abandonment_rate * time);
}

double DelayQueue::wait_quantile(double q) const {
  if (!(q >= 0 && q < 1) || std::isnan(p_wait_)) return kNaN;
  if (!stable_) return kInfinity;
  const double share = 1 - q;
  if (p_wait_ <= share) return 0;
  double high = 1 / input_.service_rate;
  while (p_wait_longer(high) > share) high *= 2;
  double low = 0;
  for (int i = 0; i < 100 && high - low > 1e-14 * high; ++i) {
    const double middle = (low + high) / 2;
    (p_wait_longer(middle) > share ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace usher::queueing
