// One seed, from the first arrival to the last replay: a safety phase with faults, a liveness phase
// without, and what came of it.
//
// One thread. The same seed and limits give the same result to the last bit, on every platform.
#ifndef USHER_TESTS_SIMULATION_SIMULATION_H_
#define USHER_TESTS_SIMULATION_SIMULATION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/adapter.h"
#include "tests/simulation/agent.h"
#include "tests/simulation/watchers.h"

namespace usher::simulation {

struct Result {
  std::string options;
  bool failed = false;
  std::string family;  // of the invariant that was broken
  std::string text;
  Duration at{};  // since the beginning
  std::vector<std::string> last_events;
  Duration simulated{};
  std::uint64_t journal_hash = 0;
  std::uint64_t records = 0;
  std::uint64_t contacts = 0;
  std::uint64_t kills = 0;
  std::uint64_t steps = 0;
};

Result simulate(std::uint64_t seed, const Limits& limits, Trace::Mode trace);

class Simulation {
 public:
  Simulation(std::uint64_t seed, const Limits& limits, Trace::Mode trace);
  Result run();

 private:
  bool on(Fault fault) const { return world_.options().faults.has(fault); }
  void every(Duration mean, Random random, std::function<void(Random&)> what);
  void start_people();
  void start_faults();
  void arrivals();
  void audits();
  void calm_down();
  void check_the_end();
  std::string left_over() const;

  const World world_;
  Scheduler scheduler_{kStart};
  Trace trace_;
  Random random_;
  Disk disk_;
  Checkers checkers_;
  Process process_;
  Network network_;
  std::vector<std::unique_ptr<Adapter>> adapters_;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::vector<std::unique_ptr<FeedReader>> readers_;
  std::unique_ptr<Supervisor> supervisor_;
  bool calm_ = false;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_SIMULATION_H_
