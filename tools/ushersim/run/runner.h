// Runs a scenario's replications on all cores and says what they found.
//
// The result does not depend on the number of threads. Threads end before the call returns.
#ifndef USHER_TOOLS_USHERSIM_RUN_RUNNER_H_
#define USHER_TOOLS_USHERSIM_RUN_RUNNER_H_

#include <functional>
#include <memory>

#include "tools/ushersim/report/results.h"
#include "tools/ushersim/run/collected.h"
#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

struct RunOptions {
  int threads = 0;  // 0: one a core
  // Told the share that is done, 0 to 1, a few times a second, from the caller's thread.
  std::function<void(double)> progress;
};

struct Ran {
  std::unique_ptr<Collected> collected;  // refers to the scenario
  report::RunResult result;
};
Ran run_scenario(const Scenario& scenario, const RunOptions& options);

// The result of what was collected; run_scenario calls it.
report::RunResult result_of(const Scenario& scenario, const Collected& collected);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_RUNNER_H_
