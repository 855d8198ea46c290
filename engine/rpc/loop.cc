#include "engine/rpc/loop.h"

namespace usher::rpc {

Loop::Loop() : thread_([this] { run(); }) {}

Loop::~Loop() { stop(); }

void Loop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Loop::post(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    posted_.push_back(std::move(work));
  }
  changed_.notify_one();
}

void Loop::after(std::chrono::milliseconds delay, Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    timers_.emplace(std::pair(std::chrono::steady_clock::now() + delay, ++next_timer_),
                    std::move(work));
  }
  changed_.notify_one();
}

void Loop::every(std::chrono::milliseconds period, Work work) {
  after(period, [this, period, work = std::move(work)] {
    work();
    every(period, work);
  });
}

void Loop::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    Work work;
    if (!posted_.empty()) {
      work = std::move(posted_.front());
      posted_.pop_front();
    } else if (stopping_) {
      return;
    } else if (timers_.empty()) {
      changed_.wait(lock);
      continue;
    } else if (timers_.begin()->first.first <= std::chrono::steady_clock::now()) {
      work = std::move(timers_.begin()->second);
      timers_.erase(timers_.begin());
    } else {
      const SteadyTime due = timers_.begin()->first.first;
      changed_.wait_until(lock, due);
      continue;
    }
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

Worker::Worker(std::size_t limit) : limit_(limit), thread_([this] { run(); }) {}

Worker::~Worker() { stop(); }

void Worker::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Worker::try_post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= limit_) return false;
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

}  // namespace usher::rpc
