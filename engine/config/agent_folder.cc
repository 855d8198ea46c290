#include "engine/config/agent_folder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/config/defaults.h"
#include "engine/config/language_check.h"

namespace usher::config {
namespace {

using google::protobuf::RepeatedField;
using google::protobuf::RepeatedPtrField;
using usher::v1::AgentLanguage;

routing::Level to_level(std::int32_t level, const IntegerRule& rule) {
  return static_cast<routing::Level>(std::clamp(value_or(level, rule), rule.lowest, rule.highest));
}

core::AgentLanguageModel language_model(const AgentLanguage& language) {
  core::AgentLanguageModel model;
  model.tag = canonical_or_same(language.tag());
  model.modality = to_modality(language.modality());
  model.level = to_level(language.level(), kLanguageLevel);
  model.may_serve = !language.has_may_serve() || language.may_serve();
  model.may_interpret = language.may_interpret();
  return model;
}

// What was there before `own` entries ends: the agent's, which later ones don't change.
void merge(std::vector<core::AgentLanguageModel>& into, std::size_t own,
           const RepeatedPtrField<AgentLanguage>& languages) {
  for (const AgentLanguage& language : languages) {
    core::AgentLanguageModel model = language_model(language);
    const auto same = std::find_if(into.begin(), into.end(), [&](const auto& known) {
      return known.tag == model.tag && known.modality == model.modality;
    });
    if (same == into.end()) {
      into.push_back(std::move(model));
    } else if (static_cast<std::size_t>(same - into.begin()) >= own) {
      same->level = std::max(same->level, model.level);
      same->may_serve |= model.may_serve;
      same->may_interpret |= model.may_interpret;
    }
  }
}

void merge(std::vector<routing::SkillTerm>& into, std::size_t own,
           const RepeatedPtrField<usher::v1::AgentSkill>& skills) {
  for (const usher::v1::AgentSkill& skill : skills) {
    const routing::Level level = to_level(skill.level(), kSkillLevel);
    const auto same = std::find_if(into.begin(), into.end(),
                                   [&](const auto& known) { return known.name == skill.skill(); });
    if (same == into.end()) {
      into.push_back({skill.skill(), level});
    } else if (static_cast<std::size_t>(same - into.begin()) >= own) {
      same->at_least = std::max(same->at_least, level);
    }
  }
}

void merge(std::vector<core::NeedCode>& into, const RepeatedField<int>& needs) {
  for (const int number : needs) {
    if (const auto need = core::need_from_number(number)) into.push_back(*need);
  }
}

core::CapacityModel capacity_model(const usher::v1::Capacity& capacity) {
  core::CapacityModel model;
  model.units = value_or(capacity.units(), kUnits);
  for (const usher::v1::ChannelCapacity& served : capacity.channels()) {
    const auto channel = to_channel(served.channel());
    if (!channel) continue;
    core::ChannelCapacityModel& own = model.channels[static_cast<std::size_t>(*channel)];
    own.serves = true;
    own.weight = value_or(served.weight(), kWeight);
    own.max = value_or(served.max(), kChannelMax);
    for (const int by : served.interruptible_by()) {
      if (const auto other = to_channel(by)) {
        own.interruptible_by = own.interruptible_by.with(*other);
      }
    }
    if (!served.interruptible_by().empty()) continue;
    for (int i = 0; i < routing::kChannelCount; ++i) {
      own.interruptible_by = own.interruptible_by.with(static_cast<core::Channel>(i));
    }
  }
  return model;
}

usher::v1::Capacity default_capacity() {
  usher::v1::Capacity capacity;
  capacity.add_channels()->set_channel(usher::v1::PHONE);
  return capacity;
}

}  // namespace

std::optional<core::Channel> to_channel(int number) {
  if (number < 1 || number > routing::kChannelCount) return std::nullopt;
  return static_cast<core::Channel>(number - 1);
}

AgentFolder::AgentFolder(const usher::v1::AgencyConfig& agency) {
  for (const auto& group : agency.agent_groups()) groups_.try_emplace(group.id(), &group);
  for (const auto& site : agency.sites()) sites_.try_emplace(site.id(), &site);
}

core::AgentModel AgentFolder::fold(const usher::v1::AgentConfig& agent) const {
  core::AgentModel model;
  model.id = agent.id();
  model.display_name = agent.display_name();
  model.site = agent.site();
  model.counter = agent.counter();
  merge(model.languages, 0, agent.languages());
  merge(model.skills, 0, agent.skills());
  merge(model.needs, agent.needs());
  const std::size_t own_languages = model.languages.size();
  const std::size_t own_skills = model.skills.size();
  const usher::v1::Capacity* capacity = agent.has_capacity() ? &agent.capacity() : nullptr;
  for (const std::string& id : agent.groups()) {
    const auto found = groups_.find(id);
    if (found == groups_.end()) continue;
    const usher::v1::AgentGroupConfig& group = *found->second;
    merge(model.languages, own_languages, group.languages());
    merge(model.skills, own_skills, group.skills());
    merge(model.needs, group.needs());
    if (capacity == nullptr && group.has_capacity()) capacity = &group.capacity();
  }
  if (const auto site = sites_.find(agent.site()); site != sites_.end()) {
    merge(model.needs, site->second->provides());
    for (const auto& counter : site->second->counters()) {
      if (counter.id() == agent.counter()) merge(model.needs, counter.provides());
    }
  }
  std::sort(model.needs.begin(), model.needs.end());
  model.needs.erase(std::unique(model.needs.begin(), model.needs.end()), model.needs.end());
  model.capacity = capacity_model(capacity == nullptr ? default_capacity() : *capacity);
  return model;
}

}  // namespace usher::config
