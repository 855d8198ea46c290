#include "engine/journal/file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "routing/text.h"

namespace usher::journal {

bool means_full(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

absl::Status system_error(int error, std::string_view doing, std::string_view path) {
  const std::string text =
      routing::str_cat("cannot ", doing, " ", path, ": ", std::generic_category().message(error));
  if (means_full(error)) {
    return absl::ResourceExhaustedError(
        routing::str_cat(text, ". Make room; it goes on by itself"));
  }
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case EISDIR:
      return absl::FailedPreconditionError(text);
    case ENOENT:
      return absl::NotFoundError(text);
    default:
      return absl::UnavailableError(text);
  }
}

File& File::operator=(File&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

absl::StatusOr<File> File::open(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) return system_error(errno, "open", path);
  return File(fd, path);
}

absl::Status File::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error(errno, "write", path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status File::read(std::size_t size, std::string& out) {
  out.resize(size);
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::read(fd_, out.data() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(errno, "read", path_);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  out.resize(have);
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> File::size() const {
  struct stat found;
  if (::fstat(fd_, &found) != 0) return system_error(errno, "look at", path_);
  return static_cast<std::uint64_t>(found.st_size);
}

absl::Status File::sync() {
  return ::fdatasync(fd_) == 0 ? absl::OkStatus() : system_error(errno, "sync", path_);
}

absl::Status sync_folder(const std::string& folder) {
  absl::StatusOr<File> opened = File::open(folder, O_RDONLY | O_DIRECTORY);
  if (!opened.ok()) return opened.status();
  return ::fsync(opened->fd()) == 0 ? absl::OkStatus() : system_error(errno, "sync", folder);
}

}  // namespace usher::journal
