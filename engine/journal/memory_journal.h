// A journal in memory, for tests: the same contract, and faults on demand.
//
// Append, readers and faults may be used from different threads.
#ifndef USHER_ENGINE_JOURNAL_MEMORY_JOURNAL_H_
#define USHER_ENGINE_JOURNAL_MEMORY_JOURNAL_H_

#include <memory>

#include "engine/journal/journal.h"

namespace usher::journal {

class MemoryJournal : public Journal {
 public:
  explicit MemoryJournal(ModelDecoder decoder);
  ~MemoryJournal() override;

  absl::Status append(absl::Span<const core::Record> records) override;
  absl::StatusOr<std::uint64_t> last_sequence() override;
  absl::Status write_snapshot(const core::Snapshot& snapshot) override;
  absl::Status healthy() override;
  absl::StatusOr<std::unique_ptr<Reader>> open_reader() override;

  // The next appends (and healthy) fail with this until it is set to OK. `after_commit`: the
  // records are kept all the same, as when an acknowledgement is lost.
  void fail_appends(absl::Status status, bool after_commit = false);
  // What a restart would find: the same content, through the codec.
  std::unique_ptr<MemoryJournal> reopened() const;

 private:
  struct Shared;
  explicit MemoryJournal(std::shared_ptr<Shared> shared);
  std::shared_ptr<Shared> shared_;
};

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_MEMORY_JOURNAL_H_
