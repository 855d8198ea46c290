// `ushersim run`, `compare`, `staff` and `replay`: command lines to scenarios and results to files.
//
// One thread, the program's main one; replications run on threads of their own.
#ifndef USHER_TOOLS_USHERSIM_RUN_COMMANDS_H_
#define USHER_TOOLS_USHERSIM_RUN_COMMANDS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

struct PlanArguments {
  std::vector<std::string> scenarios;
  std::string json, html;
  std::string journal, config;
  std::optional<std::int64_t> seed;
  std::optional<int> replications;
  int threads = 0;
  bool quiet = false;
  bool stats = false;
};

class PlanCommands {
 public:
  explicit PlanCommands(CLI::App& app);

  // The exit code of the command that was given; none where it was none of these. `terminal`: the
  // table may have colours, `shows_progress`: `err` is a terminal.
  std::optional<int> run(std::ostream& out, std::ostream& err, bool terminal, bool shows_progress);

 private:
  int run_one(std::ostream& out, std::ostream& err);
  int run_compare(std::ostream& out, std::ostream& err);
  int run_staff(std::ostream& out, std::ostream& err);
  int run_replay(std::ostream& out, std::ostream& err);
  int compare_all(const std::vector<Scenario>& scenarios, std::ostream& out, std::ostream& err);

  PlanArguments arguments_;
  CLI::App* run_ = nullptr;
  CLI::App* compare_ = nullptr;
  CLI::App* staff_ = nullptr;
  CLI::App* replay_ = nullptr;
  bool terminal_ = false;
  bool shows_progress_ = false;
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_COMMANDS_H_
