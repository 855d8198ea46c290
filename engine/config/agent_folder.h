// Folds groups, site and counter into what an agent brings. For this module only.
//
// Keeps references into the configuration it was made from; any thread.
#ifndef USHER_ENGINE_CONFIG_AGENT_FOLDER_H_
#define USHER_ENGINE_CONFIG_AGENT_FOLDER_H_

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"

#include "engine/core/model.h"
#include "usher/v1/config.pb.h"

namespace usher::config {

std::optional<core::Channel> to_channel(int number);

class AgentFolder {
 public:
  explicit AgentFolder(const usher::v1::AgencyConfig& agency);

  // Of two levels for one language or skill the agent's own counts, of two groups' the higher;
  // needs add up over agent, groups, site and counter; the capacity is the agent's own, else the
  // first group's that has one, else one contact by PHONE.
  core::AgentModel fold(const usher::v1::AgentConfig& agent) const;

 private:
  absl::flat_hash_map<std::string, const usher::v1::AgentGroupConfig*> groups_;
  absl::flat_hash_map<std::string, const usher::v1::SiteConfig*> sites_;
};

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_AGENT_FOLDER_H_
