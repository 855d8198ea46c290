#include "engine/journal/snapshot_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include <fcntl.h>

#include "engine/journal/codec.h"
#include "engine/journal/file.h"
#include "engine/journal/snapshot_codec.h"
#include "routing/text.h"

namespace usher::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "snapshot-";
constexpr std::size_t kDigits = 20;
// A file system that orders data before metadata makes every sync wait for what others wrote: so
// little at a time.
constexpr std::size_t kBytesBetweenSyncs = 4 << 20;

}  // namespace

SnapshotFiles::SnapshotFiles(std::string folder, std::string journal_id)
    : folder_(std::move(folder)),
      head_(routing::str_cat("usher snapshot format ", kFormatVersion, " journal ", journal_id,
                             "\n")) {}

std::string SnapshotFiles::name(std::uint64_t sequence) {
  return absl::StrFormat("snapshot-%020d", sequence);
}

std::string SnapshotFiles::path(std::uint64_t sequence) const {
  return folder_ + "/" + name(sequence);
}

std::string SnapshotFiles::partial() const { return folder_ + "/snapshot.partial"; }

absl::Status SnapshotFiles::write_partial(const core::Snapshot& snapshot) const {
  absl::StatusOr<File> file = File::open(partial(), O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.ok()) return file.status();
  if (absl::Status wrote = file->write(head_); !wrote.ok()) return wrote;
  std::size_t unsynced = 0;
  const absl::Status wrote = encode_frames(snapshot, [&](std::string_view frame) {
    if (absl::Status written = file->write(frame); !written.ok()) return written;
    unsynced += frame.size();
    if (unsynced < kBytesBetweenSyncs) return absl::OkStatus();
    unsynced = 0;
    return file->sync();
  });
  return wrote.ok() ? file->sync() : wrote;
}

absl::Status SnapshotFiles::write(const core::Snapshot& snapshot) const {
  absl::Status status = write_partial(snapshot);
  if (status.ok()) {
    std::error_code error;
    fs::rename(partial(), path(snapshot.sequence), error);
    if (error) status = system_error(error.value(), "rename to", path(snapshot.sequence));
  }
  if (!status.ok()) {
    sweep();
    return status;
  }
  return sync_folder(folder_);
}

absl::StatusOr<core::Snapshot> SnapshotFiles::read(std::uint64_t sequence,
                                                   const ModelDecoder& decoder) const {
  absl::StatusOr<File> file = File::open(path(sequence), O_RDONLY);
  if (!file.ok()) return file.status();
  absl::StatusOr<std::uint64_t> left = file->size();
  if (!left.ok()) return left.status();
  std::string buffer;
  if (absl::Status read = file->read(head_.size(), buffer); !read.ok()) return read;
  if (buffer != head_) {
    return absl::DataLossError(
        routing::str_cat(file->path(), " is not a snapshot of this journal"));
  }
  *left -= buffer.size();
  absl::StatusOr<core::Snapshot> snapshot = decode_frames(
      [&](std::size_t size) -> absl::StatusOr<std::string_view> {
        // A length that is damaged must not become an allocation.
        const std::uint64_t take = std::min<std::uint64_t>(size, *left);
        if (absl::Status read = file->read(take, buffer); !read.ok()) return read;
        *left -= buffer.size();
        return std::string_view(buffer);
      },
      decoder);
  if (snapshot.ok() && snapshot->sequence != sequence) {
    return absl::DataLossError(
        routing::str_cat(file->path(), " holds the snapshot of record ", snapshot->sequence));
  }
  if (snapshot.ok()) return snapshot;
  return absl::Status(snapshot.status().code(),
                      routing::str_cat(file->path(), ": ", snapshot.status().message()));
}

absl::Status SnapshotFiles::prune(std::size_t keep) const {
  absl::StatusOr<std::vector<std::uint64_t>> sequences = list(folder_);
  if (!sequences.ok()) return sequences.status();
  for (std::size_t i = keep; i < sequences->size(); ++i) {
    std::error_code error;
    fs::remove(path((*sequences)[i]), error);
    if (error) return system_error(error.value(), "delete", path((*sequences)[i]));
  }
  return absl::OkStatus();
}

void SnapshotFiles::sweep() const {
  std::error_code ignored;
  fs::remove(partial(), ignored);
}

absl::StatusOr<std::vector<std::uint64_t>> SnapshotFiles::list(const std::string& folder) {
  std::vector<std::uint64_t> sequences;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string found = entry->path().filename().string();
    std::uint64_t sequence = 0;
    if (found.size() != kPrefix.size() + kDigits || found.rfind(kPrefix, 0) != 0) continue;
    if (absl::SimpleAtoi(found.substr(kPrefix.size()), &sequence)) sequences.push_back(sequence);
  }
  if (error) return system_error(error.value(), "list", folder);
  std::sort(sequences.begin(), sequences.end(), std::greater<>());
  return sequences;
}

}  // namespace usher::journal
