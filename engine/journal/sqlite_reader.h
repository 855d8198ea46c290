// A reader on its own connection: it never holds up an append, because its transactions last for a
// few rows only, and the log can start again between them.
//
// One thread at a time. It may outlive the journal that opened it.
#ifndef USHER_ENGINE_JOURNAL_SQLITE_READER_H_
#define USHER_ENGINE_JOURNAL_SQLITE_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/journal/journal.h"
#include "engine/journal/snapshot_files.h"
#include "engine/journal/sqlite.h"

namespace usher::journal {

class SqliteReader : public Reader {
 public:
  static absl::StatusOr<std::unique_ptr<Reader>> open(const std::string& database,
                                                      SnapshotFiles snapshots, std::string folder,
                                                      ModelDecoder decoder);

  absl::Status read(std::uint64_t after,
                    absl::FunctionRef<absl::Status(core::Record)> visit) override;
  absl::StatusOr<std::optional<core::Snapshot>> snapshot_before(std::uint64_t sequence) override;
  int damaged_snapshots() const override { return damaged_snapshots_; }

 private:
  struct Row {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint32_t checksum = 0;
    std::string payload;
  };

  SqliteReader(Database database, SnapshotFiles snapshots, std::string folder,
               ModelDecoder decoder);
  // The row that holds `next` and some behind it; none at the end.
  absl::StatusOr<std::vector<Row>> fetch(std::uint64_t next);
  absl::Status visit_row(const Row& row, std::uint64_t next,
                         absl::FunctionRef<absl::Status(core::Record)> visit) const;

  Database database_;
  std::optional<Statement> select_;
  SnapshotFiles snapshots_;
  std::string folder_;
  ModelDecoder decoder_;
  int damaged_snapshots_ = 0;
};

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_SQLITE_READER_H_
