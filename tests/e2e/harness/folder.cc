#include "tests/e2e/harness/folder.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace usher::e2e {

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "usher-e2e-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    std::perror("mkdtemp");
    std::abort();
  }
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(std::string_view name, std::string_view text) const {
  const std::string path = (std::filesystem::path(path_) / name).string();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace usher::e2e
