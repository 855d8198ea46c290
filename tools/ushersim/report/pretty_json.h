// JSON as people and diffs like it: two spaces of indentation, keys in the order in which they were
// added, numbers in the shortest plain form of up to ten digits. Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_PRETTY_JSON_H_
#define USHER_TOOLS_USHERSIM_REPORT_PRETTY_JSON_H_

#include <string>

#include <boost/json/value.hpp>

namespace usher::report {

// A number, or null for one that is infinite or unknown: JSON has no other word for these.
boost::json::value json_number(double value);

// With a newline at the end.
std::string pretty(const boost::json::value& value);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_PRETTY_JSON_H_
