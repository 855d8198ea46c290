#include "engine/config/reach.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_join.h"

#include "engine/config/language_check.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using core::AgentModel;
using core::Channel;
using core::NeedCode;
using routing::str_cat;

bool has_skills(const AgentModel& agent, const routing::SkillClauses& clauses) {
  return std::all_of(clauses.begin(), clauses.end(), [&](const auto& any_of) {
    return std::any_of(any_of.begin(), any_of.end(), [&](const routing::SkillTerm& wanted) {
      return std::any_of(agent.skills.begin(), agent.skills.end(), [&](const auto& skill) {
        return skill.name == wanted.name && skill.at_least >= wanted.at_least;
      });
    });
  });
}

bool serves(const AgentModel& agent, Channel channel) {
  return agent.capacity.channels[static_cast<std::size_t>(channel)].serves;
}

bool serves_any(const AgentModel& agent, const std::vector<Channel>& channels) {
  constexpr std::array kAll = {Channel::kPhone, Channel::kChat, Channel::kWeb, Channel::kInPerson};
  const auto one = [&](Channel channel) { return serves(agent, channel); };
  return channels.empty() ? std::any_of(kAll.begin(), kAll.end(), one)
                          : std::any_of(channels.begin(), channels.end(), one);
}

bool speaks_any(const AgentModel& agent, const std::vector<std::string>& ranges) {
  return std::any_of(agent.languages.begin(), agent.languages.end(), [&](const auto& language) {
    if (ranges.empty()) return language.may_serve;
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const std::string& range) { return language_meets(language, range); });
  });
}

// A need that is met by conduct, or that its default strength does not make a filter, asks nothing
// of the agent.
bool meets(const AgentModel& agent, NeedCode need) {
  const core::NeedTraits& traits = core::traits(need);
  return traits.effect != core::NeedEffect::kAgentAbility ||
         traits.default_strength == core::NeedStrength::kPreference ||
         std::find(agent.needs.begin(), agent.needs.end(), need) != agent.needs.end();
}

bool meets_any(const AgentModel& agent, const std::vector<NeedCode>& needs) {
  return needs.empty() ||
         std::any_of(needs.begin(), needs.end(), [&](NeedCode n) { return meets(agent, n); });
}

bool at_any(const AgentModel& agent, const std::vector<std::string>& sites) {
  return sites.empty() || std::find(sites.begin(), sites.end(), agent.site) != sites.end();
}

std::string_view name_of(Channel channel) {
  constexpr std::array<std::string_view, 4> kNames = {"PHONE", "CHAT", "WEB", "IN_PERSON"};
  return kNames[static_cast<std::size_t>(channel)];
}

std::string names_of(const std::vector<Channel>& channels) {
  return absl::StrJoin(channels, " or ",
                       [](std::string* out, Channel channel) { out->append(name_of(channel)); });
}

std::string names_of(const std::vector<NeedCode>& needs) {
  return absl::StrJoin(
      needs, " or ", [](std::string* out, NeedCode need) { out->append(core::traits(need).name); });
}

// What a demand can ask, in the order in which it is looked at.
enum Asked : int { kQueueSkills, kServiceSkills, kChannels, kLanguages, kNeeds, kSites };

}  // namespace

Reach::Reach(const core::Model& model, Checker& check) : model_(model), check_(check) {
  for (const auto& rule : model_.classification) demands_.push_back(demand_of(rule));
}

Reach::Demand Reach::demand_of(const core::ClassificationRuleModel& rule) const {
  Demand demand;
  demand.queue = model_.queue(rule.queue);
  for (const std::string& id : rule.services) demand.services.push_back(model_.service(id));
  if (rule.services.empty()) {
    for (const auto& service : model_.services) demand.services.push_back(&service);
  }
  demand.channels = rule.channels;
  demand.languages = rule.languages;
  demand.needs = rule.needs;
  demand.sites = rule.sites;
  return demand;
}

std::optional<int> Reach::lacks(const AgentModel& agent, const Demand& demand) const {
  if (!has_skills(agent, demand.queue->required_skills)) return kQueueSkills;
  const auto able = [&](const auto* s) { return has_skills(agent, s->required_skills); };
  if (!std::any_of(demand.services.begin(), demand.services.end(), able)) return kServiceSkills;
  if (!serves_any(agent, demand.channels)) return kChannels;
  if (!speaks_any(agent, demand.languages)) return kLanguages;
  if (!meets_any(agent, demand.needs)) return kNeeds;
  if (!at_any(agent, demand.sites)) return kSites;
  return std::nullopt;
}

bool Reach::anybody(const Demand& demand) const {
  return std::any_of(model_.agents.begin(), model_.agents.end(),
                     [&](const AgentModel& agent) { return !lacks(agent, demand); });
}

void Reach::refuse(const std::string& path, const std::string& what, const Demand& demand) {
  int furthest = kQueueSkills;
  for (const AgentModel& agent : model_.agents) {
    furthest = std::max(furthest, lacks(agent, demand).value_or(kQueueSkills));
  }
  std::string missing;
  std::string remedy = "give it to an agent, or ask for less";
  switch (static_cast<Asked>(furthest)) {
    case kQueueSkills:
      missing = str_cat("has ", routing::to_string(demand.queue->required_skills));
      break;
    case kServiceSkills:
      missing = demand.services.size() == 1
                    ? str_cat("who may serve the queue has ",
                              routing::to_string(demand.services[0]->required_skills))
                    : std::string("who may serve the queue has the skills of any of the services");
      break;
    case kChannels:
      missing = str_cat("with the skills serves ",
                        demand.channels.empty() ? "any channel" : names_of(demand.channels));
      remedy = "add the channel to an agent's capacity, or take it out of the rules";
      break;
    case kLanguages:
      missing = str_cat(
          "with the skills and the channel serves in ",
          demand.languages.empty() ? "any language" : absl::StrJoin(demand.languages, " or "));
      remedy = demand.languages == std::vector<std::string>{"und"}
                   ? "list und among the languages of agents who can find out"
                   : "add the language to an agent";
      break;
    case kNeeds:
      missing = str_cat("who could serve otherwise meets ", names_of(demand.needs));
      remedy = "add the need to an agent, a group, a site or a counter";
      break;
    case kSites:
      missing = str_cat("who could serve otherwise sits at ", absl::StrJoin(demand.sites, " or "));
      remedy = "move an able agent there, or take the site out of the rule";
      break;
  }
  check_.error(path, str_cat("nobody could ever serve ", what, ": no agent ", missing), remedy);
}

void Reach::run() {
  rules();
  queues();
  services();
  adapters();
  skills();
  // What one person can't do follows from errors, if there are any.
  if (!check_.failed()) agents();
}

void Reach::rules() {
  for (std::size_t i = 0; i < demands_.size(); ++i) {
    const std::string path = path_to("", "classification", static_cast<int>(i));
    rule_served_.push_back(anybody(demands_[i]));
    if (rule_served_.back()) {
      rule_values(demands_[i], path);
      continue;
    }
    // A queue whose skills nobody has is refused once, at the queue.
    Demand anyhow;
    anyhow.queue = demands_[i].queue;
    for (const auto& service : model_.services) anyhow.services.push_back(&service);
    if (anybody(anyhow)) {
      refuse(path, str_cat("the contacts of this rule in queue ", shown(anyhow.queue->id)),
             demands_[i]);
    }
  }
}

// Each value that the rule lists is looked at alone: one that can't be served would wait for ever.
void Reach::rule_values(const Demand& demand, const std::string& path) {
  const auto each = [&](const auto& values, auto Demand::*member, std::string_view field,
                        const auto& words) {
    for (std::size_t i = 0; i < values.size() && values.size() > 1; ++i) {
      Demand narrow = demand;
      narrow.*member = {values[i]};
      if (anybody(narrow)) continue;
      refuse(path_to(path, field, static_cast<int>(i)),
             str_cat(words(values[i]), " in queue ", shown(demand.queue->id)), narrow);
    }
  };
  const auto as_text = [](const std::string& value) { return shown(value); };
  const auto as_channel = [](Channel channel) { return std::string(name_of(channel)); };
  const auto as_need = [](NeedCode need) { return std::string(core::traits(need).name); };
  const auto as_service = [](const core::ServiceModel* s) {
    return str_cat("service ", shown(s->id));
  };
  each(demand.channels, &Demand::channels, "channels", as_channel);
  each(demand.languages, &Demand::languages, "languages", as_text);
  each(demand.needs, &Demand::needs, "needs", as_need);
  each(demand.sites, &Demand::sites, "sites", as_text);
  // Services that are not listed are checked where they are configured.
  if (demand.services.size() < model_.services.size()) {
    each(demand.services, &Demand::services, "services", as_service);
  }
}

void Reach::queues() {
  for (std::size_t i = 0; i < model_.queues.size(); ++i) {
    const core::QueueModel& queue = model_.queues[i];
    const std::string path = path_to("", "queues", static_cast<int>(i));
    std::vector<const Demand*> to_it;
    bool served_by_rule = false;
    for (std::size_t r = 0; r < demands_.size(); ++r) {
      if (demands_[r].queue != &queue) continue;
      to_it.push_back(&demands_[r]);
      served_by_rule = served_by_rule || rule_served_[r];
    }
    Demand anyhow;
    anyhow.queue = &queue;
    for (const auto& service : model_.services) anyhow.services.push_back(&service);
    if (to_it.empty()) to_it.push_back(&anyhow);
    std::vector<const AgentModel*> able;
    for (const AgentModel& agent : model_.agents) {
      const auto can = [&](const Demand* demand) { return !lacks(agent, *demand); };
      if (std::any_of(to_it.begin(), to_it.end(), can)) able.push_back(&agent);
      if (able.size() > 1) break;
    }
    const std::string at = path_to(path, queue.required_skills.empty() ? "id" : "required_skills");
    if (able.size() == 1) {
      check_.warning(
          at, str_cat("only one agent could ever serve queue ", shown(queue.id), ": ", able[0]->id),
          "make a second one able to");
    }
    if (able.empty() && !served_by_rule && !anybody(anyhow)) {
      refuse(at, str_cat("queue ", shown(queue.id)), anyhow);
    }
  }
}

void Reach::services() {
  for (std::size_t i = 0; i < model_.services.size(); ++i) {
    const core::ServiceModel& service = model_.services[i];
    bool served = false;
    std::optional<Demand> unserved;
    for (std::size_t r = 0; r < demands_.size() && !served; ++r) {
      const auto& listed = demands_[r].services;
      if (!rule_served_[r] || std::find(listed.begin(), listed.end(), &service) == listed.end()) {
        continue;
      }
      Demand narrow = demands_[r];
      narrow.services = {&service};
      served = anybody(narrow);
      unserved = narrow;
    }
    if (served || !unserved) continue;
    const std::string path = path_to("", "services", static_cast<int>(i));
    refuse(path_to(path, service.required_skills.empty() ? "id" : "required_skills"),
           str_cat("service ", shown(service.id), " in queue ", shown(unserved->queue->id)),
           *unserved);
  }
}

void Reach::adapters() {
  for (std::size_t i = 0; i < model_.adapters.size(); ++i) {
    const core::AdapterModel& adapter = model_.adapters[i];
    const auto able = [&](const AgentModel& agent) { return serves(agent, adapter.channel); };
    if (std::any_of(model_.agents.begin(), model_.agents.end(), able)) continue;
    check_.warning(path_to(path_to("", "adapters", static_cast<int>(i)), "channel"),
                   str_cat("no agent serves ", name_of(adapter.channel), ", so that what adapter ",
                           shown(adapter.id), " reports would wait for ever"),
                   "add the channel to an agent's capacity, or remove the adapter");
  }
}

void Reach::skills() {
  for (std::size_t i = 0; i < model_.skills.size(); ++i) {
    const std::string& id = model_.skills[i];
    const bool held =
        std::any_of(model_.agents.begin(), model_.agents.end(), [&](const AgentModel& agent) {
          return has_skills(agent, {{routing::SkillTerm{id, routing::kHas}}});
        });
    if (held) continue;
    check_.warning(path_to(path_to("", "skills", static_cast<int>(i)), "id"),
                   str_cat("no agent has the skill ", shown(id)),
                   "give it to an agent, or remove it");
  }
}

void Reach::agents() {
  for (std::size_t i = 0; i < model_.agents.size(); ++i) {
    const AgentModel& agent = model_.agents[i];
    const std::string path = path_to("", "agents", static_cast<int>(i));
    if (!speaks_any(agent, {})) {
      check_.warning(path_to(path, "id"),
                     str_cat("agent ", shown(agent.id), " can serve nobody: they have no language"),
                     "list a language, or a group that has one");
      continue;
    }
    const auto can = [&](const Demand& demand) { return !lacks(agent, demand); };
    if (std::any_of(demands_.begin(), demands_.end(), can)) continue;
    check_.warning(path_to(path, "id"),
                   str_cat("agent ", shown(agent.id), " can serve no queue that a rule leads to"),
                   "give them skills, languages or channels that a queue asks for");
  }
}

}  // namespace usher::config
