// A recorded day under another configuration: the people and the agents' hours of a journal, routed
// once as configured then and once as a new file says.
//
// What a journal says is taken as it was: who came when, with which wishes; how long the agent was
// busy with them, wrap-up included; when those who hung up did so; when agents were available. What
// it can't say is assumed: who was served would have waited as long as it takes, and who hung up
// would have taken as long as somebody else of their kind. Deterministic; reads only what it is
// given.
#ifndef USHER_TOOLS_USHERSIM_RUN_REPLAY_H_
#define USHER_TOOLS_USHERSIM_RUN_REPLAY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "engine/core/contact.h"
#include "engine/core/model.h"
#include "engine/journal/journal.h"
#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

struct RecordedPerson {
  core::ContactDraft draft;
  routing::Instant at;
  std::optional<routing::Instant> connected;
  std::optional<Duration> service;   // from the connection to the end of the wrap-up
  std::optional<Duration> patience;  // of those who hung up in line
};

struct Recorded {
  core::ModelPtr model;  // the last that was in force
  std::vector<RecordedPerson> people;
  // By agent: from when on they were available (true) or not.
  std::map<std::string, std::vector<std::pair<routing::Instant, bool>>> agents;
  routing::Instant first;
  routing::Instant last;
};

// The whole journal. FAILED_PRECONDITION where there is nothing to replay: no configuration, nobody
// who came, or nobody who was served.
absl::StatusOr<Recorded> read_recorded(journal::Reader& reader);

// The record as a scenario under a configuration, in half hours, from the hour of its first record.
Scenario scenario_of_record(const Recorded& recorded, const core::Model& model,
                            const std::string& policy);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_REPLAY_H_
