// Snapshots as files beside the database: `snapshot-<sequence, 20 digits>`. A file of their own
// each, so that writing one never holds up an append, and damage in one never touches a record.
//
// A file is a line `usher snapshot format 1 journal <id>` and the frames of snapshot_codec.h. It is
// written under another name, synced and renamed: under its own name it is whole, or damaged later.
// One writer at a time; readers from any thread.
#ifndef USHER_ENGINE_JOURNAL_SNAPSHOT_FILES_H_
#define USHER_ENGINE_JOURNAL_SNAPSHOT_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/core/snapshot.h"
#include "engine/journal/journal.h"

namespace usher::journal {

class SnapshotFiles {
 public:
  SnapshotFiles(std::string folder, std::string journal_id);

  // After a failure the folder is as it was before.
  absl::Status write(const core::Snapshot& snapshot) const;
  // DATA_LOSS for a damaged one, or one of another journal; NOT_FOUND when it is not there.
  absl::StatusOr<core::Snapshot> read(std::uint64_t sequence, const ModelDecoder& decoder) const;
  // Deletes all but the newest `keep`.
  absl::Status prune(std::size_t keep) const;
  // Deletes what an interrupted write left.
  void sweep() const;

  // Sequences, the newest first.
  static absl::StatusOr<std::vector<std::uint64_t>> list(const std::string& folder);
  static std::string name(std::uint64_t sequence);

 private:
  absl::Status write_partial(const core::Snapshot& snapshot) const;
  std::string path(std::uint64_t sequence) const;
  std::string partial() const;
  std::string folder_;
  std::string head_;
};

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_SNAPSHOT_FILES_H_
