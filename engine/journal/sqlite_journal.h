// The default journal: one SQLite database a folder (WAL, synchronous=FULL), guarded against a
// second process.
//
// See journal.h for threads and failures. The folder holds `journal.db` (+ -wal, -shm) with the
// records, a file `snapshot-<sequence>` a snapshot, and `lock`. docs/journal.md describes them to
// operators.
#ifndef USHER_ENGINE_JOURNAL_SQLITE_JOURNAL_H_
#define USHER_ENGINE_JOURNAL_SQLITE_JOURNAL_H_

#include <memory>
#include <string>

#include "engine/journal/journal.h"

namespace usher::journal {

// Opens or creates. FAILED_PRECONDITION names the process that holds the folder, or the newer
// format and the version of Usher that reads it; DATA_LOSS what is damaged.
absl::StatusOr<std::unique_ptr<Journal>> open_sqlite_journal(const std::string& folder,
                                                             ModelDecoder decoder);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_SQLITE_JOURNAL_H_
