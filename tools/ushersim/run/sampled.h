// Numbers with what is needed for confidence intervals, and for those of differences and ratios of
// numbers that were measured on the same people.
//
// A metric is a function of independent observations (replications, or batches of one). Beside its
// value it keeps how far each observation pulls it away (the delta method's linear part), so that
// differences and ratios are paired by themselves. Sources: Law, "Simulation Modeling and
// Analysis", chapters 9 and 11; Fieller's problem by the delta method: Casella and Berger,
// section 5.5.4. Values; any thread.
#ifndef USHER_TOOLS_USHERSIM_RUN_SAMPLED_H_
#define USHER_TOOLS_USHERSIM_RUN_SAMPLED_H_

#include <vector>

#include "tools/ushersim/report/results.h"

namespace usher::plan {

struct Sampled {
  double value = report::kUnknown;
  std::vector<double> pulls;  // one an observation; their mean is 0. Unknown ones are NaN

  report::Estimate estimate() const;
};

// Sum of the first / sum of the second.
Sampled ratio(const std::vector<double>& above, const std::vector<double>& below);
Sampled mean(const std::vector<double>& values);
// `value` is of all observations together, `each` of one by one (NaN where it has none).
Sampled statistic(double value, const std::vector<double>& each);

Sampled operator-(const Sampled& a, const Sampled& b);
Sampled operator/(const Sampled& a, const Sampled& b);
Sampled operator*(const Sampled& a, double factor);

// The 97.5 % quantile of Student's t: a two-sided interval of 95 %. Hill, "Student's t-quantiles",
// CACM 13 (1970), by the Cornish-Fisher expansion from 10 degrees on, a table below.
double student_t(std::size_t degrees);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_SAMPLED_H_
