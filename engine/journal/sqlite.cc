#include "engine/journal/sqlite.h"

#include <cerrno>
#include <utility>

#include "engine/journal/file.h"
#include "routing/check.h"
#include "routing/text.h"

namespace usher::journal {
namespace {

constexpr int kBusyMilliseconds = 5000;

// What the system said. sqlite3_system_errno forgets it when a statement fails in its commit; the
// file, which is then the log, remembers.
int system_errno(sqlite3* database) {
  if (const int error = sqlite3_system_errno(database); error != 0) return error;
  for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
    sqlite3_file* file = nullptr;
    int error = 0;
    if (sqlite3_file_control(database, "main", which, &file) != SQLITE_OK || file == nullptr ||
        file->pMethods == nullptr) {
      continue;
    }
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error != 0) return error;
  }
  return 0;
}

}  // namespace

absl::Status sqlite_error(sqlite3* database, int code) {
  const char* name = database == nullptr ? nullptr : sqlite3_db_filename(database, "main");
  const std::string path = name == nullptr || *name == '\0' ? "the journal" : name;
  const int error = database == nullptr ? 0 : system_errno(database);
  const std::string text = routing::str_cat(
      path, ": ", database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database));
  switch (code & 0xff) {
    case SQLITE_FULL:
      return system_error(ENOSPC, "write", path);
    case SQLITE_IOERR:
      if (code == SQLITE_IOERR_CORRUPTFS) return absl::DataLossError(text);
      if (error != 0) return system_error(error, "read or write", path);
      return absl::UnavailableError(text);
    case SQLITE_CANTOPEN:
      if (error != 0) return system_error(error, "open", path);
      return absl::UnavailableError(text);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(text);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::FailedPreconditionError(text);
    case SQLITE_NOMEM:
      return absl::ResourceExhaustedError(text);
    case SQLITE_TOOBIG:
      return absl::InvalidArgumentError(text);
    default:
      return absl::UnavailableError(text);
  }
}

void Statement::bind(int parameter, std::int64_t value) {
  USHER_CHECK(sqlite3_bind_int64(statement_.get(), parameter, value) == SQLITE_OK);
}

void Statement::bind_blob(int parameter, std::string_view bytes) {
  USHER_CHECK(sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(), bytes.size(),
                                  SQLITE_STATIC) == SQLITE_OK);
}

absl::StatusOr<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3* const database = sqlite3_db_handle(statement_.get());
  return sqlite_error(database, sqlite3_extended_errcode(database));
}

absl::Status Statement::run() {
  absl::StatusOr<bool> stepped = step();
  reset();
  return stepped.status();
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), size);
}

absl::StatusOr<Database> Database::open(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database;
  database.database_.reset(opened);
  if (code != SQLITE_OK) return sqlite_error(opened, code);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, kBusyMilliseconds);
  return database;
}

absl::Status Database::run(const std::string& sql) {
  const int code = sqlite3_exec(get(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : sqlite_error(get(), code);
}

absl::StatusOr<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  Statement statement;
  statement.statement_.reset(prepared);
  if (code != SQLITE_OK) return sqlite_error(get(), code);
  return statement;
}

absl::StatusOr<std::int64_t> Database::integer(std::string_view sql) {
  absl::StatusOr<Statement> statement = prepare(sql);
  if (!statement.ok()) return statement.status();
  absl::StatusOr<bool> row = statement->step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError("there is no such row");
  return statement->integer(0);
}

absl::StatusOr<std::string> Database::text(std::string_view sql) {
  absl::StatusOr<Statement> statement = prepare(sql);
  if (!statement.ok()) return statement.status();
  absl::StatusOr<bool> row = statement->step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError("there is no such row");
  return std::string(statement->blob(0));
}

}  // namespace usher::journal
