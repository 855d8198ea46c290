#include "tools/queueing/staffing.h"

#include <algorithm>

namespace usher::queueing {

bool meets(const DelayQueue& queue, const ServiceTargets& targets) {
  if (!valid(queue.input()) || !queue.stable()) return false;
  const auto at_most = [](double value, const std::optional<double>& bound) {
    return !bound || value <= *bound;
  };
  return at_most(queue.p_wait(), targets.p_wait) && at_most(queue.p_abandon(), targets.p_abandon) &&
         at_most(queue.mean_wait(), targets.mean_wait) &&
         at_most(queue.utilization(), targets.utilization) &&
         (!targets.service_level ||
          queue.service_level(targets.service_level->time) >= targets.service_level->share);
}

std::optional<std::int64_t> smallest_staffing(QueueInput input, const ServiceTargets& targets,
                                              std::int64_t most) {
  const auto enough = [&](std::int64_t servers) {
    input.servers = servers;
    return meets(DelayQueue(input), targets);
  };
  std::int64_t few = 0;  // known to be too few
  std::int64_t many = 1;
  while (!enough(many)) {
    if (many >= most) return std::nullopt;
    few = many;
    many = std::min(most, many * 2);
  }
  while (many - few > 1) {
    const std::int64_t middle = few + (many - few) / 2;
    (enough(middle) ? many : few) = middle;
  }
  return many;
}

}  // namespace usher::queueing
