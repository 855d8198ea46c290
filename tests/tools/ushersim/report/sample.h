// Results of an agency that never was, with everything a report can show. For tests.
#ifndef USHER_TESTS_TOOLS_USHERSIM_REPORT_SAMPLE_H_
#define USHER_TESTS_TOOLS_USHERSIM_REPORT_SAMPLE_H_

#include <string>

#include "tools/ushersim/report/results.h"

namespace usher::report {

// Three classes, two groups, equity by language, a day of twelve hours in half hours; waits are
// `factor` times as long.
RunResult sample_run(const std::string& policy = "Usher", double factor = 1);

// Three policies, the first as the baseline.
Comparison sample_comparison();

StaffingResult sample_staffing();

}  // namespace usher::report

#endif  // USHER_TESTS_TOOLS_USHERSIM_REPORT_SAMPLE_H_
