// Compares a text with the one that is stored in golden/; USHER_WRITE_GOLDEN=1 stores it instead.
// For tests.
#ifndef USHER_TESTS_TOOLS_USHERSIM_REPORT_GOLDEN_H_
#define USHER_TESTS_TOOLS_USHERSIM_REPORT_GOLDEN_H_

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace usher::report {

inline void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = "tests/tools/ushersim/report/golden/" + name;
  if (std::getenv("USHER_WRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::trunc) << text;
    return;
  }
  std::ifstream file(path);
  std::ostringstream stored;
  stored << file.rdbuf();
  EXPECT_EQ(text, stored.str()) << path << "; if the change is meant, USHER_WRITE_GOLDEN=1";
}

}  // namespace usher::report

#endif  // USHER_TESTS_TOOLS_USHERSIM_REPORT_GOLDEN_H_
