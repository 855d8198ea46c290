// What follows from the state and is stored nowhere: requirements, abilities, free capacity, agent
// states.
//
// Pure functions; the state's thread.
#ifndef USHER_ENGINE_CORE_DERIVE_H_
#define USHER_ENGINE_CORE_DERIVE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/model.h"
#include "engine/core/state.h"
#include "routing/order.h"
#include "routing/requirement.h"

namespace usher::core {

// A clause with its words, before names become numbers: what Explain shows.
struct NamedClause {
  routing::AttributeKind kind = routing::AttributeKind::kSkill;
  struct Term {
    std::string attribute;  // "es/spoken", "RTT", "benefits"
    routing::Level at_least = routing::kHas;
  };
  std::vector<Term> any_of;
  std::string text;    // "benefits at least 3", "speaks one of: vi, en"
  std::string source;  // "contact", "queue housing", "service housing"
};

// All that serving the draft in the queue takes: language, hard needs, skills of contact, service
// and queue, site. The channel is a matter of capacity and not a clause. Preferences exclude nobody
// and are left out.
std::vector<NamedClause> clauses_of(const Model& model, const ContactDraft& draft,
                                    const QueueModel& queue);
// The same as numbers. Names that no agent of the vocabulary holds are left out, so that wishes
// which only differ in them share a class; a clause of which nothing is left asks for kNobody,
// which nobody holds.
routing::Requirement requirement_of(const Model& model, const ContactDraft& draft,
                                    const QueueModel& queue, const routing::Vocabulary& vocabulary);
routing::Clause clause_of(const NamedClause& named, const routing::Vocabulary& vocabulary);
inline constexpr std::string_view kNobody = "nobody";  // of kind kAgent; interned by the state

// What an agent brings, as attribute names and levels, lookup ranges of languages expanded.
struct NamedAbility {
  routing::AttributeKind kind = routing::AttributeKind::kSkill;
  std::string attribute;
  routing::Level level = routing::kHas;
};
std::vector<NamedAbility> abilities_of(const Model& model, const AgentModel& agent);

bool meets(const std::vector<NamedAbility>& abilities, const NamedClause& clause);
bool meets_all(const std::vector<NamedAbility>& abilities, const std::vector<NamedClause>& clauses);

// How rare the agent's abilities are among the configured agents: the sum over abilities of
// 1000 · agents / holders, rounded down. Higher is rarer. Computed once a revision.
std::vector<std::int64_t> scarcities(const Model& model);

// Which queue the classification rules choose; the last rule fits everything, so there always is
// one.
const QueueModel& classify(const Model& model, const ContactDraft& draft);

routing::OrderKey order_key(const Contact& contact, const QueueModel& queue);

// Channels on which the agent could take one more contact now; empty while offline, lost, reserved,
// on break or draining.
routing::ChannelSet free_channels(const State& state, const Agent& agent);
// Units in use by the contacts in hand.
std::int32_t load_of(const State& state, const Agent& agent);
AgentState state_of(const State& state, const Agent& agent);

// Channels on which one more contact fits beside the channels in hand, whatever else keeps the
// agent from it.
routing::ChannelSet channels_that_fit(const CapacityModel& capacity,
                                      absl::Span<const Channel> in_hand);
std::int32_t load_of(const CapacityModel& capacity, absl::Span<const Channel> in_hand);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_DERIVE_H_
