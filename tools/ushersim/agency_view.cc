#include "tools/ushersim/agency_view.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace usher::sim {
namespace {

const v1::AgentGroupConfig* find_group(const v1::AgencyConfig& config, const std::string& id) {
  for (const auto& group : config.agent_groups()) {
    if (group.id() == id) return &group;
  }
  return nullptr;
}

template <class Abilities>
void add_abilities(const Abilities& from, SimAgent& agent) {
  for (const auto& language : from.languages()) {
    if (!language.has_may_serve() || language.may_serve()) agent.languages.push_back(language);
  }
  for (const auto& skill : from.skills()) {
    agent.skills.emplace(skill.skill(), std::max(1, skill.level()));  // the agent's own come first
  }
  for (const int need : from.needs()) agent.needs.insert(static_cast<v1::NeedCode>(need));
}

void add_place(const v1::AgencyConfig& config, const v1::AgentConfig& from, SimAgent& agent) {
  for (const auto& site : config.sites()) {
    if (site.id() != from.site()) continue;
    for (const int need : site.provides()) agent.needs.insert(static_cast<v1::NeedCode>(need));
    for (const auto& counter : site.counters()) {
      if (counter.id() != from.counter()) continue;
      for (const int need : counter.provides()) agent.needs.insert(static_cast<v1::NeedCode>(need));
    }
  }
}

SimAgent make_agent(const std::string& agency_name, const v1::AgencyConfig& config,
                    const v1::AgentConfig& from) {
  SimAgent agent;
  agent.id = from.id();
  agent.name = absl::StrCat(agency_name, "/agents/", from.id());
  agent.site = from.site();
  add_abilities(from, agent);
  const v1::Capacity* capacity = from.has_capacity() ? &from.capacity() : nullptr;
  for (const auto& id : from.groups()) {
    const auto* group = find_group(config, id);
    if (group == nullptr) continue;
    add_abilities(*group, agent);
    if (capacity == nullptr && group->has_capacity()) capacity = &group->capacity();
  }
  add_place(config, from, agent);
  if (capacity == nullptr || capacity->channels().empty()) {
    agent.channels.insert(v1::PHONE);
  } else {
    for (const auto& channel : capacity->channels()) agent.channels.insert(channel.channel());
  }
  return agent;
}

// RFC 4647 basic filtering (section 3.3.1): equal, or a prefix that ends before a '-'.
bool matches_range(absl::string_view tag, absl::string_view range) {
  if (range == "*") return true;
  return absl::StartsWithIgnoreCase(tag, range) &&
         (tag.size() == range.size() || tag[range.size()] == '-');
}

template <class List, class Matches>
bool fits(const List& list, const Matches& matches) {
  return list.empty() || std::any_of(list.begin(), list.end(), matches);
}

}  // namespace

const SimAgent* AgencyView::find_agent(absl::string_view agent_name) const {
  for (const auto& agent : agents) {
    if (agent.name == agent_name) return &agent;
  }
  return nullptr;
}

AgencyView make_view(const std::string& agency_name, v1::AgencyConfig config) {
  AgencyView view;
  view.name = agency_name;
  for (const auto& agent : config.agents()) {
    view.agents.push_back(make_agent(agency_name, config, agent));
  }
  for (const auto& adapter : config.adapters()) {
    view.adapters.emplace(adapter.channel(), absl::StrCat(agency_name, "/adapters/", adapter.id()));
  }
  for (const auto& queue : config.queues()) view.pulls = view.pulls || queue.pull_only();
  view.config = std::move(config);
  return view;
}

bool serves_in(const SimAgent& agent, absl::string_view tag, v1::Modality modality) {
  return std::any_of(agent.languages.begin(), agent.languages.end(), [&](const auto& language) {
    if (language.modality() != modality) return false;
    return absl::EqualsIgnoreCase(language.tag(), tag) ||
           (modality != v1::MODALITY_SIGNED && matches_range(tag, language.tag()));
  });
}

bool surely_satisfies(const SimAgent& agent, absl::string_view expression) {
  const auto is_word = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-';
  };
  std::size_t at = 0;
  const auto take = [&](const auto& wanted) {
    const std::size_t start = at;
    while (at < expression.size() && wanted(expression[at])) ++at;
    return expression.substr(start, at - start);
  };
  const auto is_gap = [&](char c) { return !is_word(c) && c != '>' && c != '='; };
  while (at < expression.size()) {
    take(is_gap);
    const std::string word = absl::AsciiStrToLower(take(is_word));
    take(is_gap);
    const absl::string_view operation = take([](char c) { return c == '>' || c == '='; });
    int level = 1;
    if (!operation.empty()) {
      take(is_gap);
      if (!absl::SimpleAtoi(take(is_word), &level)) level = 1;
      if (operation == ">") ++level;
    }
    if (word.empty() || word == "and" || word == "or") {
      if (word.empty() && operation.empty()) break;
      continue;
    }
    const auto skill = agent.skills.find(word);
    if (skill == agent.skills.end() || skill->second < level) return false;
  }
  return true;
}

const v1::QueueConfig* queue_for(const v1::AgencyConfig& config, absl::string_view service,
                                 v1::Channel channel, absl::string_view language,
                                 const std::set<v1::NeedCode>& needs, absl::string_view site) {
  for (const auto& rule : config.classification()) {
    const bool chosen =
        fits(rule.services(), [&](const std::string& id) { return id == service; }) &&
        fits(rule.channels(), [&](int wanted) { return wanted == channel; }) &&
        fits(rule.languages(),
             [&](const std::string& range) { return matches_range(language, range); }) &&
        fits(rule.needs(),
             [&](int need) { return needs.contains(static_cast<v1::NeedCode>(need)); }) &&
        fits(rule.sites(), [&](const std::string& id) { return id == site; });
    if (!chosen) continue;
    for (const auto& queue : config.queues()) {
      if (queue.id() == rule.queue()) return &queue;
    }
  }
  return nullptr;
}

}  // namespace usher::sim
