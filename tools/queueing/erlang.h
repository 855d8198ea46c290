// Erlang's two formulas, exact and stable for any number of servers. Pure; any thread; no errors:
// a value outside the stated domain gives NaN.
//
// Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance
// in automatic telephone exchanges", 1917 (both formulas); the recursion over servers is in any
// textbook, e.g. L. Kleinrock, Queueing Systems I, 1975, and has positive terms only.
#ifndef USHER_TOOLS_QUEUEING_ERLANG_H_
#define USHER_TOOLS_QUEUEING_ERLANG_H_

#include <cstdint>

namespace usher::queueing {

// Share of arrivals that find all of `servers` >= 0 busy and leave (M/M/n/n, in fact M/G/n/n).
// `load` >= 0: arrival rate times mean service time, in erlangs. O(servers).
double erlang_b(std::int64_t servers, double load);

// Share of arrivals that wait when everybody waits for ever (M/M/n). 1 where load >= servers:
// the line then grows without bound.
double erlang_c(std::int64_t servers, double load);

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_ERLANG_H_
