#include "engine/core/explain_parts.h"

#include <algorithm>
#include <tuple>

#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::Ranking;
using routing::str_cat;

std::uint32_t load_ppm(const StateData& data, const AgentEntry& agent) {
  const std::int64_t load = data.load_of(agent);
  return static_cast<std::uint32_t>(load * 1'000'000 / agent.model->capacity.units);
}

std::int64_t proficiency(const CompiledClauses& compiled, const AgentEntry& agent) {
  routing::Requirement requirement;
  requirement.all_of = compiled.clauses;
  return routing::proficiency(agent.abilities, routing::normalized(std::move(requirement)));
}

}  // namespace

CompiledClauses compile(const StateData& data, const ContactDraft& draft, const QueueModel& queue) {
  CompiledClauses compiled;
  compiled.named = clauses_of(*data.model, draft, queue);
  for (const NamedClause& named : compiled.named) {
    compiled.clauses.push_back(clause_of(named, data.vocabulary));
  }
  return compiled;
}

std::vector<std::size_t> failed(const CompiledClauses& compiled, const AgentEntry& agent) {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < compiled.clauses.size(); ++i) {
    if (!routing::satisfies(agent.abilities, compiled.clauses[i])) indexes.push_back(i);
  }
  return indexes;
}

const QueueModel& queue_for(const StateData& data, const Contact& contact) {
  const QueueModel* queue = data.queue_of(contact);
  return queue != nullptr ? *queue : classify(*data.model, contact.draft);
}

std::string_view name_of(Channel channel) {
  switch (channel) {
    case Channel::kPhone:
      return "PHONE";
    case Channel::kChat:
      return "CHAT";
    case Channel::kWeb:
      return "WEB";
    case Channel::kInPerson:
      return "IN_PERSON";
  }
  return {};
}

std::string channel_obstacle(const AgentEntry& agent, Channel channel) {
  if (agent.model->capacity.channels[static_cast<std::size_t>(channel)].serves) return {};
  return str_cat("does not serve ", name_of(channel));
}

std::string obstacle_between(const StateData& data, const AgentEntry& entry,
                             const Contact& contact) {
  const Agent& agent = entry.agent;
  if (agent.offer && agent.offer == contact.offer) return "is offered it now";
  for (const Avoidance& avoidance : contact.avoid) {
    if (avoidance.agent == agent.id) {
      return str_cat("gave this contact up or missed it; not offered it again until ",
                     to_text(avoidance.until));
    }
  }
  switch (agent.presence) {
    case Presence::kOffline:
      return "offline";
    case Presence::kBreak:
      return str_cat("on break: ", agent.presence_reason);
    case Presence::kDraining:
      return "draining: finishes what is in hand";
    case Presence::kAvailable:
      break;
  }
  if (agent.session_grace_ends) return "session lost";
  if (agent.offer) return "has an offer";
  if (!data.free_channels(entry).has(contact.draft.channel)) {
    return str_cat("no capacity for ", name_of(contact.draft.channel));
  }
  return {};
}

void rank(const StateData& data, Ranking ranking, const CompiledClauses& compiled,
          std::vector<std::pair<Verdict, const AgentEntry*>>& eligible) {
  const auto first = [&](const AgentEntry& agent) -> std::int64_t {
    switch (ranking) {
      case Ranking::kLeastScarce:
        return agent.scarcity;
      case Ranking::kLongestIdle:
        return 0;
      case Ranking::kLeastLoaded:
        return load_ppm(data, agent);
      case Ranking::kMostProficient:
        return -proficiency(compiled, agent);
    }
    return 0;
  };
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    order.emplace_back(first(*eligible[i].second), i);
  }
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    const Agent& x = eligible[a.second].second->agent;
    const Agent& y = eligible[b.second].second->agent;
    return std::tuple(a.first, x.idle_since, x.id) < std::tuple(b.first, y.idle_since, y.id);
  });
  std::vector<std::pair<Verdict, const AgentEntry*>> ranked;
  for (const auto& [score, i] : order) {
    auto& [verdict, agent] = ranked.emplace_back(std::move(eligible[i]));
    verdict.rank = static_cast<int>(ranked.size());
    const std::string idle = str_cat("idle ", to_text(data.now - agent->agent.idle_since));
    switch (ranking) {
      case Ranking::kLeastScarce:
        verdict.ranking_reason = str_cat("scarcity ", score, ", ", idle);
        break;
      case Ranking::kLongestIdle:
        verdict.ranking_reason = idle;
        break;
      case Ranking::kLeastLoaded:
        verdict.ranking_reason = str_cat("load ", score / 10'000, " %, ", idle);
        break;
      case Ranking::kMostProficient:
        verdict.ranking_reason = str_cat("proficiency ", -score, ", ", idle);
        break;
    }
  }
  eligible = std::move(ranked);
}

std::string counted(std::size_t count, std::string_view what) {
  return str_cat(count, " ", what, count == 1 ? "" : "s");
}

}  // namespace usher::core
