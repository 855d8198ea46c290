// The numbers behind `ushersim erlang`: a question with its targets, and a table of staffings as
// the answer. Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_ERLANG_PLAN_H_
#define USHER_TOOLS_USHERSIM_ERLANG_PLAN_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "tools/queueing/staffing.h"
#include "tools/ushersim/erlang.h"
#include "tools/ushersim/report/results.h"

namespace usher::sim {

enum class ErlangModel {
  kB,  // who finds no agent free is lost
  kC,  // who finds no agent free waits, for ever if need be
  kA,  // who finds no agent free waits, and gives up after their patience
};

// Times in seconds, shares 0 to 1.
struct ErlangQuestion {
  ErlangModel model = ErlangModel::kC;
  double calls_per_hour = 0;
  double handling_time = 0;
  double patience = 0;  // mean; 0: without end
  queueing::ServiceTargets targets;
  std::optional<double> most_blocked;
  double shrinkage = 0;  // of the hours on the rota, what agents don't spend on contacts
  std::optional<std::int64_t> first, last;  // agents, the rows of the table

  double load() const { return calls_per_hour / 3600 * handling_time; }
};

struct ErlangRow {
  std::int64_t agents = 0;
  bool stable = true;
  bool meets = false;
  double p_wait = 0, p_block = 0, p_abandon = 0;
  double mean_wait = 0, mean_wait_served = 0;
  std::array<double, report::kQuantiles.size()> wait_quantiles = {};
  double service_level = 0, mean_queue = 0, utilization = 0;
};

struct ErlangAnswer {
  std::optional<std::int64_t> recommended;  // the fewest that meet the targets
  std::vector<ErlangRow> rows;
};

// InvalidArgument names the option, what was wrong with it and what would be right.
absl::StatusOr<ErlangQuestion> read_question(const ErlangArguments& arguments);

ErlangAnswer answer(const ErlangQuestion& question);

// On the rota, so that `agents` are there.
std::int64_t rostered(const ErlangQuestion& question, std::int64_t agents);

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_ERLANG_PLAN_H_
