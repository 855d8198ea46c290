#include "tools/queueing/finite_queue.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace usher::queueing {

std::vector<double> birth_death(const std::vector<double>& up, const std::vector<double>& down) {
  const std::size_t last = std::min(up.size(), down.size());
  // Logarithms find the mode; they would lose digits in the weights themselves.
  std::size_t mode = 0;
  double height = 0;
  double highest = 0;
  for (std::size_t i = 0; i < last; ++i) {
    height += std::log(up[i] / down[i]);
    if (height <= highest) continue;
    highest = height;
    mode = i + 1;
  }
  std::vector<double> weights(last + 1, 0.0);
  weights[mode] = 1;
  for (std::size_t i = mode; i < last; ++i) weights[i + 1] = weights[i] * up[i] / down[i];
  for (std::size_t i = mode; i > 0; --i) weights[i - 1] = weights[i] * down[i - 1] / up[i - 1];
  double total = 0;
  for (const double weight : weights) total += weight;
  for (double& weight : weights) weight /= total;
  return weights;
}

FiniteQueue solve_finite(const QueueInput& input, std::int64_t places) {
  FiniteQueue answer;
  if (!valid(input) || places < 0) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    return {nan, nan, nan, nan, nan, nan};
  }
  const auto servers = static_cast<std::size_t>(input.servers);
  const std::size_t states = servers + static_cast<std::size_t>(places);
  const std::vector<double> up(states, input.arrival_rate);
  std::vector<double> down(states);
  for (std::size_t i = 0; i < states; ++i) {
    const std::size_t present = i + 1;
    down[i] =
        static_cast<double>(std::min(present, servers)) * input.service_rate +
        static_cast<double>(present > servers ? present - servers : 0) * input.abandonment_rate;
  }
  const std::vector<double> pi = birth_death(up, down);
  double busy = 0;
  for (std::size_t i = 0; i <= states; ++i) {
    busy += static_cast<double>(std::min(i, servers)) * pi[i];
    if (i > servers) answer.mean_queue += static_cast<double>(i - servers) * pi[i];
    if (i >= servers && i < states) answer.p_wait += pi[i];
  }
  answer.p_block = pi[states];
  answer.p_abandon = answer.mean_queue * input.abandonment_rate / input.arrival_rate;
  answer.mean_wait = answer.mean_queue / (input.arrival_rate * (1 - answer.p_block));
  answer.utilization = busy / static_cast<double>(input.servers);
  return answer;
}

}  // namespace usher::queueing
