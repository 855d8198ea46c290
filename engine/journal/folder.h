// The folder of a journal: made when it is missing, readable by its owner only, held by one
// process.
//
// A Folder is held until it is destroyed or its process ends, however that ends (flock(2)). Any
// thread.
#ifndef USHER_ENGINE_JOURNAL_FOLDER_H_
#define USHER_ENGINE_JOURNAL_FOLDER_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

#include "engine/journal/file.h"

namespace usher::journal {

class Folder {
 public:
  // Makes the folder (mode 0700; parents as the umask says) when it is missing; leaves the mode of
  // one that is there. FAILED_PRECONDITION names what is in the way: a file, a missing right, or
  // the process that holds it.
  static absl::StatusOr<Folder> claim(const std::string& path);

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string database() const { return file("journal.db"); }

 private:
  Folder(std::string path, File lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  File lock_;
};

// Makes the file when it is missing, empty; takes the rights of all but its owner away when it is
// there. Must not be called while this process has the database open: closing a descriptor drops
// SQLite's locks (fcntl(2)).
absl::Status make_private_file(const std::string& path);

}  // namespace usher::journal

#endif  // USHER_ENGINE_JOURNAL_FOLDER_H_
