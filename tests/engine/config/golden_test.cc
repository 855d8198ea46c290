// bad/NAME.yaml is a configuration with something wrong, bad/NAME.txt is what is said about it.
// USHER_UPDATE_GOLDEN=1 writes the .txt files: read the difference before it is committed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/config/check.h"

namespace usher::config {
namespace {

namespace fs = std::filesystem;
const fs::path kFolder = fs::path(USHER_SOURCE_DIR) / "tests/engine/config/bad";

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") found.push_back(entry.path().stem().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

class Bad : public testing::TestWithParam<std::string> {};

TEST_P(Bad, is_refused_with_place_problem_and_remedy) {
  const fs::path yaml = kFolder / (GetParam() + ".yaml");
  const fs::path expected = kFolder / (GetParam() + ".txt");
  const Checked checked = check_file(yaml.string());
  std::string said;
  for (const Finding& finding : checked.findings) {
    said += to_string(finding, yaml.filename().string()) + "\n";
    EXPECT_GT(finding.line, 0) << finding.problem;
    EXPECT_GT(finding.column, 0) << finding.problem;
    EXPECT_FALSE(finding.problem.empty());
    EXPECT_FALSE(finding.remedy.empty()) << finding.problem;
  }
  EXPECT_EQ(checked.models.empty(), has_errors(checked.findings));
  if (std::getenv("USHER_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(expected, std::ios::binary) << said;
  }
  EXPECT_EQ(said, read(expected));
  EXPECT_FALSE(said.empty());
}

INSTANTIATE_TEST_SUITE_P(Golden, Bad, testing::ValuesIn(names()),
                         [](const auto& file) { return file.param; });

}  // namespace
}  // namespace usher::config
