#include "engine/rpc/enums.h"
#include "engine/rpc/names.h"
#include "engine/rpc/render.h"
#include "engine/rpc/times.h"

namespace usher::rpc {
namespace {

std::string_view word_of(routing::AttributeKind kind) {
  switch (kind) {
    case routing::AttributeKind::kLanguage:
      return "language";
    case routing::AttributeKind::kNeed:
      return "need";
    case routing::AttributeKind::kSkill:
      return "skill";
    case routing::AttributeKind::kSite:
      return "site";
    case routing::AttributeKind::kService:
      return "service";
    case routing::AttributeKind::kAgent:
      return "agent";
  }
  return {};
}

std::string_view word_of(routing::Ranking ranking) {
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

void render_clause(const core::NamedClause& clause, bool with_text, v1::Clause& out) {
  out.set_kind(std::string(word_of(clause.kind)));
  const bool personal = clause.kind == routing::AttributeKind::kLanguage ||
                        clause.kind == routing::AttributeKind::kNeed;
  if (with_text || !personal) out.set_text(clause.text);
  out.set_source(clause.source);
}

std::string name_of_agent(const core::State& state, std::string_view agency, core::AgentId id) {
  const core::Agent* agent = state.agent(id);
  return agent == nullptr ? std::string() : make_name(NameKind::kAgent, agency, agent->key);
}

std::string name_of_contact(const core::State& state, std::string_view agency, core::ContactId id) {
  const core::Contact* contact = state.contact(id);
  return contact == nullptr ? std::string() : make_name(NameKind::kContact, agency, contact->key);
}

void render_verdict(const core::State& state, std::string_view agency, const core::Verdict& verdict,
                    v1::AgentVerdict& out) {
  out.set_agent(name_of_agent(state, agency, verdict.agent));
  out.set_verdict(static_cast<v1::AgentVerdict::Verdict>(static_cast<int>(verdict.kind) + 1));
  for (const std::size_t clause : verdict.failed_clauses) {
    out.add_failed_clauses(static_cast<std::int32_t>(clause));
  }
  out.set_obstacle(verdict.obstacle);
  out.set_rank(verdict.rank);
  out.set_ranking_reason(verdict.ranking_reason);
}

}  // namespace

void render(const core::State& state, std::string_view agency, const core::Contact& contact,
            const core::ContactExplanation& explanation, v1::ContactExplanation& out) {
  out.set_contact(make_name(NameKind::kContact, agency, contact.key));
  out.set_state(to_proto(contact.state));
  out.set_summary(explanation.summary);
  for (const auto& clause : explanation.clauses) render_clause(clause, true, *out.add_clauses());
  for (const core::ClauseEffect& effect : explanation.effects) {
    auto* rendered = out.add_clause_effects();
    rendered->set_clause(static_cast<std::int32_t>(effect.clause));
    rendered->set_agents_failing(effect.agents_failing);
    rendered->set_agents_failing_only_this(effect.agents_failing_only_this);
  }
  for (const core::Verdict& verdict : explanation.verdicts) {
    render_verdict(state, agency, verdict, *out.add_agents());
  }
  out.set_eligible(explanation.eligible);
  out.set_able_not_free(explanation.able_not_free);
  out.set_excluded(explanation.excluded);
  for (const std::string& help : explanation.what_would_help) out.add_what_would_help(help);
  if (explanation.next_timer) set_time(out.mutable_next_timer(), *explanation.next_timer);
  out.set_next_timer_effect(explanation.next_timer_effect);
  out.set_ahead(static_cast<std::int32_t>(explanation.ahead));
  out.set_config_revision(state.model()->revision);
  out.set_sequence(static_cast<std::int64_t>(state.sequence()));
}

void render(const core::State& state, std::string_view agency,
            const core::OfferExplanation& explanation, v1::OfferExplanation& out) {
  out.set_summary(explanation.summary);
  out.set_ranking(std::string(word_of(explanation.ranking)));
  for (const core::Verdict& verdict : explanation.candidates) {
    render_verdict(state, agency, verdict, *out.add_candidates());
  }
  for (const core::Overtaken& overtaken : explanation.overtaken) {
    auto* rendered = out.add_overtaken();
    rendered->set_contact(name_of_contact(state, agency, overtaken.contact));
    rendered->set_reason(overtaken.reason);
    rendered->set_justified(overtaken.justified);
  }
  out.set_overtaken_count(static_cast<std::int32_t>(explanation.overtaken_count));
}

void render(const core::State& state, std::string_view agency, const core::Agent& agent,
            const core::AgentExplanation& explanation, bool clauses, v1::AgentExplanation& out) {
  out.set_agent(make_name(NameKind::kAgent, agency, agent.key));
  out.set_summary(explanation.summary);
  out.set_able_to_serve(static_cast<std::int32_t>(explanation.able_to_serve));
  out.set_waiting(static_cast<std::int32_t>(explanation.waiting));
  for (const core::ContactVerdict& verdict : explanation.longest_waiting) {
    auto* rendered = out.add_longest_waiting();
    rendered->set_contact(name_of_contact(state, agency, verdict.contact));
    for (const auto& clause : verdict.failed_clauses) {
      render_clause(clause, clauses, *rendered->add_failed_clauses());
    }
    rendered->set_obstacle(verdict.obstacle);
  }
  out.set_config_revision(state.model()->revision);
  out.set_sequence(static_cast<std::int64_t>(state.sequence()));
}

}  // namespace usher::rpc
