// What one measured run of UsherLoad does and counts.

#include <utility>

#include "tests/bench/lifecycle/disk.h"
#include "tests/bench/lifecycle/usher_load.h"

namespace usher::bench {

std::uint64_t UsherLoad::forget_measured() {
  take_measured();
  create_request_bytes_ = create_response_bytes_ = 0;
  const std::lock_guard lock(mutex_);
  return created_;
}

Traffic UsherLoad::traffic(const Measured& sum, double done, double created) const {
  const auto ratio = [](std::uint64_t a, double b) { return static_cast<double>(a) / b; };
  return {
      .create_request_bytes = ratio(create_request_bytes_, created),
      .create_response_bytes = ratio(create_response_bytes_, created),
      .up_messages = ratio(sum.up_messages, done),
      .up_bytes = ratio(sum.up_bytes, static_cast<double>(sum.up_messages)),
      .down_messages = ratio(sum.down_messages, done),
      .down_bytes = ratio(sum.down_bytes, static_cast<double>(sum.down_messages)),
  };
}

LoadResult UsherLoad::run_at(double per_second, double seconds) {
  const auto begin = Clock::now();
  const auto warm = begin + std::chrono::milliseconds(1000);
  const auto end =
      warm + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const int at_once = per_second > 0 ? 0 : options_.in_flight;
  {
    const std::lock_guard lock(mutex_);
    active_ = at_once;
  }
  for (const int agent : take_ready(at_once)) complete(agent);

  std::uint64_t sent = 0;
  std::uint64_t completed_before = 0;
  std::uint64_t created_before = 0;
  auto measured_from = begin;
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock pace(mutex);
  for (auto now = begin; now < end; now = Clock::now()) {
    if (measured_from == begin && now >= warm) {
      measured_from = now;
      completed_before = completed_;
      created_before = forget_measured();
    }
    if (per_second > 0) {
      const std::chrono::duration<double> since = now - begin;
      for (; static_cast<double>(sent) < since.count() * per_second; ++sent) {
        const std::vector<int> next = take_ready(1);
        if (next.empty()) break;
        complete(next.front());
      }
    }
    never.wait_for(
        pace, per_second > 0 ? std::chrono::microseconds(200) : std::chrono::microseconds(20'000));
  }
  const std::chrono::duration<double> taken = Clock::now() - measured_from;
  LoadResult result;
  const auto done = static_cast<double>(completed_ - completed_before);
  double created = 0;
  {
    const std::lock_guard lock(mutex_);
    active_ = 0;
    created = static_cast<double>(created_ - created_before);
  }
  result.lifecycles_per_s = done / taken.count();
  Measured sum = take_measured();
  result.free_to_offer_p50_us = percentile(sum.free_to_offer_us, 0.5);
  result.free_to_offer_p99_us = percentile(sum.free_to_offer_us, 0.99);
  if (done > 0 && created > 0) result.traffic = traffic(sum, done, created);
  // What is under way comes home before anybody measures again.
  wait_for([&] { return ready_.size() == world_.agents().size(); }, "everybody is ready again");
  return result;
}

}  // namespace usher::bench
