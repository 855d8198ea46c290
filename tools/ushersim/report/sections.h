// The sections that pages of runs, comparisons and staffing searches share. For html*.cc only.
// Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_SECTIONS_H_
#define USHER_TOOLS_USHERSIM_REPORT_SECTIONS_H_

#include <string>
#include <vector>

#include "tools/ushersim/report/markup.h"
#include "tools/ushersim/report/results.h"

namespace usher::report {

// The overall row last.
MarkupTable class_table(const RunResult& run, const std::string& caption);
MarkupTable counts_table(const RunResult& run);
MarkupTable group_table(const RunResult& run, const std::string& caption);
MarkupTable equity_table(const Equity& equity, const std::string& caption);

// "" where there are none.
std::string html_notes(const std::vector<std::string>& notes);

// Everything about one run below its heading: waits, the day, occupancy, equity.
std::string html_run(const RunResult& run);

// How the numbers came about and what they mean.
std::string html_method(const RunResult& run);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_SECTIONS_H_
