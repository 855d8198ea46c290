// Files and their failures as Status: a thin layer over POSIX.
//
// A File belongs to one thread at a time. Codes: RESOURCE_EXHAUSTED (no room), FAILED_PRECONDITION
// (may not, or not that kind of file), NOT_FOUND, UNAVAILABLE (any other I/O). Messages name the
// path and what the system said.
#ifndef USHER_ENGINE_JOURNAL_FILE_H_
#define USHER_ENGINE_JOURNAL_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace usher::journal {

// "cannot write /x/y: No space left on device".
absl::Status system_error(int error, std::string_view doing, std::string_view path);
// Whether the error means that there is no room: a full disk, a quota, a limit of file size.
bool means_full(int error);

class File {
 public:
  File() = default;
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}
  File& operator=(File&& other) noexcept;
  ~File();

  // As open(2), close-on-exec; a new file gets mode 0600.
  static absl::StatusOr<File> open(const std::string& path, int flags);

  absl::Status write(std::string_view bytes);
  // Up to `size` bytes, fewer at the end only. Replaces `out`.
  absl::Status read(std::size_t size, std::string& out);
  absl::StatusOr<std::uint64_t> size() const;
  // On the disk when it returns OK.
  absl::Status sync();
  int fd() const { return fd_; }
  const std::string& path() const { return path_; }

 private:
  File(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  int fd_ = -1;
  std::string path_;
};

// Renames and deletions in the folder are on the disk when it returns OK.
absl::Status sync_folder(const std::string& folder);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_FILE_H_
