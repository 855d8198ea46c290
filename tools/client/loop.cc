#include "tools/client/loop.h"

#include "absl/time/clock.h"

namespace usher::client {

void Loop::post(Work work) {
  absl::MutexLock lock(&mutex_);
  if (!stopped_) posted_.push_back(std::move(work));
}

void Loop::stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
}

Loop::TimerId Loop::after(absl::Duration delay, Work work) {
  const absl::Time at = absl::Now() + delay;
  const TimerId id = ++last_timer_;
  timers_.emplace(std::make_pair(at, id), std::move(work));
  due_.emplace(id, at);
  return id;
}

void Loop::cancel(TimerId id) {
  const auto found = due_.find(id);
  if (found == due_.end()) return;
  timers_.erase({found->second, id});
  due_.erase(found);
}

void Loop::run_due_timers() {
  const absl::Time now = absl::Now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    Work work = std::move(timers_.begin()->second);
    due_.erase(timers_.begin()->first.second);
    timers_.erase(timers_.begin());
    work();
  }
}

void Loop::run() {
  while (true) {
    std::deque<Work> batch;
    {
      absl::MutexLock lock(&mutex_);
      const absl::Time until =
          timers_.empty() ? absl::InfiniteFuture() : timers_.begin()->first.first;
      const auto something = [this] {
        mutex_.AssertHeld();
        return stopped_ || !posted_.empty();
      };
      mutex_.AwaitWithDeadline(absl::Condition(&something), until);
      batch.swap(posted_);
      if (stopped_) return;
    }
    for (Work& work : batch) work();
    run_due_timers();
  }
}

}  // namespace usher::client
