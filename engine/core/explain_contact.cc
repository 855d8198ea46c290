#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"

#include "engine/core/explain_parts.h"
#include "engine/core/pair_table.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

// Looks at every agent once and sorts them into eligible, able and excluded.
class ContactExplainer {
 public:
  ContactExplainer(const State& state, const Contact& contact)
      : state_(state),
        data_(StateAccess::data(state)),
        contact_(contact),
        queue_(queue_for(data_, contact)),
        compiled_(compile(data_, contact.draft, queue_)) {}

  ContactExplanation explain(const std::vector<AgentId>& only, std::size_t limit) {
    answer_.clauses = compiled_.named;
    answer_.effects.resize(compiled_.named.size());
    for (std::size_t i = 0; i < answer_.effects.size(); ++i) answer_.effects[i].clause = i;
    for (const auto& [id, entry] : data_.agents) {
      if (entry->model != nullptr) judge(*entry);
    }
    finish(only, limit);
    return std::move(answer_);
  }

 private:
  void judge(const AgentEntry& entry) {
    Verdict verdict;
    verdict.agent = entry.agent.id;
    verdict.failed_clauses = failed(compiled_, entry);
    for (const std::size_t clause : verdict.failed_clauses) {
      ++answer_.effects[clause].agents_failing;
    }
    std::string channel = channel_obstacle(entry, contact_.draft.channel);
    if (verdict.failed_clauses.size() == 1 && channel.empty()) {
      ++answer_.effects[verdict.failed_clauses.front()].agents_failing_only_this;
    }
    if (!verdict.failed_clauses.empty() || !channel.empty()) {
      ++answer_.excluded;
      if (verdict.failed_clauses.empty()) ++only_the_channel_;
      verdict.obstacle = std::move(channel);
      excluded_.push_back(std::move(verdict));
      return;
    }
    verdict.obstacle = obstacle_between(data_, entry, contact_);
    if (verdict.obstacle.empty()) {
      ++answer_.eligible;
      verdict.kind = Verdict::Kind::kEligible;
      eligible_.emplace_back(std::move(verdict), &entry);
    } else {
      ++answer_.able_not_free;
      verdict.kind = Verdict::Kind::kAbleNotFree;
      const std::string_view obstacle = verdict.obstacle;
      ++obstacles_[std::string(obstacle.substr(0, obstacle.find(';')))];
      able_.push_back(std::move(verdict));
    }
  }

  void finish(const std::vector<AgentId>& only, std::size_t limit) {
    rank(data_, queue_.ranking, compiled_, eligible_);
    std::stable_sort(excluded_.begin(), excluded_.end(), [](const Verdict& a, const Verdict& b) {
      return a.failed_clauses.size() < b.failed_clauses.size();
    });
    const absl::flat_hash_set<AgentId> wanted(only.begin(), only.end());
    const auto take = [&](Verdict& verdict) {
      if (answer_.verdicts.size() >= limit) return;
      if (only.empty() || wanted.contains(verdict.agent)) {
        answer_.verdicts.push_back(std::move(verdict));
      }
    };
    for (auto& [verdict, entry] : eligible_) take(verdict);
    for (Verdict& verdict : able_) take(verdict);
    for (Verdict& verdict : excluded_) take(verdict);
    if (data_.matcher.is_waiting(contact_.id)) {
      answer_.ahead = data_.matcher.ahead_in_class(contact_.id);
    }
    answer_.summary = summary();
    if (is_in_line(contact_.state)) {
      find_timer();
      say_what_would_help();
    }
  }

  std::string agent_key(AgentId id) const {
    const Agent* agent = state_.agent(id);
    return agent == nullptr ? "who has left" : str_cat("\"", agent->key, "\"");
  }

  bool adapter_is_away() const {
    return !contact_.draft.adapter.empty() && !data_.attached(contact_.draft.adapter);
  }

  std::string summary() const {
    if (is_terminal(contact_.state)) {
      return str_cat("it has ended: ", name_of(contact_.state), ", ", contact_.state_reason);
    }
    if (is_with_agent(contact_.state)) {
      return str_cat("it is ", name_of(contact_.state), " with agent ", agent_key(contact_.agent));
    }
    if (contact_.offer) {
      const Offer& offer = *state_.offer(contact_.offer);
      return str_cat("it is offered to agent ", agent_key(offer.agent), " until ",
                     to_text(offer.deadline));
    }
    if (adapter_is_away()) {
      return str_cat("it keeps its place and waits for adapter ", contact_.draft.adapter,
                     " to attach again");
    }
    if (answer_.eligible > 0) {
      return str_cat("queue ", queue_.id, " is pull only: it waits for one of ",
                     counted(static_cast<std::size_t>(answer_.eligible), "free agent"),
                     " to take it");
    }
    if (answer_.able_not_free > 0) {
      return str_cat(
          "it waits: ", counted(static_cast<std::size_t>(answer_.able_not_free), "agent"),
          " could serve it and none of them is free (", obstacles(), ")");
    }
    return "it waits and no agent of the configuration could serve it: nobody meets all it takes";
  }

  std::string obstacles() const {
    std::vector<std::string> parts;
    for (const auto& [obstacle, count] : obstacles_) parts.push_back(str_cat(count, " ", obstacle));
    return absl::StrJoin(parts, ", ");
  }

  void consider(Instant at, std::string effect) {
    if (answer_.next_timer && *answer_.next_timer <= at) return;
    answer_.next_timer = at;
    answer_.next_timer_effect = std::move(effect);
  }

  void find_timer() {
    if (contact_.offer) {
      consider(state_.offer(contact_.offer)->deadline,
               "the offer is missed and the contact returns to its place");
    }
    if (!contact_.starved) {
      consider(*contact_.draft.origin + queue_.starvation_bound,
               "the starvation bound puts it at the head of the line");
    }
    for (const Avoidance& avoidance : contact_.avoid) {
      consider(avoidance.until,
               str_cat("agent ", agent_key(avoidance.agent), " may be offered it again"));
    }
    for (const Need& need : contact_.draft.needs) {
      if (need.expires) {
        consider(*need.expires, str_cat("need ", traits(need.code).name, " no longer applies"));
      }
    }
    const Attachment* attachment = state_.attachment(contact_.draft.adapter);
    if (attachment != nullptr && attachment->grace_ends) {
      consider(*attachment->grace_ends, str_cat("it is closed as lost unless adapter ",
                                                attachment->adapter, " attaches again"));
    }
  }

  void say_what_would_help() {
    std::vector<std::string>& help = answer_.what_would_help;
    if (adapter_is_away()) help.push_back(str_cat("adapter ", contact_.draft.adapter, " attaches"));
    if (answer_.eligible > 0 && queue_.pull_only) {
      help.push_back("a free agent asks for the next contact");
    }
    if (answer_.able_not_free > 0) {
      help.push_back(str_cat("one of the ",
                             counted(static_cast<std::size_t>(answer_.able_not_free), "able agent"),
                             " becomes free (", obstacles(), ")"));
    }
    std::vector<ClauseEffect> sole = answer_.effects;
    std::stable_sort(sole.begin(), sole.end(), [](const ClauseEffect& a, const ClauseEffect& b) {
      return a.agents_failing_only_this > b.agents_failing_only_this;
    });
    for (const ClauseEffect& effect : sole) {
      if (effect.agents_failing_only_this == 0) break;
      const auto count = static_cast<std::size_t>(effect.agents_failing_only_this);
      help.push_back(str_cat(counted(count, "agent"), count == 1 ? " lacks" : " lack", " only \"",
                             compiled_.named[effect.clause].text, "\" (",
                             compiled_.named[effect.clause].source, ")"));
    }
    const std::string_view channel = name_of(contact_.draft.channel);
    if (only_the_channel_ > 0) {
      help.push_back(str_cat(
          counted(only_the_channel_, "agent"),
          only_the_channel_ == 1 ? " meets every clause and lacks" : " meet every clause and lack",
          " only the channel ", channel));
    }
    if (help.empty()) {
      help.push_back(str_cat("an agent who meets every clause and serves ", channel,
                             " has to be configured: nobody lacks only one thing"));
    }
  }

  const State& state_;
  const StateData& data_;
  const Contact& contact_;
  const QueueModel& queue_;
  CompiledClauses compiled_;
  ContactExplanation answer_;
  std::vector<std::pair<Verdict, const AgentEntry*>> eligible_;
  std::vector<Verdict> able_;
  std::vector<Verdict> excluded_;
  std::map<std::string, std::size_t> obstacles_;
  std::size_t only_the_channel_ = 0;  // of excluded_, who fail no clause
};

}  // namespace

ContactExplanation explain_contact(const State& state, const Contact& contact,
                                   const std::vector<AgentId>& only, std::size_t limit) {
  return ContactExplainer(state, contact).explain(only, limit);
}

}  // namespace usher::core
