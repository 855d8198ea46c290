// The smallest staffing of each group that meets the scenario's targets of service level and
// equity, found by simulating staffings on the same people.
//
// Agents are added where that helps most until every target is met, then taken away, singly and by
// exchanging two of one group for one of another, until nobody can be spared. With one group that
// is the smallest number; with several it is a staffing that no such step improves. Deterministic.
#ifndef USHER_TOOLS_USHERSIM_RUN_STAFF_H_
#define USHER_TOOLS_USHERSIM_RUN_STAFF_H_

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"

#include "tools/ushersim/report/results.h"
#include "tools/ushersim/run/runner.h"
#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

struct StaffOptions {
  RunOptions run;
  std::int64_t most_evaluations = 2000;
  // Told the staffings that were looked at so far and the agents of the last one.
  std::function<void(std::int64_t evaluations, std::int64_t agents)> progress;
};

// INVALID_ARGUMENT where the scenario has no targets, or no group whose size may change.
absl::StatusOr<report::StaffingResult> find_staffing(const Scenario& scenario,
                                                     const StaffOptions& options);

// How the targets stand in a result.
std::vector<report::StaffingTarget> judge(const TargetPlan& targets,
                                          const report::RunResult& result);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_STAFF_H_
