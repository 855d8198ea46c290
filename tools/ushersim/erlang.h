// `ushersim erlang`: how many agents one line needs, by Erlang's formulas. Needs no daemon and no
// simulation. Reads its options, computes, prints; the caller's thread.
#ifndef USHER_TOOLS_USHERSIM_ERLANG_H_
#define USHER_TOOLS_USHERSIM_ERLANG_H_

#include <ostream>
#include <string>

#include "tools/client/exit_code.h"

namespace CLI {
class App;
}

namespace usher::sim {

// As written on the command line; "" where an option was not given.
struct ErlangArguments {
  double calls_per_hour = 0;  // 0: not given
  std::string handling_time, patience, model, target, agents;
  std::string most_abandoned, most_blocked, most_occupied, most_waiting, mean_wait, shrinkage;
  std::string json;  // a file; "-": standard output, instead of the table
};

// The arguments must outlive the parsing.
CLI::App* add_erlang(CLI::App& parent, ErlangArguments& arguments);

// Nothing is written where the input is refused; then `err` says what would be right.
client::ExitCode run_erlang(const ErlangArguments& arguments, std::ostream& out, std::ostream& err,
                            bool colour);

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_ERLANG_H_
