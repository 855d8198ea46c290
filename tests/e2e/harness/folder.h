// A temporary folder that goes away with its owner. One thread.
#ifndef USHER_TESTS_E2E_HARNESS_FOLDER_H_
#define USHER_TESTS_E2E_HARNESS_FOLDER_H_

#include <string>
#include <string_view>

namespace usher::e2e {

class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  // Writes the file and returns its path.
  std::string write(std::string_view name, std::string_view text) const;

 private:
  std::string path_;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_HARNESS_FOLDER_H_
