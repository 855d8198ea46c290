#include "engine/journal/sqlite_journal.h"

#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/journal/batch.h"
#include "engine/journal/checkpointer.h"
#include "engine/journal/checksum.h"
#include "engine/journal/folder.h"
#include "engine/journal/schema.h"
#include "engine/journal/snapshot_files.h"
#include "engine/journal/sqlite.h"
#include "engine/journal/sqlite_reader.h"
#include "engine/journal/wal_check.h"
#include "routing/text.h"

namespace usher::journal {
namespace {

// SQLite's own limit is 1,000,000,000 bytes a row.
constexpr std::size_t kMaxBatchBytes = 900'000'000;

class SqliteJournal : public Journal {
 public:
  // Moving the parts in is all that happens here; prepare() does what can fail.
  SqliteJournal(Folder folder, Database database, Opened opened, ModelDecoder decoder)
      : folder_(std::move(folder)),
        database_(std::move(database)),
        snapshots_(folder_.path(), opened.journal_id),
        decoder_(std::move(decoder)),
        last_(opened.last_sequence) {}

  absl::Status prepare();
  absl::Status append(absl::Span<const core::Record> records) override;
  absl::StatusOr<std::uint64_t> last_sequence() override;
  absl::Status write_snapshot(const core::Snapshot& snapshot) override;
  absl::Status healthy() override;
  absl::StatusOr<std::unique_ptr<Reader>> open_reader() override;

 private:
  absl::Status check_snapshots() const;
  absl::Status insert(std::uint64_t first, std::uint64_t last, std::string_view payload);
  template <typename Change>
  absl::Status commit(Change change);
  static int on_commit(void* journal, sqlite3* database, const char* name, int pages);

  Folder folder_;  // first: held until everything else is closed
  Database database_;
  SnapshotFiles snapshots_;
  ModelDecoder decoder_;
  std::optional<Statement> begin_, commit_, rollback_, move_head_, insert_, probe_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::atomic<std::uint64_t> last_;  // durable; snapshots are checked against it from their thread
  bool last_is_certain_ = true;      // false after a failed commit
  int pages_in_log_ = 0;
};

absl::Status SqliteJournal::prepare() {
  struct Sql {
    std::optional<Statement>& to;
    std::string_view text;
  };
  for (const Sql& sql :
       {Sql{begin_, "BEGIN IMMEDIATE"}, Sql{commit_, "COMMIT"}, Sql{rollback_, "ROLLBACK"},
        Sql{move_head_, "UPDATE head SET last_sequence = ?2 WHERE id = 1 AND last_sequence = ?1"},
        Sql{insert_, "INSERT INTO batches VALUES(?1, ?2, ?3, ?4)"},
        Sql{probe_, "UPDATE meta SET value = value + 1 WHERE key = 'probe'"}}) {
    absl::StatusOr<Statement> prepared = database_.prepare(sql.text);
    if (!prepared.ok()) return prepared.status();
    sql.to = *std::move(prepared);
  }
  snapshots_.sweep();
  if (absl::Status found = check_snapshots(); !found.ok()) return found;
  absl::StatusOr<std::unique_ptr<Checkpointer>> checkpointer =
      Checkpointer::start(folder_.database());
  if (!checkpointer.ok()) return checkpointer.status();
  checkpointer_ = *std::move(checkpointer);
  sqlite3_wal_hook(database_.get(), &SqliteJournal::on_commit, this);
  return absl::OkStatus();
}

// A snapshot is written after its records. One that is ahead of them says that records are gone.
absl::Status SqliteJournal::check_snapshots() const {
  absl::StatusOr<std::vector<std::uint64_t>> found = SnapshotFiles::list(folder_.path());
  if (!found.ok()) return found.status();
  if (found->empty() || found->front() <= last_) return absl::OkStatus();
  return absl::DataLossError(routing::str_cat(
      folder_.file(SnapshotFiles::name(found->front())), " is of record ", found->front(),
      ", and the journal ends with record ", last_.load(),
      ": records after it are gone. Restore the newer journal.db; if this older one is what you "
      "want, move the snapshots after record ",
      last_.load(), " out of the folder"));
}

int SqliteJournal::on_commit(void* journal, sqlite3*, const char*, int pages) {
  static_cast<SqliteJournal*>(journal)->pages_in_log_ = pages;
  return SQLITE_OK;
}

// One transaction, durable when OK is returned and without a trace otherwise.
template <typename Change>
absl::Status SqliteJournal::commit(Change change) {
  if (absl::Status begun = begin_->run(); !begun.ok()) return begun;
  absl::Status status = change();
  if (status.ok()) status = commit_->run();
  if (!status.ok()) {
    // After some errors SQLite has rolled back by itself.
    if (database_.in_transaction()) (void)rollback_->run();
    return status;
  }
  checkpointer_->committed(database_, pages_in_log_);
  return status;
}

absl::Status SqliteJournal::insert(std::uint64_t first, std::uint64_t last,
                                   std::string_view payload) {
  move_head_->bind(1, static_cast<std::int64_t>(first - 1));
  move_head_->bind(2, static_cast<std::int64_t>(last));
  if (absl::Status moved = move_head_->run(); !moved.ok()) return moved;
  if (database_.changes() != 1) {
    return absl::FailedPreconditionError(routing::str_cat(
        "the journal does not end with record ", first - 1, ": somebody else wrote to it"));
  }
  insert_->bind(1, static_cast<std::int64_t>(first));
  insert_->bind(2, static_cast<std::int64_t>(last));
  insert_->bind(3, batch_checksum(first, last, payload));
  insert_->bind_blob(4, payload);
  return insert_->run();
}

absl::Status SqliteJournal::append(absl::Span<const core::Record> records) {
  if (records.empty()) return absl::OkStatus();
  absl::StatusOr<std::uint64_t> last = last_sequence();
  if (!last.ok()) return last.status();
  const std::uint64_t first = records.front().sequence;
  if (first != *last + 1) {
    return absl::FailedPreconditionError(routing::str_cat("record ", first, " can't follow record ",
                                                          *last, ", the last one of the journal"));
  }
  if (absl::Status ordered = check_sequences(records, first); !ordered.ok()) return ordered;
  const std::string payload = encode_batch(records);
  if (payload.size() > kMaxBatchBytes) {
    return absl::InvalidArgumentError(
        routing::str_cat("a batch of ", payload.size(), " bytes; at most ", kMaxBatchBytes));
  }
  const std::uint64_t end = records.back().sequence;
  last_is_certain_ = false;
  if (absl::Status done = commit([&] { return insert(first, end, payload); }); !done.ok()) {
    return done;
  }
  last_ = end;
  last_is_certain_ = true;
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> SqliteJournal::last_sequence() {
  if (!last_is_certain_) {
    absl::StatusOr<std::uint64_t> head = read_head(database_);
    if (!head.ok()) return head.status();
    last_ = *head;
    last_is_certain_ = true;
  }
  return last_.load();
}

absl::Status SqliteJournal::write_snapshot(const core::Snapshot& snapshot) {
  if (snapshot.sequence > last_) {
    return absl::FailedPreconditionError(
        routing::str_cat("a snapshot of record ", snapshot.sequence, " while only records up to ",
                         last_.load(), " are durable"));
  }
  if (absl::Status wrote = snapshots_.write(snapshot); !wrote.ok()) return wrote;
  return snapshots_.prune(kSnapshotsKept);
}

absl::Status SqliteJournal::healthy() {
  if (absl::Status wrote = commit([this] { return probe_->run(); }); !wrote.ok()) return wrote;
  return checkpointer_->last_pass();
}

absl::StatusOr<std::unique_ptr<Reader>> SqliteJournal::open_reader() {
  return SqliteReader::open(folder_.database(), snapshots_, folder_.path(), decoder_);
}

// The database file exists afterwards, private, and its log can be trusted.
absl::Status prepare_files(const Folder& folder) {
  std::error_code error;
  const bool there = std::filesystem::exists(folder.database(), error);
  if (!there) {
    absl::StatusOr<std::vector<std::uint64_t>> snapshots = SnapshotFiles::list(folder.path());
    if (!snapshots.ok()) return snapshots.status();
    if (!snapshots->empty()) {
      return absl::DataLossError(
          routing::str_cat(folder.database(),
                           " is missing beside its snapshots, and with it every record. Restore "
                           "it; to start with nothing, move the snapshots out of the folder"));
    }
  } else if (absl::Status whole = check_wal(folder.database() + "-wal"); !whole.ok()) {
    return whole;
  }
  if (absl::Status made = make_private_file(folder.database()); !made.ok()) return made;
  return there ? absl::OkStatus() : sync_folder(folder.path());
}

absl::Status in_folder(const Folder& folder, const absl::Status& status) {
  return absl::Status(status.code(),
                      routing::str_cat("journal in ", folder.path(), ": ", status.message()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Journal>> open_sqlite_journal(const std::string& folder,
                                                             ModelDecoder decoder) {
  absl::StatusOr<Folder> claimed = Folder::claim(folder);
  if (!claimed.ok()) return claimed.status();
  if (absl::Status made = prepare_files(*claimed); !made.ok()) return in_folder(*claimed, made);
  absl::StatusOr<Database> database = Database::open(claimed->database());
  if (!database.ok()) return in_folder(*claimed, database.status());
  absl::StatusOr<Opened> opened = open_schema(*database);
  if (!opened.ok()) return in_folder(*claimed, opened.status());
  auto journal = std::make_unique<SqliteJournal>(*std::move(claimed), *std::move(database),
                                                 *std::move(opened), std::move(decoder));
  if (absl::Status prepared = journal->prepare(); !prepared.ok()) return prepared;
  return journal;
}

}  // namespace usher::journal
