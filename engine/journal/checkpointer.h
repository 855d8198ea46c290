// Moves committed pages from the write-ahead log into the database, off the path of appends.
//
// A thread of its own with its own connection does the bulk. The appender, told by its commits how
// long the log is, finishes the few pages that came meanwhile and the log starts again at its
// beginning; overwriting it there is also cheaper for the disk than growing it. A failed pass
// leaves everything in the log and is tried again when it has grown.
#ifndef USHER_ENGINE_JOURNAL_CHECKPOINTER_H_
#define USHER_ENGINE_JOURNAL_CHECKPOINTER_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

#include "engine/journal/sqlite.h"

namespace usher::journal {

class Checkpointer {
 public:
  // Pages in the log at which a pass begins (16 MiB), and at which the appender waits for it (64
  // MiB): the bound of the log unless somebody else reads the database in one long transaction.
  static constexpr int kPassAt = 4096;
  static constexpr int kWaitAt = 16384;

  static absl::StatusOr<std::unique_ptr<Checkpointer>> start(const std::string& path);
  ~Checkpointer();

  // Called by the appender after every commit, with its connection and the pages in the log.
  void committed(Database& appender, int pages);
  // The last pass: what a full or failing disk says.
  absl::Status last_pass();

 private:
  enum class Phase { kIdle, kAsked, kRunning, kDone };
  explicit Checkpointer(Database database);
  void work();
  bool asked_or_stopping() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return phase_ == Phase::kAsked || stopping_;
  }
  bool settled() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return phase_ == Phase::kIdle || phase_ == Phase::kDone;
  }

  Database database_;           // the thread's
  int next_pass_at_ = kPassAt;  // the appender's
  absl::Mutex mutex_;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kIdle;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status last_pass_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_CHECKPOINTER_H_
