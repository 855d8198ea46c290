// What the simulation knows of an agency: its configuration as ConfigService answered it, with
// every agent's groups, site and counter worked in. Built once; read from the loop's thread. It
// judges only what it must to choose believable people; whom an agent serves is the daemon's
// decision.
#ifndef USHER_TOOLS_USHERSIM_AGENCY_VIEW_H_
#define USHER_TOOLS_USHERSIM_AGENCY_VIEW_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "usher/v1/config.pb.h"

namespace usher::sim {

struct SimAgent {
  std::string id, name, site;
  std::vector<v1::AgentLanguage> languages;  // in which they may serve
  std::map<std::string, int> skills;
  std::set<v1::NeedCode> needs;  // their own, their site's and their counter's
  std::set<v1::Channel> channels;
};

struct AgencyView {
  std::string name;  // "agencies/demo"
  v1::AgencyConfig config;
  std::vector<SimAgent> agents;
  std::map<v1::Channel, std::string> adapters;  // the first of each channel, by name
  bool pulls = false;                           // some queue is pull_only

  const SimAgent* find_agent(absl::string_view agent_name) const;
};

AgencyView make_view(const std::string& agency_name, v1::AgencyConfig config);

bool serves_in(const SimAgent& agent, absl::string_view tag, v1::Modality modality);

// Enough to be sure that the agent satisfies the expression: every skill in it, at the level beside
// it. (An "or" would ask for less.)
bool surely_satisfies(const SimAgent& agent, absl::string_view expression);

// The queue that the classification rules choose, as config.proto documents them; null: none fits.
const v1::QueueConfig* queue_for(const v1::AgencyConfig& config, absl::string_view service,
                                 v1::Channel channel, absl::string_view language,
                                 const std::set<v1::NeedCode>& needs, absl::string_view site);

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_AGENCY_VIEW_H_
