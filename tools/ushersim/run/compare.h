// Several policies or staffings on the same people: each one's result, and the differences from the
// first with intervals of the paired differences.
//
// Deterministic. Scenarios that can't be compared are INVALID_ARGUMENT and the message says why.
#ifndef USHER_TOOLS_USHERSIM_RUN_COMPARE_H_
#define USHER_TOOLS_USHERSIM_RUN_COMPARE_H_

#include <vector>

#include "absl/status/statusor.h"

#include "tools/ushersim/report/results.h"
#include "tools/ushersim/run/runner.h"
#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

// `progress` of the options is told the share of all scenarios that is done.
absl::StatusOr<report::Comparison> compare(const std::vector<Scenario>& scenarios,
                                           const RunOptions& options);

// The differences of the second from the first, which are of the same seed, length and classes.
std::vector<report::Difference> differences(const Collected& first, const Collected& second,
                                            const std::string& policy);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_COMPARE_H_
