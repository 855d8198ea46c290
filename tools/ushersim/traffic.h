// `ushersim traffic`: reads the agency, sends people, plays agents, watches, and stops cleanly.
// Blocks until the duration is over, the check is decided, or a signal comes.
#ifndef USHER_TOOLS_USHERSIM_TRAFFIC_H_
#define USHER_TOOLS_USHERSIM_TRAFFIC_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/time/time.h"

#include "tools/client/connection.h"
#include "tools/client/exit_code.h"

namespace usher::sim {

struct TrafficOptions {
  client::ConnectionOptions connection;
  // Bearer tokens by role where one credential does not have them all; empty: the connection's own.
  std::string adapter_token_file, agent_token_file, supervisor_token_file;
  std::string agency;  // id; empty: the only one
  std::uint64_t seed = 1;
  double contacts_per_minute = 60;
  double speed = 20;
  absl::Duration duration = absl::InfiniteDuration();
  int most_live = 400;
  bool quiet = false;
  bool check = false;
  absl::Duration check_within = absl::Seconds(60);
};

client::ExitCode run_traffic(const TrafficOptions& options, std::ostream& out, std::ostream& err,
                             bool terminal);

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_TRAFFIC_H_
