// SQLite as this folder uses it: connections and prepared statements that close themselves, errors
// as Status.
//
// A Database and its statements belong to one thread at a time; statements must be gone before it.
// Codes: RESOURCE_EXHAUSTED (disk full), DATA_LOSS (not a database, or malformed),
// FAILED_PRECONDITION (read-only), UNAVAILABLE (other I/O, or locked).
#ifndef USHER_ENGINE_JOURNAL_SQLITE_H_
#define USHER_ENGINE_JOURNAL_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <sqlite3.h>

namespace usher::journal {

class Statement {
 public:
  // Parameters count from 1, columns from 0. A text or blob must stay until the statement is reset.
  void bind(int parameter, std::int64_t value);
  void bind_blob(int parameter, std::string_view bytes);
  // True while there is a row.
  absl::StatusOr<bool> step();
  // For statements without rows; resets.
  absl::Status run();
  // Ends the statement's transaction when it has none around it.
  void reset();
  std::int64_t integer(int column) const;
  std::string_view blob(int column) const;  // valid until the next step

 private:
  friend class Database;
  struct Close {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Close> statement_;
};

class Database {
 public:
  // The file must be there. Waits up to five seconds for a lock of another connection.
  static absl::StatusOr<Database> open(const std::string& path);

  absl::Status run(const std::string& sql);
  absl::StatusOr<Statement> prepare(std::string_view sql);
  // The first column of the first row; NOT_FOUND without a row.
  absl::StatusOr<std::int64_t> integer(std::string_view sql);
  absl::StatusOr<std::string> text(std::string_view sql);
  // Rows changed by the last statement.
  int changes() const { return sqlite3_changes(database_.get()); }
  bool in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }
  sqlite3* get() const { return database_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
};

// What went wrong last on the connection.
absl::Status sqlite_error(sqlite3* database, int code);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_SQLITE_H_
