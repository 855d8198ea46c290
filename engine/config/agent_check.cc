// Agents, their groups and places, adapters, resources and codes.
#include <algorithm>

#include "engine/config/agency_check.h"
#include "engine/config/language_check.h"
#include "engine/config/scalar.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using google::protobuf::RepeatedPtrField;
using routing::str_cat;
using usher::v1::Capacity;
using usher::v1::Channel;
using usher::v1::ChannelCapacity;
using usher::v1::NeedCode;

const ChannelCapacity* channel_of(const Capacity& capacity, int channel) {
  for (const ChannelCapacity& served : capacity.channels()) {
    if (served.channel() == channel) return &served;
  }
  return nullptr;
}

std::string name_of(int channel) {
  const auto* value = usher::v1::Channel_descriptor()->FindValueByNumber(channel);
  return value == nullptr ? std::to_string(channel) : value->name();
}

}  // namespace

void AgencyCheck::groups() {
  for (int i = 0; i < agency_.agent_groups_size(); ++i) {
    const usher::v1::AgentGroupConfig& group = agency_.agent_groups(i);
    const std::string path = path_to("", "agent_groups", i);
    check_.id(path_to(path, "id"), group.id(), Form::kName, groups_);
    check_languages(check_, path_to(path, "languages"), group.languages());
    agent_skills(path_to(path, "skills"), group.skills());
    check_.values<NeedCode>(path_to(path, "needs"), group.needs());
    if (group.has_capacity()) capacity(group.capacity(), path_to(path, "capacity"));
  }
}

void AgencyCheck::agents() {
  Ids ids;
  if (agency_.agents_size() == 0) {
    check_.error("agents", "no agent is configured", "list at least one");
  }
  for (int i = 0; i < agency_.agents_size(); ++i) {
    const usher::v1::AgentConfig& agent = agency_.agents(i);
    const std::string path = path_to("", "agents", i);
    check_.id(path_to(path, "id"), agent.id(), Form::kAgent, ids);
    check_.text(path_to(path, "display_name"), agent.display_name());
    check_.references(path_to(path, "groups"), agent.groups(), groups_, "agent group",
                      "agent groups");
    check_languages(check_, path_to(path, "languages"), agent.languages());
    agent_skills(path_to(path, "skills"), agent.skills());
    check_.values<NeedCode>(path_to(path, "needs"), agent.needs());
    place(agent, path);
    agent_capacity(agent, path);
  }
}

void AgencyCheck::place(const usher::v1::AgentConfig& agent, const std::string& path) {
  check_.reference(path_to(path, "site"), agent.site(), sites_, "site", "sites");
  if (agent.counter().empty()) return;
  const std::string at = path_to(path, "counter");
  if (agent.site().empty()) {
    check_.error(at, str_cat("counter ", shown(agent.counter()), " is named without a site"),
                 "name the site as well");
    return;
  }
  const auto here = counters_.find(agent.site());
  if (here == counters_.end() || here->second.has(agent.counter())) return;
  for (const std::string& site : sites_.all()) {
    const auto other = counters_.find(site);
    if (other == counters_.end() || !other->second.has(agent.counter())) continue;
    check_.error(at,
                 str_cat("site ", shown(agent.site()), " has no counter ", shown(agent.counter()),
                         ", but site ", shown(site), " has"),
                 str_cat("write site: ", site, ", or name a counter of ", agent.site()));
    return;
  }
  check_.error(at,
               str_cat("site ", shown(agent.site()), " has no counter ", shown(agent.counter())),
               suggestion(agent.counter(), here->second.all(), "counters"));
}

void AgencyCheck::agent_skills(const std::string& path,
                               const RepeatedPtrField<usher::v1::AgentSkill>& skills) {
  Ids seen;
  for (int i = 0; i < skills.size(); ++i) {
    const std::string at = str_cat(path, "[", i, "]");
    const std::string& skill = skills[i].skill();
    check_.integer(path_to(at, "level"), skills[i].level(), kSkillLevel);
    if (skill.empty()) {
      check_.error(path_to(at, "skill"), "no skill is named",
                   suggestion("", skills_.all(), "skills"));
    } else if (!seen.add(skill, at, nullptr)) {
      check_.error(path_to(at, "skill"), str_cat(shown(skill), " is listed twice"), "keep one");
    } else {
      check_.reference(path_to(at, "skill"), skill, skills_, "skill", "skills");
    }
  }
}

void AgencyCheck::capacity(const Capacity& capacity, const std::string& path) {
  check_.integer(path_to(path, "units"), capacity.units(), kUnits);
  if (capacity.channels().empty()) {
    check_.error(path_to(path, "channels"), "no channel is served",
                 "list at least one, as in \"- channel: PHONE\"");
  }
  const int units = value_or(capacity.units(), kUnits);
  for (int i = 0; i < capacity.channels_size(); ++i) {
    const ChannelCapacity& served = capacity.channels(i);
    const std::string at = path_to(path, "channels", i);
    check_.integer(path_to(at, "weight"), served.weight(), kWeight);
    check_.integer(path_to(at, "max"), served.max(), kChannelMax);
    check_.values<Channel>(path_to(at, "interruptible_by"), served.interruptible_by());
    if (!check_.value(path_to(at, "channel"), served.channel())) continue;
    if (channel_of(capacity, served.channel()) != &served) {
      check_.error(path_to(at, "channel"), str_cat(name_of(served.channel()), " is listed twice"),
                   "keep one");
    }
    const int weight = value_or(served.weight(), kWeight);
    const int max = value_or(served.max(), kChannelMax);
    if (weight < 1 || units < 1 || max > kChannelMax.highest) continue;  // said already
    if (weight > units) {
      check_.error(path_to(at, "weight"),
                   str_cat("one contact takes ", weight, " units of ", units,
                           ", so that none could ever be served"),
                   str_cat("write a weight of at most ", units, ", or more units"));
    } else if (max > units / weight) {
      check_.warning(
          path_to(at, "max"),
          str_cat(max, " contacts of weight ", weight, " never fit into ", units, " units"),
          str_cat("write max: ", units / weight, ", a smaller weight or more units"));
    }
  }
  interrupts(capacity, path);
}

void AgencyCheck::interrupts(const Capacity& capacity, const std::string& path) {
  for (int i = 0; i < capacity.channels_size(); ++i) {
    const auto& by = capacity.channels(i).interruptible_by();
    const std::string at = path_to(path_to(path, "channels", i), "interruptible_by");
    for (int j = 0; j < by.size(); ++j) {
      if (by.Get(j) == 0 || channel_of(capacity, by.Get(j)) != nullptr) continue;
      check_.error(str_cat(at, "[", j, "]"),
                   str_cat(name_of(by.Get(j)), " may interrupt, but is not served"),
                   "list the channel among channels, or remove it here");
    }
  }
}

// Of an agent: their own capacity, or the one group that has one.
void AgencyCheck::agent_capacity(const usher::v1::AgentConfig& agent, const std::string& path) {
  const Capacity* found = nullptr;
  const usher::v1::AgentGroupConfig* from = nullptr;
  if (agent.has_capacity()) {
    capacity(agent.capacity(), path_to(path, "capacity"));
    found = &agent.capacity();
  }
  for (const std::string& id : agent.groups()) {
    for (const usher::v1::AgentGroupConfig& group : agency_.agent_groups()) {
      if (group.id() != id || !group.has_capacity() || agent.has_capacity()) continue;
      if (found != nullptr && found->SerializeAsString() != group.capacity().SerializeAsString()) {
        check_.error(
            path_to(path, "groups"),
            str_cat("groups ", shown(from->id()), " and ", shown(id), " give different capacities"),
            "give the agent a capacity of their own, or take one of the groups away");
        return;
      }
      found = &group.capacity();
      from = &group;
      break;
    }
  }
  if (found == nullptr || channel_of(*found, usher::v1::IN_PERSON) == nullptr) return;
  if (agent.site().empty()) {
    check_.error(path_to(path, agent.has_capacity() ? "capacity" : "groups"),
                 str_cat("agent ", shown(agent.id()), " serves IN_PERSON, but sits at no site"),
                 "name their site, or take IN_PERSON out of their capacity");
  }
}

void AgencyCheck::adapters() {
  Ids ids;
  for (int i = 0; i < agency_.adapters_size(); ++i) {
    const std::string path = path_to("", "adapters", i);
    check_.id(path_to(path, "id"), agency_.adapters(i).id(), Form::kName, ids);
    check_.text(path_to(path, "display_name"), agency_.adapters(i).display_name());
    check_.value(path_to(path, "channel"), agency_.adapters(i).channel());
  }
}

void AgencyCheck::resources() {
  static const std::vector<std::string> kKinds = {"interpreter", "captioner", "room", "counter",
                                                  "video_seat"};
  Ids ids;
  for (int i = 0; i < agency_.resources_size(); ++i) {
    const usher::v1::ResourceConfig& resource = agency_.resources(i);
    const std::string path = path_to("", "resources", i);
    check_.id(path_to(path, "id"), resource.id(), Form::kName, ids);
    check_languages(check_, path_to(path, "languages"), resource.languages());
    check_.reference(path_to(path, "site"), resource.site(), sites_, "site", "sites");
    check_.integer(path_to(path, "capacity"), resource.capacity(), kResourceCapacity);
    if (std::find(kKinds.begin(), kKinds.end(), resource.kind()) == kKinds.end()) {
      check_.error(path_to(path, "kind"),
                   resource.kind().empty()
                       ? std::string("kind is missing")
                       : str_cat("there is no kind of resource ", shown(resource.kind())),
                   suggestion(resource.kind(), kKinds, "kinds"));
    }
    if (resource.kind() == "interpreter" && resource.languages_size() < 2) {
      check_.error(path_to(path, "languages"), "an interpreter works between two languages",
                   "list both");
    }
  }
}

void AgencyCheck::codes(const std::string& path, const RepeatedPtrField<std::string>& codes,
                        const std::vector<std::string>& reserved) {
  Ids seen;
  for (int i = 0; i < codes.size(); ++i) {
    const std::string at = str_cat(path, "[", i, "]");
    if (std::find(reserved.begin(), reserved.end(), codes[i]) != reserved.end()) {
      check_.error(at, str_cat(shown(codes[i]), " is Usher's own"),
                   "remove it; it can be used all the same");
    } else if (check_.form(at, codes[i], Form::kSkill) && !seen.add(codes[i], at, nullptr)) {
      check_.error(at, str_cat(shown(codes[i]), " is listed twice"), "keep one");
    }
  }
}

}  // namespace usher::config
