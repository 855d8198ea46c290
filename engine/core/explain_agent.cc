#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"

#include "engine/core/explain_parts.h"
#include "engine/core/pair_table.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

class AgentExplainer {
 public:
  AgentExplainer(const State& state, const AgentEntry& entry)
      : state_(state), data_(StateAccess::data(state)), entry_(entry) {}

  AgentExplanation explain() {
    for (const auto& [id, contact] : data_.contacts) {
      if (contact->state != ContactState::kWaiting) continue;
      ++answer_.waiting;
      if (able(*contact)) {
        ++answer_.able_to_serve;
      } else {
        remember(contact.get());
      }
    }
    std::sort(longest_.begin(), longest_.end(), earlier);
    for (const Contact* contact : longest_) answer_.longest_waiting.push_back(verdict(*contact));
    answer_.summary = summary();
    return std::move(answer_);
  }

 private:
  static bool earlier(const Contact* a, const Contact* b) {
    return std::pair(*a->draft.origin, a->id) < std::pair(*b->draft.origin, b->id);
  }

  // Contacts that ask for the same share an answer.
  bool able(const Contact& contact) {
    if (entry_.model == nullptr || !contact.requirement) return false;
    const auto [at, is_new] = able_.try_emplace(contact.requirement->value, false);
    if (is_new) {
      const routing::Requirement& wanted = data_.matcher.requirement(*contact.requirement);
      at->second = routing::satisfies(entry_.abilities, wanted) &&
                   channel_obstacle(entry_, wanted.channel).empty();
    }
    return at->second;
  }

  // A heap of the longest waiting, the latest of them on top.
  void remember(const Contact* contact) {
    if (longest_.size() == kMostListed) {
      if (!earlier(contact, longest_.front())) return;
      std::pop_heap(longest_.begin(), longest_.end(), earlier);
      longest_.pop_back();
    }
    longest_.push_back(contact);
    std::push_heap(longest_.begin(), longest_.end(), earlier);
  }

  ContactVerdict verdict(const Contact& contact) const {
    ContactVerdict verdict;
    verdict.contact = contact.id;
    if (entry_.model == nullptr) {
      verdict.obstacle = "the agent has left the configuration";
      return verdict;
    }
    const CompiledClauses compiled = compile(data_, contact.draft, queue_for(data_, contact));
    for (const std::size_t clause : failed(compiled, entry_)) {
      verdict.failed_clauses.push_back(compiled.named[clause]);
    }
    verdict.obstacle = channel_obstacle(entry_, contact.draft.channel);
    return verdict;
  }

  std::string summary() const {
    const Agent& agent = entry_.agent;
    if (entry_.model == nullptr) {
      return str_cat("they have left the configuration and finish ",
                     counted(agent.contacts.size(), "contact"));
    }
    const AgentState now = state_of(state_, agent);
    if (agent.offer) return "they have an offer now";
    if (agent.session_grace_ends) {
      return str_cat("their session is lost; they go offline at ",
                     to_text(*agent.session_grace_ends), " unless it is resumed");
    }
    switch (now) {
      case AgentState::kOffline:
        return "they are not signed in";
      case AgentState::kBreak:
        return str_cat("they are on break: ", agent.presence_reason);
      case AgentState::kDraining:
        return str_cat("they are draining and finish ", counted(agent.contacts.size(), "contact"));
      case AgentState::kBusy:
      case AgentState::kWrapUp:
        return str_cat("they have ", counted(agent.contacts.size(), "contact"),
                       " in hand and no capacity for one more");
      case AgentState::kReserved:
      case AgentState::kAvailable:
        break;
    }
    if (answer_.waiting == 0) return "nobody waits";
    if (answer_.able_to_serve == 0) {
      return str_cat("they are able to serve none of the ",
                     counted(answer_.waiting, "waiting contact"));
    }
    return str_cat("they could serve ", answer_.able_to_serve, " of ",
                   counted(answer_.waiting, "waiting contact"), why_not_offered());
  }

  // An available agent with somebody to serve: everybody is out of reach for a reason of their own.
  std::string why_not_offered() const {
    std::size_t pull_only = 0;
    std::size_t avoided = 0;
    std::size_t adapter_away = 0;
    std::size_t no_capacity = 0;
    for (const auto& [id, contact] : data_.contacts) {
      if (contact->state != ContactState::kWaiting || !contact->requirement) continue;
      if (!able_.at(contact->requirement->value)) continue;
      const bool avoids =
          std::any_of(contact->avoid.begin(), contact->avoid.end(),
                      [&](const Avoidance& a) { return a.agent == entry_.agent.id; });
      if (!data_.matcher.is_waiting(id)) {
        ++adapter_away;
      } else if (avoids) {
        ++avoided;
      } else if (!data_.free_channels(entry_).has(contact->draft.channel)) {
        ++no_capacity;
      } else if (data_.matcher.requirement(*contact->requirement).pull_only) {
        ++pull_only;
      }
    }
    std::vector<std::string> parts;
    const auto say = [&](std::size_t count, std::string_view what) {
      if (count > 0) parts.push_back(str_cat(count, " ", what));
    };
    say(pull_only, "only on their own asking (pull only)");
    say(avoided, "that they gave up or missed a short time ago");
    say(no_capacity, "on channels without capacity now");
    say(adapter_away, "whose adapter is away");
    return parts.empty() ? "" : str_cat(": ", absl::StrJoin(parts, ", "));
  }

  const State& state_;
  const StateData& data_;
  const AgentEntry& entry_;
  AgentExplanation answer_;
  absl::flat_hash_map<std::uint32_t, bool> able_;  // by requirement; looked up, never iterated
  std::vector<const Contact*> longest_;
};

}  // namespace

AgentExplanation explain_agent(const State& state, const Agent& agent) {
  return AgentExplainer(state, *StateAccess::data(state).find_agent(agent.id)).explain();
}

}  // namespace usher::core
