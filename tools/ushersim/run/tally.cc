#include "tools/ushersim/run/tally.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace usher::plan {
namespace {

constexpr int kUnitBits = 6;    // 64 µs
constexpr int kBucketBits = 6;  // 64 buckets a doubling
constexpr std::uint64_t kBuckets = std::uint64_t{1} << kBucketBits;

std::size_t bucket_of(std::int64_t wait_us) {
  const std::uint64_t units = static_cast<std::uint64_t>(wait_us) >> kUnitBits;
  if (units < kBuckets) return units;
  const auto doublings = static_cast<unsigned>(std::bit_width(units)) - kBucketBits - 1;
  return (std::size_t{doublings} << kBucketBits) + (units >> doublings);
}

// Where the bucket begins, in seconds.
double edge(std::size_t bucket) {
  double units = static_cast<double>(bucket);
  if (bucket >= kBuckets) {
    const std::size_t doublings = (bucket >> kBucketBits) - 1;
    units = std::ldexp(static_cast<double>(bucket - (doublings << kBucketBits)),
                       static_cast<int>(doublings));
  }
  return std::ldexp(units, kUnitBits) * 1e-6;
}

}  // namespace

void Histogram::add(std::int64_t wait_us) {
  ++count_;
  if (wait_us <= 0) {
    ++zeros_;
    return;
  }
  const std::size_t bucket = bucket_of(wait_us);
  if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
  ++buckets_[bucket];
}

void Histogram::merge(const Histogram& other) {
  count_ += other.count_;
  zeros_ += other.zeros_;
  if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
}

double Histogram::quantile(double share) const {
  if (count_ == 0) return std::numeric_limits<double>::quiet_NaN();
  double left = share * static_cast<double>(count_) - static_cast<double>(zeros_);
  if (left <= 0) return 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    const double here = buckets_[i];
    if (here >= left && here > 0) return edge(i) + (edge(i + 1) - edge(i)) * left / here;
    left -= here;
  }
  return edge(buckets_.size());
}

void Sums::operator+=(const Sums& other) {
  persons += other.persons;
  persons_served += other.persons_served;
  attempts += other.attempts;
  retrials += other.retrials;
  served += other.served;
  blocked += other.blocked;
  abandoned += other.abandoned;
  unfinished += other.unfinished;
  waited += other.waited;
  unmet += other.unmet;
  within_target += other.within_target;
  wait_us += other.wait_us;
  wait_served_us += other.wait_served_us;
  queue_us += other.queue_us;
}

Tally::Tally(const RunPlan& run, std::size_t classes, std::size_t groups)
    : from_(run.from),
      to_(run.to),
      bin_(run.bin_size()),
      bins_(run.bins),
      sums_(classes * static_cast<std::size_t>(run.bins)),
      waits_(classes * static_cast<std::size_t>(run.bins)),
      groups_(groups * static_cast<std::size_t>(run.bins)) {}

template <typename Add>
void Tally::spread(Duration begin, Duration end, Add add) const {
  begin = std::max(begin, from_);
  end = std::min(end, to_);
  while (begin < end) {
    const int bin = bin_of(begin);
    const Duration until = std::min(end, from_ + bin_ * (bin + 1));
    add(bin, (until - begin).count());
    begin = until;
  }
}

void Tally::add_queue(std::size_t cls, Duration begin, Duration end) {
  spread(begin, end, [&](int bin, std::int64_t us) { sums(cls, bin).queue_us += us; });
}

void Tally::add_busy(std::size_t of, Duration begin, Duration end, std::int64_t weight,
                     std::int64_t units) {
  spread(begin, end,
         [&](int bin, std::int64_t us) { group(of, bin).busy_us += us * weight / units; });
}

void Tally::add_staffed(std::size_t of, Duration begin, Duration end) {
  spread(begin, end, [&](int bin, std::int64_t us) { group(of, bin).staffed_us += us; });
}

}  // namespace usher::plan
