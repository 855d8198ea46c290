#include "engine/journal/folder.h"

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "routing/text.h"

namespace usher::journal {
namespace {

namespace fs = std::filesystem;

absl::Status make_folder(const std::string& path) {
  std::error_code error;
  const fs::file_status found = fs::status(path, error);
  if (fs::is_directory(found)) return absl::OkStatus();
  if (fs::exists(found)) {
    return absl::FailedPreconditionError(routing::str_cat(
        path, " is a file; a journal needs a folder of its own: name another path"));
  }
  const fs::path parent = fs::path(path).lexically_normal().parent_path();
  if (!parent.empty()) fs::create_directories(parent, error);
  if (error) return system_error(error.value(), "create folder", parent.string());
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return system_error(errno, "create folder", path);
  }
  return absl::OkStatus();
}

std::string holder(File& lock) {
  std::string content;
  int pid = 0;
  if (!lock.read(32, content).ok()) content.clear();
  const absl::string_view digits = absl::StripAsciiWhitespace(content);
  if (!absl::SimpleAtoi(digits, &pid)) return "another process";
  if (pid == ::getpid()) return "this process, which has it open already";
  return routing::str_cat("process ", pid);
}

}  // namespace

absl::StatusOr<Folder> Folder::claim(const std::string& path) {
  if (path.empty())
    return absl::FailedPreconditionError("the journal needs a folder; none is named");
  if (absl::Status made = make_folder(path); !made.ok()) return made;
  absl::StatusOr<File> lock = File::open(path + "/lock", O_RDWR | O_CREAT);
  if (!lock.ok()) {
    return absl::Status(lock.status().code(),
                        routing::str_cat(lock.status().message(),
                                         ". The journal's folder must belong to the user that "
                                         "runs the daemon, and be writable"));
  }
  if (::flock(lock->fd(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error(errno, "lock", lock->path());
    return absl::FailedPreconditionError(
        routing::str_cat("the journal in ", path, " is held by ", holder(*lock),
                         ". One daemon at a time: stop that one, or name another folder"));
  }
  if (::ftruncate(lock->fd(), 0) != 0) return system_error(errno, "write", lock->path());
  if (absl::Status wrote = lock->write(routing::str_cat(::getpid(), "\n")); !wrote.ok()) {
    return wrote;
  }
  return Folder(path, *std::move(lock));
}

absl::Status make_private_file(const std::string& path) {
  absl::StatusOr<File> file = File::open(path, O_RDWR | O_CREAT);
  if (!file.ok()) return file.status();
  struct stat found;
  if (::fstat(file->fd(), &found) != 0) return system_error(errno, "look at", path);
  if ((found.st_mode & 0077) != 0 && ::fchmod(file->fd(), 0600) != 0) {
    return system_error(errno, "make private", path);
  }
  return absl::OkStatus();
}

}  // namespace usher::journal
