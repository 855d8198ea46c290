// One thread for all that is due later or must not run where it was noticed: heartbeats of streams,
// retries, wake-ups of watchers.
//
// post, after and every are for any thread; the work runs on the loop's own, one at a time, and
// must be short. Destruction runs what was posted, forgets what is due later, and joins.
#ifndef USHER_ENGINE_RPC_LOOP_H_
#define USHER_ENGINE_RPC_LOOP_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace usher::rpc {

using SteadyTime = std::chrono::steady_clock::time_point;

class Loop {
 public:
  using Work = std::function<void()>;

  Loop();
  ~Loop();

  void post(Work work);
  void after(std::chrono::milliseconds delay, Work work);
  // Again and again until the loop ends.
  void every(std::chrono::milliseconds period, Work work);
  // Runs what was posted and ends the thread; afterwards nothing runs any more. Idempotent.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> posted_;
  std::map<std::pair<SteadyTime, std::uint64_t>, Work> timers_;
  std::uint64_t next_timer_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

// One thread for work that takes long (compiling a configuration, replaying a journal), with a
// bounded queue. Any thread may call try_post; false means that the queue is full or the worker
// ends.
class Worker {
 public:
  explicit Worker(std::size_t limit);
  ~Worker();

  bool try_post(std::function<void()> work);
  // Finishes the work at hand, drops the rest, ends the thread. Idempotent.
  void stop();

 private:
  void run();

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_LOOP_H_
