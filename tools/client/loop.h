// One thread's work: what others post, and what is due later. Everything that a tool's streams hear
// is handled on the thread in run(), so the tools' own objects need no locks. post() and stop()
// from any thread; after(), cancel() and run() from the loop's thread (after() also before run()).
// Work that is posted after the end of run() is dropped.
#ifndef USHER_TOOLS_CLIENT_LOOP_H_
#define USHER_TOOLS_CLIENT_LOOP_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace usher::client {

class Loop {
 public:
  using Work = std::function<void()>;
  using TimerId = std::uint64_t;  // never 0

  void post(Work work) ABSL_LOCKS_EXCLUDED(mutex_);
  void stop() ABSL_LOCKS_EXCLUDED(mutex_);

  TimerId after(absl::Duration delay, Work work);
  // An id that fired, was cancelled or is 0 is ignored.
  void cancel(TimerId id);

  // Until stop().
  void run() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void run_due_timers();

  absl::Mutex mutex_;
  std::deque<Work> posted_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;

  std::map<std::pair<absl::Time, TimerId>, Work> timers_;
  std::map<TimerId, absl::Time> due_;
  TimerId last_timer_ = 0;
};

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_LOOP_H_
