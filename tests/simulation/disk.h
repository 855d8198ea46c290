// The disk under the journal: rows of encoded records, some of them not synced yet, and snapshots.
// It outlives the daemon, tears, forgets and flips bits as told, and finds out what it can by the
// checksums that the production journal uses.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_DISK_H_
#define USHER_TESTS_SIMULATION_DISK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

#include "engine/journal/journal.h"
#include "tests/simulation/random.h"

namespace usher::simulation {

class Disk {
 public:
  explicit Disk(journal::ModelDecoder decoder) : decoder_(std::move(decoder)) {}

  // Writes a row, not synced. CHECK-fails unless it continues the journal: that would be a bug of
  // the daemon that the production journal refuses as FAILED_PRECONDITION.
  void write(absl::Span<const core::Record> records);
  void sync();
  // The last record that survives a power cut, and the last one written.
  std::uint64_t synced() const { return synced_rows_ == 0 ? 0 : rows_[synced_rows_ - 1].last; }
  std::uint64_t written() const { return rows_.empty() ? 0 : rows_.back().last; }
  void set_full(bool full) { full_ = full; }
  bool full() const { return full_; }

  // What a kill leaves: rows that were not synced are kept (the system still writes them), torn in
  // the middle, or gone.
  enum class Unsynced : std::uint8_t { kKept, kTorn, kGone };
  void crash(Unsynced unsynced, Random& random);
  // Looks at the rows as a start does: a damaged last row that never was synced is cut off.
  // True when something was cut off.
  bool cut_torn_tail();

  void write_snapshot(const core::Snapshot& snapshot);
  std::vector<std::uint64_t> snapshots() const;

  // Turns over one bit of what is stored; false when there is nothing yet. The second call takes it
  // back, as a restore from a copy does.
  bool flip_bit(Random& random);
  void repair();
  // Whether the damage is in a row behind `sequence`, which a start must notice.
  bool row_is_damaged_after(std::uint64_t sequence) const;
  bool damaged() const { return flip_.has_value(); }

  // Reads what is written at the time of the call; the newest snapshots unless told not to.
  std::unique_ptr<journal::Reader> open_reader(bool with_snapshots = true) const;
  // The records of all rows after `after`, decoded from their bytes.
  absl::Status read(std::uint64_t after, absl::FunctionRef<absl::Status(core::Record)> visit) const;
  // Where rows end: after a crash the journal ends at one of these.
  std::vector<std::uint64_t> row_ends() const;
  // Over all rows, in order.
  std::uint64_t hash() const;
  std::uint64_t bytes() const;

 private:
  friend class DiskReader;
  struct Row {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint32_t checksum = 0;
    std::string payload;
  };
  struct Flip {
    bool snapshot = false;
    std::uint64_t where = 0;  // index of the row, or sequence of the snapshot
    std::size_t byte = 0;
    char mask = 0;
  };
  void turn_over(const Flip& flip);

  journal::ModelDecoder decoder_;
  std::vector<Row> rows_;
  std::size_t synced_rows_ = 0;
  bool full_ = false;
  std::optional<Flip> flip_;
  std::map<std::uint64_t, std::string> snapshots_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_DISK_H_
