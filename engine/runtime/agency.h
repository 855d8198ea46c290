// One agency at work: the writer and its threads around a journal.
//
//   submit ──▶ bounded queue ──▶ writer (decide, apply, match) ──▶ batch ──▶ appender (journal) ──▶
//   releases
//
// The writer never waits for the disk: while one append is in flight it goes on deciding, and all
// that gathers becomes the next batch (group commit). Nothing is released before the batch it
// belongs to is durable. When the journal fails, whatever was not durable is taken back: its
// releases end UNAVAILABLE, the state is rebuilt from the journal, and commands are refused until a
// small write succeeds again.
//
// submit, status and recent are for any thread. Destruction drains: what was submitted before is
// answered.
#ifndef USHER_ENGINE_RUNTIME_AGENCY_H_
#define USHER_ENGINE_RUNTIME_AGENCY_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/core/state.h"
#include "engine/journal/journal.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/sequencer.h"

namespace usher::runtime {

struct AgencyOptions {
  std::size_t queue_limit = 10'000;  // tasks that wait for the writer; more are refused
  std::uint64_t snapshot_every_records = 100'000;
  // Called once, from a thread of the agency, when it can't go on (another process wrote to its
  // journal): the process must stop. The default aborts.
  std::function<void(const absl::Status&)> fatal;
  // Called after each snapshot, from its thread: for making one, a second state was in memory.
  std::function<void()> give_memory_back;
};

struct AgencyStatus {
  std::uint64_t durable_sequence = 0;
  core::Instant start_time;
  core::Duration recovery_time{};
  std::size_t queue_depth = 0;
  std::size_t queue_limit = 0;
  bool journal_failing = false;
  // For metrics, since the start.
  std::uint64_t commands = 0;
  std::uint64_t refused_full = 0;
  std::uint64_t batches = 0;
  std::uint64_t snapshots = 0;
  core::Duration append_time{};  // sum
};

// A state as the journal has it: the newest intact snapshot and what came after.
struct Recovered {
  core::State state;
  std::uint64_t snapshot_sequence = 0;  // where the snapshot stood; 0: there was none
};
absl::StatusOr<Recovered> recover(journal::Reader& reader);
// The state just after the record `sequence` (0: the empty state); for explanations of the past.
absl::StatusOr<core::State> state_at(journal::Reader& reader, std::uint64_t sequence);

class Agency {
 public:
  // Recovers and starts. Observers live longer than the agency and hear of every record from now
  // on. When the journal is not empty the first record is that of a Restarted command.
  static absl::StatusOr<std::unique_ptr<Agency>> open(std::string id,
                                                      std::unique_ptr<journal::Journal> journal,
                                                      Clock& clock,
                                                      std::vector<Observer*> observers,
                                                      AgencyOptions options);
  ~Agency();

  const std::string& id() const { return id_; }
  Clock& clock() { return clock_; }

  // Takes the task, or refuses it: RESOURCE_EXHAUSTED when the queue is full, UNAVAILABLE when the
  // journal fails or the agency stops. A refused task is destroyed without release().
  absl::Status submit(std::unique_ptr<Task> task);

  AgencyStatus status() const;
  // A reader of its own, for history.
  absl::StatusOr<std::unique_ptr<journal::Reader>> open_reader();

  // Has the writer look at the clock again; for tests that move a ManualClock.
  void poke();

  // No new tasks; those in the queue are answered, the batch in flight is written, threads end.
  // Idempotent.
  void stop();

 private:
  Agency(std::string id, std::unique_ptr<journal::Journal> journal, Clock& clock,
         std::vector<Observer*> observers, AgencyOptions options, Recovered recovered,
         core::Duration recovery_time);

  void write_loop();
  void append_loop();
  void snapshot_loop();
  enum class Next { kWork, kStartOver, kEnd };
  // Writer: waits until there is something to do, and takes tasks into `tasks`.
  Next next_tasks(std::vector<std::unique_ptr<Task>>& tasks);
  void hand_over(Batch batch);
  // Writer, after a failed append: waits until the journal works, then starts over. False when it
  // is time to end.
  bool start_over();
  absl::Status try_start_over();
  // Appender: everything decided and not durable is taken back.
  void take_back(Batch batch, const absl::Status& why);
  absl::StatusOr<std::uint64_t> write_snapshot();

  const std::string id_;
  const std::unique_ptr<journal::Journal> journal_;
  Clock& clock_;
  const AgencyOptions options_;
  const core::Instant start_time_;
  const core::Duration recovery_time_;

  Sequencer sequencer_;  // writer's thread only

  mutable std::mutex mutex_;
  std::condition_variable wake_writer_;
  std::condition_variable wake_appender_;
  std::condition_variable wake_snapshotter_;
  std::deque<std::unique_ptr<Task>> queue_;
  Batch pending_;           // decided, not yet taken by the appender
  bool appending_ = false;  // the appender has a batch
  bool failing_ = false;    // an append failed; the writer has not started over yet
  bool poked_ = false;
  bool stopping_ = false;
  bool writer_done_ = false;
  std::uint64_t durable_sequence_ = 0;
  std::uint64_t snapshot_sequence_ = 0;
  AgencyStatus counts_;

  std::thread writer_;
  std::thread appender_;
  std::thread snapshotter_;
};

}  // namespace usher::runtime

#endif  // USHER_ENGINE_RUNTIME_AGENCY_H_
