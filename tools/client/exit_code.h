// What the tools' exit codes mean, in one place: the programs, their --help and docs/usherctl.md
// agree because all of them come from here. Plain values; any thread.
#ifndef USHER_TOOLS_CLIENT_EXIT_CODE_H_
#define USHER_TOOLS_CLIENT_EXIT_CODE_H_

#include <string>

namespace usher::client {

enum class ExitCode {
  kDone = 0,
  kRefused = 1,
  kUsage = 2,
  kUnreachable = 3,
  kNotFound = 4,
  kConflict = 5,
  kNotAllowed = 6,
  kTryLater = 7,
  kBug = 8,
  kInterrupted = 130,
};

constexpr int number(ExitCode code) { return static_cast<int>(code); }

// One line a code, as --help shows it.
std::string exit_code_table();

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_EXIT_CODE_H_
