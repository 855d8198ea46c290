// The rules of config.proto for one agency: forms, ranges, references, contradictions within a
// message. Whether anybody could serve what is asked is reach.h's matter. For this module only.
//
// One thread; lives for one check.
#ifndef USHER_ENGINE_CONFIG_AGENCY_CHECK_H_
#define USHER_ENGINE_CONFIG_AGENCY_CHECK_H_

#include <string>

#include "absl/container/flat_hash_map.h"

#include "engine/config/checker.h"
#include "usher/v1/config.pb.h"

namespace usher::config {

class AgencyCheck {
 public:
  AgencyCheck(const usher::v1::AgencyConfig& agency, Checker& check)
      : agency_(agency), check_(check) {}
  void run();

 private:
  void sizes();
  void limits();
  void skills();
  void sites();
  void services();
  void queues();
  void queue(const usher::v1::QueueConfig& queue, const std::string& path);
  void queue_times(const usher::v1::QueueConfig& queue, const std::string& path);
  void skill_expression(const std::string& path, const std::string& text);
  void rules();
  void rule(const usher::v1::ClassificationRule& rule, const std::string& path);
  void rule_order();
  void groups();
  void agents();
  void place(const usher::v1::AgentConfig& agent, const std::string& path);
  void agent_skills(const std::string& path,
                    const google::protobuf::RepeatedPtrField<usher::v1::AgentSkill>& skills);
  void capacity(const usher::v1::Capacity& capacity, const std::string& path);
  void interrupts(const usher::v1::Capacity& capacity, const std::string& path);
  void agent_capacity(const usher::v1::AgentConfig& agent, const std::string& path);
  void adapters();
  void resources();
  void codes(const std::string& path, const google::protobuf::RepeatedPtrField<std::string>& codes,
             const std::vector<std::string>& reserved);

  const usher::v1::AgencyConfig& agency_;
  Checker& check_;
  Ids skills_;
  Ids sites_;
  Ids services_;
  Ids queues_;
  Ids groups_;
  absl::flat_hash_map<std::string, Ids> counters_;  // by site
};

// True where the rule has no conditions.
bool fits_everything(const usher::v1::ClassificationRule& rule);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_AGENCY_CHECK_H_
