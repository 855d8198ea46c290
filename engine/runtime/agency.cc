#include "engine/runtime/agency.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"

#include "engine/core/snapshot.h"
#include "spdlog/spdlog.h"

namespace usher::runtime {
namespace {

using core::Duration;
using core::Instant;

// Tasks of one round of the writer, and decided records that may wait for the appender. Past the
// latter the writer pauses, the queue fills, and callers get their typed refusal.
constexpr std::size_t kTasksPerRound = 512;
constexpr std::size_t kPendingLimit = 16'384;
constexpr std::chrono::milliseconds kRetryJournalEvery(250);

absl::Status journal_unavailable() {
  return absl::UnavailableError(
      "the journal can't be written; nothing was accepted, the same call may be made again");
}
absl::Status stopping() {
  return absl::UnavailableError("the daemon is stopping; make the same call again once it is back");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Agency>> Agency::open(std::string id,
                                                     std::unique_ptr<journal::Journal> journal,
                                                     Clock& clock, std::vector<Observer*> observers,
                                                     AgencyOptions options) {
  const auto start = std::chrono::steady_clock::now();
  auto reader = journal->open_reader();
  if (!reader.ok()) return reader.status();
  auto recovered = recover(**reader);
  if (!recovered.ok()) return recovered.status();
  for (Observer* observer : observers) observer->rebuilt(recovered->state);
  const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - start);
  return std::unique_ptr<Agency>(new Agency(std::move(id), std::move(journal), clock,
                                            std::move(observers), std::move(options),
                                            *std::move(recovered), took));
}

Agency::Agency(std::string id, std::unique_ptr<journal::Journal> journal, Clock& clock,
               std::vector<Observer*> observers, AgencyOptions options, Recovered recovered,
               Duration recovery_time)
    : id_(std::move(id)),
      journal_(std::move(journal)),
      clock_(clock),
      options_(std::move(options)),
      start_time_(clock.now()),
      recovery_time_(recovery_time),
      sequencer_(std::move(recovered.state), std::move(observers)),
      durable_sequence_(sequencer_.state().sequence()),
      snapshot_sequence_(recovered.snapshot_sequence) {
  if (durable_sequence_ > 0) {
    sequencer_.run(core::Restarted{}, start_time_);
    pending_ = sequencer_.take_batch();
  }
  writer_ = std::thread([this] { write_loop(); });
  appender_ = std::thread([this] { append_loop(); });
  snapshotter_ = std::thread([this] { snapshot_loop(); });
}

Agency::~Agency() { stop(); }

void Agency::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_writer_.notify_all();
  wake_snapshotter_.notify_all();
  if (writer_.joinable()) writer_.join();
  if (appender_.joinable()) appender_.join();
  if (snapshotter_.joinable()) snapshotter_.join();
}

void Agency::poke() {
  {
    const std::lock_guard lock(mutex_);
    poked_ = true;
  }
  wake_writer_.notify_all();
}

absl::Status Agency::submit(std::unique_ptr<Task> task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return stopping();
    if (failing_) return journal_unavailable();
    if (queue_.size() >= options_.queue_limit) {
      ++counts_.refused_full;
      return absl::ResourceExhaustedError(
          absl::StrCat("the command queue is full (", options_.queue_limit,
                       "); nothing was done, make the same call again a little later"));
    }
    queue_.push_back(std::move(task));
  }
  wake_writer_.notify_one();
  return absl::OkStatus();
}

AgencyStatus Agency::status() const {
  const std::lock_guard lock(mutex_);
  AgencyStatus status = counts_;
  status.durable_sequence = durable_sequence_;
  status.start_time = start_time_;
  status.recovery_time = recovery_time_;
  status.queue_depth = queue_.size();
  status.queue_limit = options_.queue_limit;
  status.journal_failing = failing_;
  return status;
}

absl::StatusOr<std::unique_ptr<journal::Reader>> Agency::open_reader() {
  return journal_->open_reader();
}

Agency::Next Agency::next_tasks(std::vector<std::unique_ptr<Task>>& tasks) {
  std::unique_lock lock(mutex_);
  while (true) {
    if (failing_) return Next::kStartOver;
    if (stopping_ && queue_.empty()) return Next::kEnd;
    if (pending_.records.size() >= kPendingLimit) {
      wake_writer_.wait(lock);
      continue;
    }
    const auto deadline = sequencer_.state().next_deadline();
    const Instant now = clock_.now();
    if (!queue_.empty() || poked_ || (deadline && *deadline <= now)) break;
    if (deadline) {
      wake_writer_.wait_for(lock, *deadline - now);
    } else {
      wake_writer_.wait(lock);
    }
  }
  poked_ = false;
  for (std::size_t i = 0; i < kTasksPerRound && !queue_.empty(); ++i) {
    tasks.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  counts_.commands += tasks.size();
  return Next::kWork;
}

void Agency::write_loop() {
  std::vector<std::unique_ptr<Task>> tasks;
  for (bool running = true; running;) {
    switch (next_tasks(tasks)) {
      case Next::kWork: {
        const Instant now = clock_.now();
        for (auto& task : tasks) sequencer_.take(std::move(task), now);
        tasks.clear();
        sequencer_.tick(now);
        hand_over(sequencer_.take_batch());
        break;
      }
      case Next::kStartOver:
        running = start_over();
        break;
      case Next::kEnd:
        running = false;
        break;
    }
  }
  const std::lock_guard lock(mutex_);
  writer_done_ = true;
  wake_appender_.notify_all();
}

void Agency::hand_over(Batch batch) {
  if (batch.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    if (!failing_) {
      pending_.append(std::move(batch));
      wake_appender_.notify_one();
      return;
    }
  }
  batch.release(journal_unavailable());
}

void Agency::append_loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_appender_.wait(lock, [this] { return !pending_.empty() || writer_done_; });
    if (pending_.empty()) return;
    Batch batch = std::exchange(pending_, Batch{});
    appending_ = true;
    lock.unlock();
    wake_writer_.notify_one();
    const auto start = std::chrono::steady_clock::now();
    const absl::Status appended =
        batch.records.empty() ? absl::OkStatus() : journal_->append(batch.records);
    const auto took = std::chrono::steady_clock::now() - start;
    if (appended.ok()) {
      lock.lock();
      if (!batch.records.empty()) durable_sequence_ = batch.records.back().sequence;
      ++counts_.batches;
      counts_.append_time += std::chrono::duration_cast<Duration>(took);
      lock.unlock();
      batch.release(absl::OkStatus());
      wake_snapshotter_.notify_one();
    } else {
      take_back(std::move(batch), appended);
    }
    lock.lock();
    appending_ = false;
    wake_writer_.notify_one();
  }
}

void Agency::take_back(Batch batch, const absl::Status& why) {
  spdlog::error("agency {}: append failed, taking back {} records: {}", id_, batch.records.size(),
                why.ToString());
  {
    const std::lock_guard lock(mutex_);
    failing_ = true;
    batch.append(std::exchange(pending_, Batch{}));
  }
  batch.release(journal_unavailable());
  if (why.code() != absl::StatusCode::kFailedPrecondition) return;
  if (options_.fatal) {
    options_.fatal(why);
  } else {
    spdlog::critical("agency {}: {}", id_, why.ToString());
    std::abort();
  }
}

absl::Status Agency::try_start_over() {
  if (absl::Status healthy = journal_->healthy(); !healthy.ok()) return healthy;
  auto reader = journal_->open_reader();
  if (!reader.ok()) return reader.status();
  auto recovered = recover(**reader);
  if (!recovered.ok()) return recovered.status();
  sequencer_.rebuild(std::move(recovered->state));
  return absl::OkStatus();
}

bool Agency::start_over() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_writer_.wait(lock, [this] { return !appending_; });
    std::deque<std::unique_ptr<Task>> refused = std::exchange(queue_, {});
    lock.unlock();
    for (auto& task : refused) task->release(journal_unavailable());
    const absl::Status started = try_start_over();
    lock.lock();
    if (started.ok()) break;
    if (wake_writer_.wait_for(lock, kRetryJournalEvery, [this] { return stopping_; })) {
      return false;
    }
  }
  failing_ = false;
  durable_sequence_ = sequencer_.state().sequence();
  spdlog::info("agency {}: the journal can be written again, at record {}", id_, durable_sequence_);
  return true;
}

absl::StatusOr<std::uint64_t> Agency::write_snapshot() {
  auto reader = journal_->open_reader();
  if (!reader.ok()) return reader.status();
  auto recovered = recover(**reader);
  if (!recovered.ok()) return recovered.status();
  const core::Snapshot snapshot = recovered->state.to_snapshot();
  recovered->state = core::State();
  absl::Status written = journal_->write_snapshot(snapshot);
  if (!written.ok()) return written;
  return snapshot.sequence;
}

// Made from the journal rather than from the live state, so that the writer is never held up.
void Agency::snapshot_loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_snapshotter_.wait(lock, [this] {
      return stopping_ || durable_sequence_ >= snapshot_sequence_ + options_.snapshot_every_records;
    });
    if (stopping_) return;
    lock.unlock();
    const auto written = write_snapshot();
    if (options_.give_memory_back) options_.give_memory_back();
    if (written.ok()) {
      spdlog::info("agency {}: a snapshot holds everything up to record {}", id_, *written);
    } else {
      spdlog::error("agency {}: no snapshot, recovery will take longer: {}", id_,
                    written.status().ToString());
    }
    lock.lock();
    snapshot_sequence_ = written.ok() ? *written : durable_sequence_;
    if (written.ok()) ++counts_.snapshots;
  }
}

}  // namespace usher::runtime
