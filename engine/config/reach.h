// Who could ever serve what: finds queues, services and rules that ask for what no configured agent
// has, and what hangs on one person. For this module only.
//
// Reads a model that is consistent in itself; one thread.
#ifndef USHER_ENGINE_CONFIG_REACH_H_
#define USHER_ENGINE_CONFIG_REACH_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/checker.h"
#include "engine/core/model.h"

namespace usher::config {

class Reach {
 public:
  Reach(const core::Model& model, Checker& check);
  void run();

 private:
  // What a contact may look like for whom a rule holds; a list of several means any of them, an
  // empty one anything.
  struct Demand {
    const core::QueueModel* queue = nullptr;
    std::vector<const core::ServiceModel*> services;
    std::vector<core::Channel> channels;
    std::vector<std::string> languages;
    std::vector<core::NeedCode> needs;
    std::vector<std::string> sites;
  };
  Demand demand_of(const core::ClassificationRuleModel& rule) const;
  // The first thing that the agent lacks, as an index into kinds of what a demand asks; none: able.
  std::optional<int> lacks(const core::AgentModel& agent, const Demand& demand) const;
  bool anybody(const Demand& demand) const;
  // "no agent has tax >= 2" and what would be right, for a demand that nobody meets.
  void refuse(const std::string& path, const std::string& what, const Demand& demand);

  void rules();
  void rule_values(const Demand& demand, const std::string& path);
  void queues();
  void services();
  void adapters();
  void skills();
  void agents();

  const core::Model& model_;
  Checker& check_;
  std::vector<Demand> demands_;    // one a rule
  std::vector<bool> rule_served_;  // one a rule
};

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_REACH_H_
