// Where records become durable. One writer, many readers; one journal an agency.
//
// append, last_sequence, healthy and open_reader are called by one thread at a time (the appender).
// write_snapshot may be called by another thread beside it, one snapshot at a time, and does not
// hold appends up. A reader has its own thread and its own connection; it may outlive the journal.
// Failures are absl::Status: FAILED_PRECONDITION (the journal is not where the caller thinks, or
// another process owns it, or its format is newer), RESOURCE_EXHAUSTED (disk full), DATA_LOSS (a
// checksum or a gap: which record, and what an operator can do), UNAVAILABLE (other I/O). After a
// failed append nothing of the batch is in the journal, or all of it is: read last_sequence() to
// know.
#ifndef USHER_ENGINE_JOURNAL_JOURNAL_H_
#define USHER_ENGINE_JOURNAL_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "engine/core/event.h"
#include "engine/core/model.h"
#include "engine/core/snapshot.h"

namespace usher::journal {

// Turns the stored source of a configuration back into a model (engine/config provides it).
using ModelDecoder = std::function<absl::StatusOr<core::ModelPtr>(std::string_view source)>;

class Reader {
 public:
  virtual ~Reader() = default;

  // Visits the records after `after`, in order, without a gap, until visit returns an error
  // (returned as it is) or the end. DATA_LOSS where a record is damaged or missing.
  virtual absl::Status read(std::uint64_t after,
                            absl::FunctionRef<absl::Status(core::Record)> visit) = 0;
  // The newest intact snapshot at or before `sequence`; nullopt where there is none. A damaged one
  // is skipped and counted in damaged_snapshots().
  virtual absl::StatusOr<std::optional<core::Snapshot>> snapshot_before(std::uint64_t sequence) = 0;
  virtual int damaged_snapshots() const = 0;
};

class Journal {
 public:
  virtual ~Journal() = default;

  // All records or none, durable when it returns OK. The first must have sequence last_sequence() +
  // 1; otherwise FAILED_PRECONDITION and nothing is written: somebody else wrote, and this process
  // must stop.
  virtual absl::Status append(absl::Span<const core::Record> records) = 0;
  // The last durable record; 0 when empty.
  virtual absl::StatusOr<std::uint64_t> last_sequence() = 0;
  // Keeps the newest kSnapshotsKept; older ones are deleted after the new one is durable.
  // FAILED_PRECONDITION for a snapshot whose records are not durable yet.
  static constexpr int kSnapshotsKept = 3;
  virtual absl::Status write_snapshot(const core::Snapshot& snapshot) = 0;
  // OK when a small durable write succeeds now.
  virtual absl::Status healthy() = 0;
  virtual absl::StatusOr<std::unique_ptr<Reader>> open_reader() = 0;
};

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_JOURNAL_H_
