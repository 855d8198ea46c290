// The tables of journal.db: made when the file is empty, otherwise checked to be ours and of a
// format that we read.
//
// Any thread, with the connection's. docs/journal.md describes the tables to operators.
#ifndef USHER_ENGINE_JOURNAL_SCHEMA_H_
#define USHER_ENGINE_JOURNAL_SCHEMA_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "engine/journal/sqlite.h"

namespace usher::journal {

struct Opened {
  std::string journal_id;  // 32 hexadecimal digits, given once
  std::uint64_t last_sequence = 0;
};

// FAILED_PRECONDITION for somebody else's database or a newer format, DATA_LOSS for damage; neither
// changes the file.
absl::StatusOr<Opened> open_schema(Database& database);

// The last record as the table `head` has it, for any connection.
absl::StatusOr<std::uint64_t> read_head(Database& database);

// What an operator can do about damage.
std::string ways_out();

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_SCHEMA_H_
