#include "engine/core/explain.h"
#include "engine/rpc/convert.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/render.h"
#include "engine/rpc/times.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

constexpr int kDefaultVerdicts = 200;
constexpr int kMostVerdicts = 10'000;

}  // namespace

Or<Plan<v1::AgencySnapshot>> plan_snapshot(Edge& edge, const Caller& caller,
                                           v1::GetSnapshotRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  return Plan<v1::AgencySnapshot>{.host = host,
                                  .answer = [host](const core::State& state, const core::Done*,
                                                   v1::AgencySnapshot& out) -> Trouble {
                                    if (Trouble trouble = check_configured(state)) return trouble;
                                    render_snapshot(state, host->id(), host->clock().now(), out);
                                    return {};
                                  }};
}

Or<Plan<v1::AgencyStatus>> plan_status(Edge& edge, const Caller& caller,
                                       v1::GetStatusRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  Plan<v1::AgencyStatus> plan{.host = host};
  plan.answer = [host](const core::State& state, const core::Done*,
                       v1::AgencyStatus& out) -> Trouble {
    if (state.model()) out.set_config_revision(state.model()->revision);
    state.attachments([&](const core::Attachment& attachment) {
      if (attachment.attached) {
        out.add_attached_adapters(make_name(NameKind::kAdapter, host->id(), attachment.adapter));
      }
      return true;
    });
    return {};
  };
  plan.released = [host, version = edge.version](v1::AgencyStatus& out) {
    render_status(*host, version, out);
  };
  return plan;
}

void render_status(Host& host, const std::string& version, v1::AgencyStatus& out) {
  const runtime::AgencyStatus status = host.agency().status();
  out.set_sequence(static_cast<std::int64_t>(status.durable_sequence));
  out.set_oldest_resumable_sequence(static_cast<std::int64_t>(host.watch().feed()->oldest()));
  set_time(out.mutable_start_time(), status.start_time);
  set_duration(out.mutable_recovery_time(), status.recovery_time);
  out.set_queue_depth(static_cast<std::int32_t>(status.queue_depth));
  out.set_queue_limit(static_cast<std::int32_t>(status.queue_limit));
  out.set_version(version);
  out.set_journal_failing(status.journal_failing);
}

Or<Plan<v1::ContactExplanation>> plan_explain_contact(Edge& edge, const Caller& caller,
                                                      v1::ExplainContactRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kContact, "name", request.name());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  if (request.at_sequence() != 0) {
    return not_in_this_release("at_sequence", "leave it 0 to explain the contact as it is now");
  }
  Violations violations;
  if (request.max_agents() < 0 || request.max_agents() > kMostVerdicts) {
    violations.add("max_agents", v1::ERROR_REASON_INVALID_FIELD,
                   routing::str_cat(request.max_agents(), " is outside 0 to ", kMostVerdicts));
  }
  std::vector<std::string> only;
  for (int i = 0; i < request.agents_size(); ++i) {
    only.push_back(convert_reference(NameKind::kAgent, request.agents(i),
                                     routing::str_cat("agents[", i, "]"),
                                     {.agency = host->id(), .now = {}}, violations));
  }
  if (!violations.empty()) return violations.problem();
  const int limit = request.max_agents() == 0 ? kDefaultVerdicts : request.max_agents();
  return Plan<v1::ContactExplanation>{
      .host = host,
      .answer = [host, key = place->name.id, only = std::move(only), limit](
                    const core::State& state, const core::Done*,
                    v1::ContactExplanation& out) -> Trouble {
        if (Trouble trouble = check_configured(state)) return trouble;
        const core::Contact* contact = state.contact(key);
        if (contact == nullptr) return unknown_contact(key);
        std::vector<core::AgentId> agents;
        for (const std::string& agent : only) {
          const core::Agent* found = state.agent(agent);
          if (found == nullptr) return unknown_agent(agent);
          agents.push_back(found->id);
        }
        render(state, host->id(), *contact,
               core::explain_contact(state, *contact, agents, static_cast<std::size_t>(limit)),
               out);
        return {};
      }};
}

Or<Plan<v1::AgentExplanation>> plan_explain_agent(Edge& edge, const Caller& caller,
                                                  v1::ExplainAgentRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgent, "name", request.name());
  if (!place.ok()) return place.problem();
  if (Trouble trouble = check_agent(caller, place->name.id)) return *std::move(trouble);
  const bool clauses = caller.roles.has(v1::ADMIN) || caller.roles.has(v1::SUPERVISOR);
  Host* host = place->host;
  return Plan<v1::AgentExplanation>{
      .host = host,
      .answer = [host, key = place->name.id, clauses](const core::State& state, const core::Done*,
                                                      v1::AgentExplanation& out) -> Trouble {
        if (Trouble trouble = check_configured(state)) return trouble;
        const core::Agent* agent = state.agent(key);
        if (agent == nullptr) return unknown_agent(key);
        render(state, host->id(), *agent, core::explain_agent(state, *agent), clauses, out);
        return {};
      }};
}

}  // namespace usher::rpc
