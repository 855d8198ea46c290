// M/M/n/n+K+M: one line with a waiting room of K places, solved as a birth-death chain by products
// of its rates, from the most likely state outwards. With K = 0 it is Erlang B. Pure; any thread.
//
// Source: any textbook, e.g. D. Gross and C. M. Harris, Fundamentals of Queueing Theory, ch. 2.
#ifndef USHER_TOOLS_QUEUEING_FINITE_QUEUE_H_
#define USHER_TOOLS_QUEUEING_FINITE_QUEUE_H_

#include <cstdint>
#include <vector>

#include "tools/queueing/delay_queue.h"

namespace usher::queueing {

// The stationary distribution of a chain on 0..N: up[i] is the rate i -> i+1, down[i] of i+1 -> i,
// all > 0; as many of both. Terms that are e^-700 of the largest come out as 0.
std::vector<double> birth_death(const std::vector<double>& up, const std::vector<double>& down);

// Shares are of all arrivals, p_wait + p_block <= 1; the wait is of those who were let in.
struct FiniteQueue {
  double p_wait = 0;   // let in, but not served at once
  double p_block = 0;  // found servers and waiting room full
  double p_abandon = 0;
  double mean_wait = 0;
  double mean_queue = 0;
  double utilization = 0;
};

// `input` must be valid(), `places` >= 0; else every answer is NaN. O(servers + places).
FiniteQueue solve_finite(const QueueInput& input, std::int64_t places);

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_FINITE_QUEUE_H_
