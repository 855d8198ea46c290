// The stationary distribution of a finite Markov chain in continuous time. Pure; any thread.
//
// Source: W. K. Grassmann, M. I. Taksar, D. P. Heyman, "Regenerative analysis and steady state
// distributions for Markov chains", Operations Research 33, 1985 (GTH): elimination of one state
// after another without a subtraction, so that every probability, however small, is right to a
// relative error of about 1e-13.
#ifndef USHER_TOOLS_QUEUEING_MARKOV_H_
#define USHER_TOOLS_QUEUEING_MARKOV_H_

#include <cstddef>
#include <optional>
#include <vector>

namespace usher::queueing {

struct Transition {
  std::size_t from = 0;
  std::size_t to = 0;
  double rate = 0;  // > 0
};

// A dense matrix is solved: 128 MiB at this size.
inline constexpr std::size_t kMostStates = 4096;

// Rates of the same pair add up, a loop from a state to itself means nothing. Empty where there is
// no state or are too many, a transition is out of range, or some state cannot reach state 0 or be
// reached from it. Fast (about states * band^2) where neighbours have near numbers.
std::optional<std::vector<double>> stationary(std::size_t states,
                                              const std::vector<Transition>& transitions);

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_MARKOV_H_
