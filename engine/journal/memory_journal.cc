#include "engine/journal/memory_journal.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "engine/journal/batch.h"
#include "engine/journal/codec.h"
#include "routing/text.h"

namespace usher::journal {
namespace {

struct Batch {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string payload;
};

struct Content {
  std::vector<std::shared_ptr<const Batch>> batches;
  std::map<std::uint64_t, std::shared_ptr<const std::string>> snapshots;

  std::uint64_t last() const { return batches.empty() ? 0 : batches.back()->last; }
};

}  // namespace

struct MemoryJournal::Shared {
  explicit Shared(ModelDecoder with) : decoder(std::move(with)) {}

  const ModelDecoder decoder;
  absl::Mutex mutex;
  Content content ABSL_GUARDED_BY(mutex);
  absl::Status failure ABSL_GUARDED_BY(mutex);
  bool keep_what_fails ABSL_GUARDED_BY(mutex) = false;
};

namespace {

// Reads what was there when the read began.
class MemoryReader : public Reader {
 public:
  MemoryReader(std::function<Content()> content, ModelDecoder decoder)
      : content_(std::move(content)), decoder_(std::move(decoder)) {}

  absl::Status read(std::uint64_t after,
                    absl::FunctionRef<absl::Status(core::Record)> visit) override {
    for (const std::shared_ptr<const Batch>& batch : content_().batches) {
      if (batch->last <= after) continue;
      if (absl::Status read =
              decode_batch(batch->payload, batch->first, batch->last, after, decoder_, visit);
          !read.ok()) {
        return read;
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<core::Snapshot>> snapshot_before(std::uint64_t sequence) override {
    const Content content = content_();
    auto behind = content.snapshots.upper_bound(sequence);
    if (behind == content.snapshots.begin()) return std::optional<core::Snapshot>();
    absl::StatusOr<core::Snapshot> snapshot = decode_snapshot(*std::prev(behind)->second, decoder_);
    if (!snapshot.ok()) return snapshot.status();
    return std::optional(*std::move(snapshot));
  }

  int damaged_snapshots() const override { return 0; }

 private:
  std::function<Content()> content_;
  ModelDecoder decoder_;
};

}  // namespace

MemoryJournal::MemoryJournal(ModelDecoder decoder)
    : shared_(std::make_shared<Shared>(std::move(decoder))) {}

MemoryJournal::MemoryJournal(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

MemoryJournal::~MemoryJournal() = default;

absl::Status MemoryJournal::append(absl::Span<const core::Record> records) {
  if (records.empty()) return absl::OkStatus();
  absl::MutexLock lock(&shared_->mutex);
  Content& content = shared_->content;
  const std::uint64_t first = records.front().sequence;
  if (first != content.last() + 1) {
    return absl::FailedPreconditionError(routing::str_cat("record ", first, " can't follow record ",
                                                          content.last(),
                                                          ", the last one of the journal"));
  }
  if (absl::Status ordered = check_sequences(records, first); !ordered.ok()) return ordered;
  if (shared_->failure.ok() || shared_->keep_what_fails) {
    content.batches.push_back(std::make_shared<const Batch>(
        Batch{first, records.back().sequence, encode_batch(records)}));
  }
  return shared_->failure;
}

absl::StatusOr<std::uint64_t> MemoryJournal::last_sequence() {
  absl::MutexLock lock(&shared_->mutex);
  return shared_->content.last();
}

absl::Status MemoryJournal::write_snapshot(const core::Snapshot& snapshot) {
  auto bytes = std::make_shared<const std::string>(encode(snapshot));
  absl::MutexLock lock(&shared_->mutex);
  Content& content = shared_->content;
  if (snapshot.sequence > content.last()) {
    return absl::FailedPreconditionError(
        routing::str_cat("a snapshot of record ", snapshot.sequence, " while only records up to ",
                         content.last(), " are durable"));
  }
  content.snapshots[snapshot.sequence] = std::move(bytes);
  while (content.snapshots.size() > kSnapshotsKept) {
    content.snapshots.erase(content.snapshots.begin());
  }
  return absl::OkStatus();
}

absl::Status MemoryJournal::healthy() {
  absl::MutexLock lock(&shared_->mutex);
  return shared_->failure;
}

absl::StatusOr<std::unique_ptr<Reader>> MemoryJournal::open_reader() {
  return std::make_unique<MemoryReader>(
      [shared = shared_] {
        absl::MutexLock lock(&shared->mutex);
        return shared->content;
      },
      shared_->decoder);
}

void MemoryJournal::fail_appends(absl::Status status, bool after_commit) {
  absl::MutexLock lock(&shared_->mutex);
  shared_->failure = std::move(status);
  shared_->keep_what_fails = after_commit;
}

std::unique_ptr<MemoryJournal> MemoryJournal::reopened() const {
  auto copy = std::make_shared<Shared>(shared_->decoder);
  absl::MutexLock lock(&shared_->mutex);
  absl::MutexLock lock_copy(&copy->mutex);
  copy->content = shared_->content;
  return std::unique_ptr<MemoryJournal>(new MemoryJournal(std::move(copy)));
}

}  // namespace usher::journal
