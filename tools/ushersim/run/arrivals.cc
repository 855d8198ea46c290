#include "tools/ushersim/run/arrivals.h"

#include <algorithm>
#include <cmath>

namespace usher::plan {

Arrivals::Arrivals(const ArrivalPlan& plan, Duration start, std::uint64_t key)
    : plan_(&plan), random_(stream(key, Purpose::kArrival)), at_s_(seconds(start)) {
  if (plan.day_to_day_cv > 0) {
    Random day = stream(key, Purpose::kDay);
    factor_ = gamma_factor(day, plan.day_to_day_cv);
  }
  if (plan.trace != nullptr) return;
  while (part_ + 1 < plan.rates.size() && plan.rates[part_ + 1].from <= start) ++part_;
  at_s_ = std::max(at_s_, seconds(plan.rates.front().from));
}

std::optional<Duration> Arrivals::next() {
  if (plan_->trace != nullptr) {
    if (in_trace_ == plan_->trace->size()) return std::nullopt;
    return (*plan_->trace)[in_trace_++].at;
  }
  double left = random_.exponential(1);
  for (;;) {
    const double rate = plan_->rates[part_].per_hour * factor_ / 3600;
    const bool is_last = part_ + 1 == plan_->rates.size();
    if (is_last && rate <= 0) return std::nullopt;
    const double end = is_last ? 0 : seconds(plan_->rates[part_ + 1].from);
    if (is_last || rate * (end - at_s_) >= left) {
      at_s_ += left / rate;
      return Duration(std::llround(at_s_ * 1e6));
    }
    left -= rate * (end - at_s_);
    at_s_ = end;
    ++part_;
  }
}

const TraceEntry* Arrivals::entry() const {
  return plan_->trace == nullptr ? nullptr : &(*plan_->trace)[in_trace_ - 1];
}

}  // namespace usher::plan
