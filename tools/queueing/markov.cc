#include "tools/queueing/markov.h"

#include <cmath>

namespace usher::queueing {
namespace {

// Every state that can be reached from state 0 over the given neighbours.
bool reaches_all(const std::vector<std::vector<std::size_t>>& neighbours) {
  std::vector<bool> seen(neighbours.size(), false);
  std::vector<std::size_t> open = {0};
  seen[0] = true;
  std::size_t found = 1;
  while (!open.empty()) {
    const std::size_t state = open.back();
    open.pop_back();
    for (const std::size_t next : neighbours[state]) {
      if (seen[next]) continue;
      seen[next] = true;
      ++found;
      open.push_back(next);
    }
  }
  return found == neighbours.size();
}

bool irreducible(std::size_t states, const std::vector<Transition>& transitions) {
  std::vector<std::vector<std::size_t>> forward(states);
  std::vector<std::vector<std::size_t>> backward(states);
  for (const Transition& transition : transitions) {
    forward[transition.from].push_back(transition.to);
    backward[transition.to].push_back(transition.from);
  }
  return reaches_all(forward) && reaches_all(backward);
}

class Matrix {
 public:
  explicit Matrix(std::size_t size) : size_(size), cells_(size * size, 0.0) {}
  double& at(std::size_t row, std::size_t column) { return cells_[row * size_ + column]; }

  // Folds `state` into those before it, and leaves in its column the rates into it over its rate
  // out, which is what the way back needs.
  void eliminate(std::size_t state) {
    targets_.clear();
    double out = 0;
    for (std::size_t j = 0; j < state; ++j) {
      if (at(state, j) == 0) continue;
      targets_.push_back(j);
      out += at(state, j);
    }
    for (std::size_t i = 0; i < state; ++i) {
      double& into = at(i, state);
      if (into == 0) continue;
      into /= out;
      for (const std::size_t j : targets_) at(i, j) += into * at(state, j);
    }
  }

 private:
  std::size_t size_;
  std::vector<double> cells_;
  std::vector<std::size_t> targets_;
};

}  // namespace

std::optional<std::vector<double>> stationary(std::size_t states,
                                              const std::vector<Transition>& transitions) {
  if (states == 0 || states > kMostStates) return std::nullopt;
  for (const Transition& transition : transitions) {
    if (transition.from >= states || transition.to >= states || !(transition.rate > 0) ||
        !std::isfinite(transition.rate)) {
      return std::nullopt;
    }
  }
  if (!irreducible(states, transitions)) return std::nullopt;
  Matrix rates(states);
  for (const Transition& transition : transitions) {
    if (transition.from == transition.to) continue;
    rates.at(transition.from, transition.to) += transition.rate;
  }
  for (std::size_t state = states - 1; state > 0; --state) rates.eliminate(state);
  std::vector<double> pi(states, 0.0);
  pi[0] = 1;
  double total = 1;
  for (std::size_t state = 1; state < states; ++state) {
    for (std::size_t i = 0; i < state; ++i) pi[state] += pi[i] * rates.at(i, state);
    total += pi[state];
  }
  for (double& share : pi) share /= total;
  return pi;
}

}  // namespace usher::queueing
