// Results as JSON with stable keys; docs/simulation-output.md is the schema. Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_JSON_H_
#define USHER_TOOLS_USHERSIM_REPORT_JSON_H_

#include <string>

#include "tools/ushersim/report/results.h"

namespace usher::report {

// One object, indented, with a newline at the end. Unknown numbers are null. The same result gives
// the same bytes, but for `wall_s`.
std::string to_json(const RunResult& result);
std::string to_json(const Comparison& comparison);
std::string to_json(const StaffingResult& staffing);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_JSON_H_
