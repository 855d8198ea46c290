#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"

#include "engine/core/explain_parts.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

std::string_view words_of(routing::Ranking ranking) {
  switch (ranking) {
    case routing::Ranking::kLeastScarce:
      return "least scarce";
    case routing::Ranking::kLongestIdle:
      return "longest idle";
    case routing::Ranking::kLeastLoaded:
      return "least loaded";
    case routing::Ranking::kMostProficient:
      return "most proficient";
  }
  return {};
}

// Why somebody who came earlier was not taken in the contact's stead.
Overtaken overtaken(const StateData& data, const AgentEntry& agent, const Contact& taken,
                    const Contact& other) {
  Overtaken result{other.id, "", true};
  const QueueModel& queue = queue_for(data, other);
  const CompiledClauses compiled = compile(data, other.draft, queue);
  std::vector<std::string> missing;
  for (const std::size_t clause : failed(compiled, agent)) {
    missing.push_back(compiled.named[clause].text);
  }
  const std::string channel = channel_obstacle(agent, other.draft.channel);
  const std::string between = obstacle_between(data, agent, other);
  if (!other.draft.adapter.empty() && !data.attached(other.draft.adapter)) {
    result.reason = str_cat("its adapter ", other.draft.adapter, " is away");
  } else if (!missing.empty()) {
    result.reason = str_cat("the agent is not able: ", absl::StrJoin(missing, ", "));
  } else if (!channel.empty()) {
    result.reason = str_cat("the agent ", channel);
  } else if (!between.empty()) {
    result.reason = str_cat("the agent: ", between);
  } else if (taken.starved && !other.starved) {
    result.reason = "the one taken had waited past the starvation bound";
  } else if (order_key(taken, queue_for(data, taken)) < order_key(other, queue)) {
    result.reason = "priority";
  } else if (queue.pull_only) {
    result.reason = str_cat("queue ", queue.id, " is pull only");
  } else {
    result.reason = "no rule justifies it";
    result.justified = false;
  }
  return result;
}

void find_overtaken(const StateData& data, const AgentEntry& agent, const Contact& contact,
                    OfferExplanation& answer) {
  std::vector<const Contact*> earlier;
  for (const auto& [id, other] : data.contacts) {
    if (other->state != ContactState::kWaiting || id == contact.id) continue;
    if (std::pair(*other->draft.origin, id) < std::pair(*contact.draft.origin, contact.id)) {
      earlier.push_back(other.get());
    }
  }
  answer.overtaken_count = earlier.size();
  const std::size_t listed = std::min(kMostListed, earlier.size());
  std::partial_sort(earlier.begin(), earlier.begin() + static_cast<std::ptrdiff_t>(listed),
                    earlier.end(), [](const Contact* a, const Contact* b) {
                      return std::pair(*a->draft.origin, a->id) <
                             std::pair(*b->draft.origin, b->id);
                    });
  for (std::size_t i = 0; i < listed; ++i) {
    answer.overtaken.push_back(overtaken(data, agent, contact, *earlier[i]));
  }
}

}  // namespace

OfferExplanation explain_offer(const State& before, ContactId contact_id, AgentId agent_id) {
  const StateData& data = StateAccess::data(before);
  OfferExplanation answer;
  const Contact* contact = data.find_contact(contact_id);
  const AgentEntry* agent = data.find_agent(agent_id);
  if (contact == nullptr || agent == nullptr || agent->model == nullptr) {
    answer.summary = "what the offer was decided on is no longer known";
    return answer;
  }
  const QueueModel& queue = queue_for(data, *contact);
  const CompiledClauses compiled = compile(data, contact->draft, queue);
  answer.ranking = queue.ranking;
  std::vector<std::pair<Verdict, const AgentEntry*>> eligible;
  for (const auto& [id, entry] : data.agents) {
    if (entry->model == nullptr || !failed(compiled, *entry).empty() ||
        !channel_obstacle(*entry, contact->draft.channel).empty() ||
        !obstacle_between(data, *entry, *contact).empty()) {
      continue;
    }
    Verdict verdict;
    verdict.agent = id;
    verdict.kind = Verdict::Kind::kEligible;
    eligible.emplace_back(std::move(verdict), entry.get());
  }
  rank(data, queue.ranking, compiled, eligible);
  const std::size_t count = eligible.size();
  int place = 0;
  for (auto& [verdict, entry] : eligible) {
    if (verdict.agent == agent_id) place = verdict.rank;
    if (answer.candidates.size() < kMostListed) answer.candidates.push_back(std::move(verdict));
  }
  find_overtaken(data, *agent, *contact, answer);
  if (place == 1) {
    answer.summary = str_cat("agent \"", agent->agent.key, "\" stood first of ",
                             counted(count, "free able agent"), " by ", words_of(queue.ranking));
  } else {
    answer.summary = str_cat("agent \"", agent->agent.key,
                             "\" asked for the next contact and this was the first in line they "
                             "may serve");
  }
  return answer;
}

}  // namespace usher::core
