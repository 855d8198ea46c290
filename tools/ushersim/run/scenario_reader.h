// A scenario file read and checked whole: every mistake is a line "FILE:LINE:COLUMN: error: what is
// wrong; what would be right".
//
// Any thread; read_scenario reads files (the scenario, the one it is based on, the agency's
// configuration, traces), scenario_from_text those that the text names, relative to `file`.
#ifndef USHER_TOOLS_USHERSIM_RUN_SCENARIO_READER_H_
#define USHER_TOOLS_USHERSIM_RUN_SCENARIO_READER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

// Bounds of what a scenario may have, so that a slip of the pen is a finding and not a swapping
// machine.
inline constexpr int kMaxClasses = 1000;
inline constexpr int kMaxGroups = 1000;
inline constexpr std::int64_t kMaxAgents = 100'000;
inline constexpr std::size_t kMaxTrace = 10'000'000;

struct ReadScenario {
  std::optional<Scenario> scenario;   // none where there is a problem
  std::vector<std::string> problems;  // in the order of the files
};
ReadScenario read_scenario(const std::string& file);
ReadScenario scenario_from_text(std::string_view text, const std::string& file = "scenario.yaml");

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_SCENARIO_READER_H_
