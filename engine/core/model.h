// The configuration of one agency as decisions see it: validated, references resolved to ids that
// exist, defaults filled in. Made by engine/config, immutable afterwards, shared by pointer.
//
// Values; any thread once made.
#ifndef USHER_ENGINE_CORE_MODEL_H_
#define USHER_ENGINE_CORE_MODEL_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "engine/core/need.h"
#include "routing/language.h"
#include "routing/requirement.h"
#include "routing/skill_expression.h"
#include "routing/types.h"

namespace usher::core {

using routing::Channel;
using routing::Duration;
using routing::Instant;

struct ServiceModel {
  std::string id;
  std::string display_name;
  routing::SkillClauses required_skills;
};

struct QueueModel {
  std::string id;
  std::string display_name;
  routing::SkillClauses required_skills;
  std::int32_t priority_minutes = 0;
  Duration target{};
  Duration offer_timeout{};
  bool break_after_missed_offer = true;
  Duration reoffer_after{};
  Duration wrap_up_limit{};  // 0: no wrap-up
  bool outcome_required = false;
  routing::Ranking ranking = routing::Ranking::kLeastScarce;
  Duration starvation_bound{};   // the stricter of the queue's and the agency's
  std::int32_t max_waiting = 0;  // 0: the agency's bound only
  bool pull_only = false;
};

struct ClassificationRuleModel {
  std::vector<std::string> services;
  std::vector<Channel> channels;
  std::vector<std::string> languages;  // lower case ranges, RFC 4647 basic filtering
  std::vector<NeedCode> needs;
  std::vector<std::string> sites;
  std::string queue;
};

struct AgentLanguageModel {
  std::string tag;
  routing::Modality modality = routing::Modality::kSpoken;
  routing::Level level = routing::kMaxLevel;
  bool may_serve = true;
  bool may_interpret = false;
};

struct ChannelCapacityModel {
  bool serves = false;
  std::int32_t weight = 100;
  std::int32_t max = 1;
  // While in contact on this channel, what may still be offered.
  routing::ChannelSet interruptible_by;
};

struct CapacityModel {
  std::int32_t units = 100;
  std::array<ChannelCapacityModel, routing::kChannelCount> channels;
};

// Groups, site and counter are folded in: what is here is all that counts.
struct AgentModel {
  std::string id;
  std::string display_name;
  std::vector<AgentLanguageModel> languages;
  std::vector<routing::SkillTerm> skills;  // at_least is the agent's level
  std::vector<NeedCode> needs;
  std::string site;     // empty: at no site
  std::string counter;  // empty: none
  CapacityModel capacity;
};

struct AdapterModel {
  std::string id;
  Channel channel = Channel::kPhone;
  std::string display_name;
};

struct Model {
  std::string agency;
  std::string display_name;
  std::string time_zone;
  std::string default_language;
  std::int64_t revision = 0;
  std::string applied_by;
  std::string comment;
  Instant applied_at;

  std::vector<std::string> skills;
  std::vector<std::string> sites;
  std::vector<ServiceModel> services;
  std::vector<QueueModel> queues;
  std::vector<ClassificationRuleModel> classification;
  std::vector<AgentModel> agents;
  std::vector<AdapterModel> adapters;
  std::vector<std::string> break_reasons;
  std::vector<std::string> decline_reasons;
  std::vector<std::string> outcome_codes;

  Duration session_grace{};
  Duration adapter_grace{};
  Duration starvation_bound{};
  std::int32_t max_waiting = 0;
  Duration ended_contact_retention{};
  std::int32_t ended_contact_limit = 0;

  // The public message it was made from, serialized: what the journal keeps. Opaque here.
  std::string source;

  // Look-ups by id; nullptr where there is none. Built once by index().
  const ServiceModel* service(std::string_view id) const;
  const QueueModel* queue(std::string_view id) const;
  const AgentModel* agent(std::string_view id) const;
  const AdapterModel* adapter(std::string_view id) const;
  bool has_site(std::string_view id) const;
  bool has_skill(std::string_view id) const;
  void index();

 private:
  enum class Kind : std::uint8_t { kService, kQueue, kAgent, kAdapter, kSite, kSkill };
  const std::size_t* find(Kind kind, std::string_view id) const;
  std::array<absl::flat_hash_map<std::string, std::size_t>, 6> index_;  // looked up, never iterated
};

using ModelPtr = std::shared_ptr<const Model>;

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_MODEL_H_
