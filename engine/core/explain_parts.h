// What the explanations have in common: who is able, what keeps them, how they rank.
//
// For engine/core/explain*.cc. Pure functions over a state; its owner's thread.
#ifndef USHER_ENGINE_CORE_EXPLAIN_PARTS_H_
#define USHER_ENGINE_CORE_EXPLAIN_PARTS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/derive.h"
#include "engine/core/explain.h"
#include "engine/core/state_data.h"
#include "routing/requirement.h"

namespace usher::core {

// People that an explanation lists by name; the rest are counted.
inline constexpr std::size_t kMostListed = 20;

// A contact's clauses in words and, index by index, in numbers.
struct CompiledClauses {
  std::vector<NamedClause> named;
  std::vector<routing::Clause> clauses;
};
CompiledClauses compile(const StateData& data, const ContactDraft& draft, const QueueModel& queue);
std::vector<std::size_t> failed(const CompiledClauses& compiled, const AgentEntry& agent);

const QueueModel& queue_for(const StateData& data, const Contact& contact);

// "PHONE".
std::string_view name_of(Channel channel);
// Why an able agent is not offered the contact now; empty where nothing stands between them.
std::string obstacle_between(const StateData& data, const AgentEntry& agent,
                             const Contact& contact);
// Empty where the agent's configuration lets them serve the channel.
std::string channel_obstacle(const AgentEntry& agent, Channel channel);

// Orders agents as the ranking does, best first; `pairs` are verdict and agent.
void rank(const StateData& data, routing::Ranking ranking, const CompiledClauses& compiled,
          std::vector<std::pair<Verdict, const AgentEntry*>>& eligible);

// "3 agents", "1 agent".
std::string counted(std::size_t count, std::string_view what);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_EXPLAIN_PARTS_H_
