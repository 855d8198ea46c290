// One world, measured.
//
// A decision is one event fully handled: an arrival (the requirement is interned, the contact joins
// its line, next_match is asked until it has nothing more) or a freed agent (set free, next_match,
// and what follows from the match: the contact leaves the line and gives its class back, the agent
// is busy). Arrivals and freed agents take turns, so as many wait in the end as in the beginning.
// What the events will be is drawn before the clock starts. Each event is timed by itself;
// decisions_per_s is one over the mean of those times.
//
// sign_on is the beginning of a shift: 10,000 agents who were away are added and set free, one
// after the other, each with the matches that follow.
//
// The naive matcher beside it is what one writes first: one line for all in key order, which a
// freed agent reads from its head until somebody fits, and a list of idle agents that an arrival
// reads. It gets the same waiting contacts and the same kind of events, for a shorter time.
#ifndef USHER_TESTS_BENCH_ROUTING_RUN_H_
#define USHER_TESTS_BENCH_ROUTING_RUN_H_

#include <cstdint>
#include <string>

#include "tests/bench/routing/world.h"

namespace usher::bench {

struct Result {
  std::string world;
  std::uint32_t agents = 0;
  std::uint32_t waiting = 0;
  std::uint32_t requirement_classes = 0;
  double compatible_share = 0;
  std::uint64_t decisions = 0;
  double decisions_per_s = 0;
  double target_per_s = 0;
  double p50_ns = 0;
  double p99_ns = 0;
  double p999_ns = 0;
  double arrival_p50_ns = 0;
  double freed_p50_ns = 0;
  double bytes_per_waiting_contact = 0;
  double sign_on_p50_us = 0;
  double sign_on_p99_us = 0;
  double naive_decisions_per_s = 0;
  double naive_ratio = 0;
};

struct Options {
  std::uint64_t events = 400'000;
  std::uint64_t warm_up = 0;  // 0: what the world says
  double naive_seconds = 2;
  double scale = 1;  // of the worlds, for a quick look
};

Result run(WorldSpec spec, const Options& options);

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_ROUTING_RUN_H_
