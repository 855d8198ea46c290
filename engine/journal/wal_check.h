// Looks at a write-ahead log before SQLite does. SQLite takes the first frame whose checksum does
// not fit for the end of the log: right for a torn tail, but after a flipped bit it would silently
// drop what was acknowledged. A commit is synced before the next begins, so frames of a transaction
// behind the broken one prove that the log was whole.
//
// Source of the format: sqlite.org/fileformat2.html, section 4. Pure reading; any thread, before a
// connection is open.
#ifndef USHER_ENGINE_JOURNAL_WAL_CHECK_H_
#define USHER_ENGINE_JOURNAL_WAL_CHECK_H_

#include <string>

#include "absl/status/status.h"

namespace usher::journal {

// OK for a log that is missing, whole, or whole but for a torn tail; DATA_LOSS for one that is
// damaged before its last transaction. Damage within the last transaction can't be told from a torn
// tail.
absl::Status check_wal(const std::string& path);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_WAL_CHECK_H_
