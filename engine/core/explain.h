// Why: for a contact in line, for an offer, for an agent. Plain answers that engine/rpc renders.
//
// Pure functions over a state; its owner's thread. Bounded by their `limit`s: they may look at
// every agent once, so callers keep the limits modest. Unknown keys are the caller's to check.
#ifndef USHER_ENGINE_CORE_EXPLAIN_H_
#define USHER_ENGINE_CORE_EXPLAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/derive.h"
#include "engine/core/state.h"

namespace usher::core {

struct Verdict {
  enum class Kind : std::uint8_t { kEligible, kAbleNotFree, kExcluded };
  AgentId agent;
  Kind kind = Kind::kExcluded;
  std::vector<std::size_t> failed_clauses;  // indexes into clauses
  std::string
      obstacle;  // for kAbleNotFree; for kExcluded where no clause but the channel excludes them
  int rank = 0;  // from 1, for kEligible
  std::string ranking_reason;
};

struct ClauseEffect {
  std::size_t clause = 0;
  int agents_failing = 0;
  int agents_failing_only_this = 0;
};

struct ContactExplanation {
  std::string summary;
  std::vector<NamedClause> clauses;
  std::vector<ClauseEffect> effects;
  std::vector<Verdict> verdicts;  // eligible, able, excluded by fewest clauses; at most limit
  int eligible = 0;
  int able_not_free = 0;
  int excluded = 0;
  std::vector<std::string> what_would_help;
  std::optional<Instant> next_timer;
  std::string next_timer_effect;
  std::size_t ahead = 0;
};

// `only`: verdicts on these agents; empty means all.
ContactExplanation explain_contact(const State& state, const Contact& contact,
                                   const std::vector<AgentId>& only, std::size_t limit);

struct Overtaken {
  ContactId contact;
  std::string reason;
  bool justified = true;
};
struct OfferExplanation {
  std::string summary;
  routing::Ranking ranking = routing::Ranking::kLeastScarce;
  std::vector<Verdict> candidates;   // at most 20, best first
  std::vector<Overtaken> overtaken;  // at most 20
  std::size_t overtaken_count = 0;
};
// `before`: the state just before the offer was made (rebuilt from the journal by the caller: the
// records before its record, then apply_until_offer).
OfferExplanation explain_offer(const State& before, ContactId contact, AgentId agent);

struct ContactVerdict {
  ContactId contact;
  std::vector<NamedClause> failed_clauses;
  std::string obstacle;
};
struct AgentExplanation {
  std::string summary;
  std::size_t able_to_serve = 0;
  std::size_t waiting = 0;
  std::vector<ContactVerdict> longest_waiting;  // at most 20
};
AgentExplanation explain_agent(const State& state, const Agent& agent);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_EXPLAIN_H_
