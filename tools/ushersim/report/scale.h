// From numbers to places on a chart: round ticks, and short words for them. Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_SCALE_H_
#define USHER_TOOLS_USHERSIM_REPORT_SCALE_H_

#include <string>
#include <vector>

#include "tools/ushersim/report/words.h"

namespace usher::report {

struct Scale {
  double low = 0;
  double high = 1;
  double step = 1;  // between ticks; low and high are multiples of it

  // 0 at low, 1 at high; clamped.
  double part(double value) const;
  std::vector<double> ticks() const;
};

// Holds low..high with at most `ticks` steps of a length that people count in.
Scale make_scale(double low, double high, int ticks, Unit unit);

// "30 s", "1.5 min", "40 %".
std::string tick_in_words(double value, Unit unit);

// One decimal: precise enough for a screen, and the same on every machine.
std::string place(double value);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_SCALE_H_
