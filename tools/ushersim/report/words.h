// Numbers of a simulation in the words of a planner, for tables and pages alike. An unknown number
// is "". Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_WORDS_H_
#define USHER_TOOLS_USHERSIM_REPORT_WORDS_H_

#include <string>

#include "tools/ushersim/report/results.h"

namespace usher::report {

enum class Unit {
  kSeconds,  // "12.3 s", "4 min 05 s", "2 h 10 min"
  kShare,    // 0.812 is "81.2 %"
  kGap,      // -0.031 is "-3.1 points"
  kRatio,    // "1.32"
  kCount,    // "1234", "12.3", "0.12"
};

std::string in_words(double value, Unit unit);

// With the half-width where it is known: "81.2 ± 0.4 %".
std::string in_words(const Estimate& estimate, Unit unit);

// "81.2 %" alone.
std::string value_in_words(const Estimate& estimate, Unit unit);

// With a sign, for differences: "+12.3 ± 0.4 s".
std::string change_in_words(const Estimate& estimate, Unit unit);

// True where the confidence interval does not hold zero: chance alone explains it badly.
bool clear(const Estimate& difference);

// Of a metric's JSON key, for people: "p90_wait_s" is "P90 wait". An unknown key stays as it is.
std::string metric_name(const std::string& key);
Unit metric_unit(const std::string& key);
// The unit of a difference of this metric.
Unit difference_unit(const std::string& key);

// A time of day: 29700 is "08:15". Days after the first count on: "+1 d 08:15".
std::string clock(double seconds);

// "30 min", "24 h": a length of time that is no estimate.
std::string length(double seconds);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_WORDS_H_
