// Results as a table for a terminal. Pure but for the stream; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_TABLE_H_
#define USHER_TOOLS_USHERSIM_REPORT_TABLE_H_

#include <ostream>

#include "tools/ushersim/report/results.h"

namespace usher::report {

// `colour`: bold headings, as a terminal that people look at has them.
void write_table(const RunResult& result, std::ostream& out, bool colour);
void write_table(const Comparison& comparison, std::ostream& out, bool colour);
void write_table(const StaffingResult& staffing, std::ostream& out, bool colour);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_TABLE_H_
