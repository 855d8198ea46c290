#include "engine/journal/schema.h"

#include <random>
#include <string_view>

#include "absl/strings/str_format.h"

#include "engine/journal/codec.h"
#include "routing/text.h"

#ifndef USHER_VERSION
#error "the build defines USHER_VERSION"
#endif

namespace usher::journal {
namespace {

// "USHR": tells file(1) and us what the database is.
constexpr std::int64_t kApplicationId = 0x55534852;

// Must be set while the file is empty. Small pages keep the bytes of a small commit few.
constexpr char kNewFile[] = "PRAGMA page_size=4096; PRAGMA application_id=0x55534852";

constexpr char kEveryOpening[] =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA wal_autocheckpoint=0;"
    "PRAGMA journal_size_limit=67108864;"
    "PRAGMA trusted_schema=OFF";

constexpr char kTables[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY NOT NULL, value ANY NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE head(id INTEGER PRIMARY KEY CHECK(id = 1), last_sequence INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE batches(first_sequence INTEGER PRIMARY KEY, last_sequence INTEGER NOT NULL,"
    " checksum INTEGER NOT NULL, payload BLOB NOT NULL) STRICT;"
    "INSERT INTO head VALUES(1, 0);"
    "INSERT INTO meta VALUES('probe', 0)";

std::string new_id() {
  std::random_device source;
  std::string id;
  for (int i = 0; i < 4; ++i) id += absl::StrFormat("%08x", source());
  return id;
}

absl::Status create(Database& database) {
  if (absl::Status set = database.run(kNewFile); !set.ok()) return set;
  if (absl::Status set = database.run(kEveryOpening); !set.ok()) return set;
  const std::string tables = routing::str_cat(
      "BEGIN IMMEDIATE;", kTables, ";INSERT INTO meta VALUES('journal_id', '", new_id(),
      "'), ('format_version', ", kFormatVersion, "), ('written_by', '", USHER_VERSION, "');COMMIT");
  return database.run(tables);
}

absl::Status check_format(Database& database) {
  absl::StatusOr<std::int64_t> format =
      database.integer("SELECT value FROM meta WHERE key = 'format_version'");
  if (!format.ok()) return format.status();
  if (*format <= kFormatVersion && *format >= 1) return absl::OkStatus();
  absl::StatusOr<std::string> writer =
      database.text("SELECT value FROM meta WHERE key = 'written_by'");
  return absl::FailedPreconditionError(routing::str_cat(
      "the journal is in format ", *format, ", written by Usher ",
      writer.ok() ? *writer : "of an unknown version", "; this is Usher ", USHER_VERSION,
      ", which reads formats up to ", kFormatVersion,
      ". Start that version or a later one, or restore a backup made before the update"));
}

absl::Status check_ours(Database& database) {
  absl::StatusOr<std::int64_t> application = database.integer("PRAGMA application_id");
  if (!application.ok()) return application.status();
  if (*application != kApplicationId) {
    return absl::FailedPreconditionError(
        "journal.db is an SQLite database, but not a journal of Usher: name another folder");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> has_tables(Database& database) {
  absl::StatusOr<std::int64_t> count = database.integer(
      "SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'head', 'batches')");
  if (!count.ok()) return count.status();
  if (*count == 3) return true;
  absl::StatusOr<std::int64_t> others = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!others.ok()) return others.status();
  if (*others == 0) return false;
  if (absl::Status ours = check_ours(database); !ours.ok()) return ours;
  return absl::DataLossError(
      routing::str_cat("journal.db lacks tables of a journal. ", ways_out()));
}

// A tail that a damaged page hides would otherwise look like a shorter journal.
absl::Status check_tail(Database& database, std::uint64_t head) {
  absl::StatusOr<std::int64_t> last = database.integer(
      "SELECT coalesce((SELECT last_sequence FROM batches ORDER BY first_sequence DESC LIMIT 1), "
      "0)");
  if (!last.ok()) return last.status();
  if (static_cast<std::uint64_t>(*last) == head) return absl::OkStatus();
  return absl::DataLossError(routing::str_cat("the journal's records end with ", *last,
                                              ", and its head says ", head, ". ", ways_out()));
}

}  // namespace

std::string ways_out() {
  return "Nothing was changed. Stop here, keep a copy of the folder, and restore a backup of "
         "journal.db (docs/journal.md, \"Restoring\")";
}

absl::StatusOr<std::uint64_t> read_head(Database& database) {
  absl::StatusOr<std::int64_t> head = database.integer("SELECT last_sequence FROM head");
  if (head.ok()) return static_cast<std::uint64_t>(*head);
  if (head.status().code() != absl::StatusCode::kNotFound) return head.status();
  return absl::DataLossError(
      routing::str_cat("the journal's table `head` has lost its row. ", ways_out()));
}

absl::StatusOr<Opened> open_schema(Database& database) {
  absl::StatusOr<bool> there = has_tables(database);
  if (!there.ok()) return there.status();
  if (!*there) {
    if (absl::Status created = create(database); !created.ok()) return created;
  }
  if (absl::Status ours = check_ours(database); !ours.ok()) return ours;
  if (absl::Status known = check_format(database); !known.ok()) return known;
  if (absl::Status set = database.run(kEveryOpening); !set.ok()) return set;
  Opened opened;
  absl::StatusOr<std::uint64_t> head = read_head(database);
  if (!head.ok()) return head.status();
  opened.last_sequence = *head;
  if (absl::Status whole = check_tail(database, *head); !whole.ok()) return whole;
  absl::StatusOr<std::string> id = database.text("SELECT value FROM meta WHERE key = 'journal_id'");
  if (!id.ok()) return id.status();
  opened.journal_id = *std::move(id);
  return opened;
}

}  // namespace usher::journal
