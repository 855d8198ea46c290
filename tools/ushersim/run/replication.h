// One replication: a day, or a stretch of a system in balance, in one thread on virtual time.
//
// Pure: the same system, replication number and seed give the same tally on every thread.
#ifndef USHER_TOOLS_USHERSIM_RUN_REPLICATION_H_
#define USHER_TOOLS_USHERSIM_RUN_REPLICATION_H_

#include <functional>

#include "tools/ushersim/run/system.h"
#include "tools/ushersim/run/tally.h"

namespace usher::plan {

// `progress` is told the share of the replication that is done, 0 to 1, now and then; false stops
// it, and the tally is then of no use.
Tally replicate(const System& system, int number,
                const std::function<bool(double)>& progress = nullptr);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_REPLICATION_H_
