#include "engine/journal/checkpointer.h"

#include <utility>

namespace usher::journal {
namespace {

struct Pass {
  absl::Status status;
  bool all = false;  // nothing is left in the log that is not in the database
};

// PASSIVE waits for nobody and holds nobody up.
Pass pass(sqlite3* database) {
  int in_log = 0;
  int moved = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
  if (code == SQLITE_BUSY) return {};
  if (code != SQLITE_OK) return {sqlite_error(database, sqlite3_extended_errcode(database))};
  return {absl::OkStatus(), in_log == moved};
}

}  // namespace

absl::StatusOr<std::unique_ptr<Checkpointer>> Checkpointer::start(const std::string& path) {
  absl::StatusOr<Database> database = Database::open(path);
  if (!database.ok()) return database.status();
  if (absl::Status set = database->run("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
      !set.ok()) {
    return set;
  }
  return std::unique_ptr<Checkpointer>(new Checkpointer(*std::move(database)));
}

Checkpointer::Checkpointer(Database database)
    : database_(std::move(database)), thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Checkpointer::work() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Checkpointer::asked_or_stopping));
      if (stopping_) return;
      phase_ = Phase::kRunning;
    }
    const Pass done = pass(database_.get());
    absl::MutexLock lock(&mutex_);
    last_pass_ = done.status;
    phase_ = Phase::kDone;
  }
}

void Checkpointer::committed(Database& appender, int pages) {
  if (pages < next_pass_at_) return;
  {
    absl::MutexLock lock(&mutex_);
    if (phase_ == Phase::kIdle) phase_ = Phase::kAsked;
    if (pages >= next_pass_at_ + kWaitAt - kPassAt) {
      mutex_.Await(absl::Condition(this, &Checkpointer::settled));
    }
    if (phase_ != Phase::kDone) return;
    phase_ = Phase::kIdle;
  }
  const Pass rest = pass(appender.get());
  // Not all: a reader still needs the log, or the disk is full. No use in trying after every
  // commit.
  next_pass_at_ = rest.all ? kPassAt : pages + kPassAt;
  absl::MutexLock lock(&mutex_);
  if (!rest.status.ok()) last_pass_ = rest.status;
}

absl::Status Checkpointer::last_pass() {
  absl::MutexLock lock(&mutex_);
  return last_pass_;
}

}  // namespace usher::journal
