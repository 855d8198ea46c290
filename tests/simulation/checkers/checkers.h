// All checkers together, fed from three places: the disk (records), the process (what leaves it),
// and the people (what they know).
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_CHECKERS_CHECKERS_H_
#define USHER_TESTS_SIMULATION_CHECKERS_CHECKERS_H_

#include <vector>

#include "tests/simulation/checkers/edge_checkers.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

class Checkers {
 public:
  Checkers(Scheduler& scheduler, const Disk& disk)
      : findings(scheduler),
        shadow(findings),
        durability(findings, disk),
        replay(findings, disk),
        idempotency(findings),
        feed(findings, durability),
        conservation(findings),
        disk_(disk),
        capacity_(findings),
        eligibility_(findings, truth),
        order_(findings),
        ranking_(findings),
        work_(findings),
        deadlines_(findings, running_since),
        wait_clock_(findings, truth),
        next_event_(findings),
        bounds_(findings) {}

  // Everything up to `sequence` is durable: the shadow follows.
  void durable_up_to(std::uint64_t sequence);
  void audit(const core::State& state, Instant now);

  Findings findings;
  Truth truth;
  Shadow shadow;
  DurabilityChecker durability;
  ReplayChecker replay;
  IdempotencyChecker idempotency;
  FeedChecker feed;
  ConservationChecker conservation;
  // Since when, by the engine's clock, the engine has been able to tick.
  Instant running_since;

 private:
  std::vector<Checker*> all() {
    return {&bounds_,  &capacity_,  &eligibility_, &conservation, &order_,
            &ranking_, &deadlines_, &wait_clock_,  &next_event_,  &work_};
  }

  const Disk& disk_;
  CapacityChecker capacity_;
  EligibilityChecker eligibility_;
  OrderChecker order_;
  RankingChecker ranking_;
  WorkChecker work_;
  DeadlineChecker deadlines_;
  WaitClockChecker wait_clock_;
  NextEventChecker next_event_;
  BoundsChecker bounds_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_CHECKERS_CHECKERS_H_
