// Lengths of time that people and conversations take: what a scenario may say of them, and draws.
//
// Immutable values; any thread. Draws are at least 1 µs, or 0 where the distribution is 0, and at
// most kLongest.
#ifndef USHER_TOOLS_USHERSIM_RUN_DISTRIBUTION_H_
#define USHER_TOOLS_USHERSIM_RUN_DISTRIBUTION_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "routing/types.h"
#include "tools/ushersim/run/streams.h"

namespace usher::plan {

using routing::Duration;

inline constexpr Duration kLongest = std::chrono::hours(24 * 365);

inline double seconds(Duration d) { return static_cast<double>(d.count()) * 1e-6; }
// Rounded to the nearest microsecond and kept between 0 and kLongest.
Duration from_seconds(double value);

struct Distribution {
  enum class Kind : std::uint8_t {
    kNone,         // always 0
    kNever,        // always kLongest: who never hangs up
    kFixed,        // mean_s
    kExponential,  // mean_s
    kLognormal,    // mean_s, cv (standard deviation / mean)
    kErlang,       // mean_s in all, phases
    kEmpirical,    // any of the values, equally likely
  };
  Kind kind = Kind::kNone;
  double mean_s = 0;
  double cv = 1;
  int phases = 1;
  std::shared_ptr<const std::vector<double>> values_s;
  // Share of people with length 0 (who hang up as soon as they would have to wait); the rest is as
  // above.
  double share_zero = 0;

  double mean() const;  // seconds; infinity for kNever
  Duration draw(Random random) const;
};

Distribution exponential(double mean_s);
Distribution fixed(double mean_s);
Distribution never();

// Of a Gamma with mean 1 and this coefficient of variation, above 0 (Marsaglia and Tsang, "A simple
// method for generating gamma variables", ACM TOMS 26, 2000).
double gamma_factor(Random& random, double cv);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_DISTRIBUTION_H_
