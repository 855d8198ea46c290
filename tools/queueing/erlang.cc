#include "tools/queueing/erlang.h"

#include <limits>

namespace usher::queueing {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool in_domain(std::int64_t servers, double load) {
  return servers >= 0 && load >= 0 && load < std::numeric_limits<double>::infinity();
}

}  // namespace

double erlang_b(std::int64_t servers, double load) {
  if (!in_domain(servers, load)) return kNaN;
  double blocking = 1;
  for (std::int64_t k = 1; k <= servers && blocking > 0; ++k) {
    const double offered = load * blocking;
    blocking = offered / (static_cast<double>(k) + offered);
  }
  return blocking;
}

double erlang_c(std::int64_t servers, double load) {
  if (!in_domain(servers, load)) return kNaN;
  const double n = static_cast<double>(servers);
  if (load >= n) return load == 0 ? 0 : 1;
  const double blocking = erlang_b(servers, load);
  return n * blocking / (n - load * (1 - blocking));
}

}  // namespace usher::queueing
