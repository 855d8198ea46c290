// Results as one self-contained page: no script, nothing fetched, charts as SVG with a table of the
// same numbers beside each. Every name is escaped. Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_HTML_H_
#define USHER_TOOLS_USHERSIM_REPORT_HTML_H_

#include <string>

#include "tools/ushersim/report/results.h"

namespace usher::report {

// A whole document, UTF-8.
std::string to_html(const RunResult& result);
std::string to_html(const Comparison& comparison);
std::string to_html(const StaffingResult& staffing);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_HTML_H_
