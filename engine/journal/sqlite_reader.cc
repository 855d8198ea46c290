#include "engine/journal/sqlite_reader.h"

#include <utility>

#include "engine/journal/batch.h"
#include "engine/journal/checksum.h"
#include "engine/journal/schema.h"
#include "routing/text.h"

namespace usher::journal {
namespace {

constexpr char kSelect[] =
    "SELECT first_sequence, last_sequence, checksum, payload FROM batches WHERE first_sequence >="
    " coalesce((SELECT max(first_sequence) FROM batches WHERE first_sequence <= ?1), 0)"
    " ORDER BY first_sequence LIMIT 256";

// Of payloads held at once; one row more at most.
constexpr std::size_t kFetchBytes = 4 << 20;

absl::Status gap(std::uint64_t from, std::uint64_t to) {
  return absl::DataLossError(
      routing::str_cat("records ", from, " to ", to, " are missing. ", ways_out()));
}

}  // namespace

SqliteReader::SqliteReader(Database database, SnapshotFiles snapshots, std::string folder,
                           ModelDecoder decoder)
    : database_(std::move(database)),
      snapshots_(std::move(snapshots)),
      folder_(std::move(folder)),
      decoder_(std::move(decoder)) {}

absl::StatusOr<std::unique_ptr<Reader>> SqliteReader::open(const std::string& database,
                                                           SnapshotFiles snapshots,
                                                           std::string folder,
                                                           ModelDecoder decoder) {
  absl::StatusOr<Database> opened = Database::open(database);
  if (!opened.ok()) return opened.status();
  if (absl::Status set = opened->run("PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0");
      !set.ok()) {
    return set;
  }
  auto reader = std::unique_ptr<SqliteReader>(new SqliteReader(
      *std::move(opened), std::move(snapshots), std::move(folder), std::move(decoder)));
  absl::StatusOr<Statement> select = reader->database_.prepare(kSelect);
  if (!select.ok()) return select.status();
  reader->select_ = *std::move(select);
  return reader;
}

absl::StatusOr<std::vector<SqliteReader::Row>> SqliteReader::fetch(std::uint64_t next) {
  std::vector<Row> rows;
  std::size_t bytes = 0;
  select_->bind(1, static_cast<std::int64_t>(next));
  while (bytes < kFetchBytes) {
    absl::StatusOr<bool> row = select_->step();
    if (!row.ok()) {
      select_->reset();
      return row.status();
    }
    if (!*row) break;
    Row& to = rows.emplace_back();
    to.first = static_cast<std::uint64_t>(select_->integer(0));
    to.last = static_cast<std::uint64_t>(select_->integer(1));
    to.checksum = static_cast<std::uint32_t>(select_->integer(2));
    to.payload = std::string(select_->blob(3));
    bytes += to.payload.size();
  }
  select_->reset();
  return rows;
}

absl::Status SqliteReader::visit_row(const Row& row, std::uint64_t next,
                                     absl::FunctionRef<absl::Status(core::Record)> visit) const {
  const auto damaged = [&row](const absl::Status& why) {
    return absl::Status(why.code(), routing::str_cat("records ", row.first, " to ", row.last, ": ",
                                                     why.message(), ". ", ways_out()));
  };
  if (batch_checksum(row.first, row.last, row.payload) != row.checksum) {
    return damaged(absl::DataLossError("their checksum does not fit: they are damaged"));
  }
  bool visitor_stopped = false;
  absl::Status read =
      decode_batch(row.payload, row.first, row.last, next - 1, decoder_, [&](core::Record record) {
        absl::Status visited = visit(std::move(record));
        visitor_stopped = !visited.ok();
        return visited;
      });
  if (read.ok() || visitor_stopped) return read;
  return damaged(read);
}

absl::Status SqliteReader::read(std::uint64_t after,
                                absl::FunctionRef<absl::Status(core::Record)> visit) {
  // Taken first: what is appended meanwhile may be read as well, what is promised must be.
  absl::StatusOr<std::uint64_t> head = read_head(database_);
  if (!head.ok()) return head.status();
  std::uint64_t next = after + 1;
  for (;;) {
    absl::StatusOr<std::vector<Row>> rows = fetch(next);
    if (!rows.ok()) {
      return absl::Status(rows.status().code(),
                          routing::str_cat("after record ", next - 1, ": ", rows.status().message(),
                                           ". ", ways_out()));
    }
    const std::uint64_t before = next;
    for (const Row& row : *rows) {
      if (row.last < next) continue;  // the row before the one that holds it
      if (row.first > next) return gap(next, row.first - 1);
      if (absl::Status read = visit_row(row, next, visit); !read.ok()) return read;
      next = row.last + 1;
    }
    if (next == before) break;
  }
  return next <= *head ? gap(next, *head) : absl::OkStatus();
}

absl::StatusOr<std::optional<core::Snapshot>> SqliteReader::snapshot_before(
    std::uint64_t sequence) {
  absl::StatusOr<std::vector<std::uint64_t>> sequences = SnapshotFiles::list(folder_);
  if (!sequences.ok()) return sequences.status();
  for (const std::uint64_t candidate : *sequences) {
    if (candidate > sequence) continue;
    absl::StatusOr<core::Snapshot> snapshot = snapshots_.read(candidate, decoder_);
    if (snapshot.ok()) return std::optional(*std::move(snapshot));
    // Not found: a newer one was written meanwhile, and this one deleted.
    if (snapshot.status().code() != absl::StatusCode::kNotFound) ++damaged_snapshots_;
  }
  return std::optional<core::Snapshot>();
}

}  // namespace usher::journal
