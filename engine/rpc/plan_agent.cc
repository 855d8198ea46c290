#include "engine/rpc/convert.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/render.h"
#include "engine/rpc/times.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

constexpr core::Duration kShortestLease = std::chrono::seconds(5);
constexpr core::Duration kDefaultLease = std::chrono::seconds(30);
constexpr core::Duration kLongestLease = std::chrono::minutes(10);

// The agent of the name, if the caller may act for them.
Or<Edge::Place> locate_agent(Edge& edge, const Caller& caller, const std::string& name) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgent, "name", name);
  if (!place.ok()) return place;
  if (Trouble trouble = check_agent(caller, place->name.id)) return *std::move(trouble);
  return place;
}

void render_session(const core::State& state, const Host& host, const core::Agent& agent,
                    v1::Session& out) {
  out.set_name(session_name(host.id(), agent.key, agent.session.value));
  render(state, host.id(), agent, *out.mutable_agent());
}

template <typename Response, typename Request>
Or<Plan<Response>> plan_for_agent(Edge& edge, const Caller& caller, Request& request,
                                  Violations& violations) {
  Or<Edge::Place> place = locate_agent(edge, caller, request.name());
  if (!place.ok()) return place.problem();
  if (!violations.empty()) return violations.problem();
  Or<core::Call> call = call_of(caller, request);
  if (!call.ok()) return call.problem();
  return Plan<Response>{.host = place->host, .call = *std::move(call)};
}

auto answer_agent(Host* host, std::string key) {
  return [host, key = std::move(key)](const core::State& state, const core::Done*,
                                      v1::Agent& out) -> Trouble {
    const core::Agent* agent = state.agent(key);
    if (agent == nullptr) return unknown_agent(key);
    render(state, host->id(), *agent, out);
    return {};
  };
}

std::string agent_of(const std::string& name) { return name.substr(name.rfind('/') + 1); }

void check_lease(const v1::SignInRequest& request, core::Duration& lease, Violations& violations) {
  lease = kDefaultLease;
  if (!request.has_lease()) return;
  const auto asked = to_duration(request.lease());
  if (!asked || *asked < kShortestLease || *asked > kLongestLease) {
    violations.add("lease", v1::ERROR_REASON_INVALID_FIELD, "is outside 5 s to 10 min");
  } else {
    lease = *asked;
  }
}

Or<Plan<v1::Session>> plan_sign_in_command(Edge& edge, const Caller& caller,
                                           v1::SignInRequest& request, core::Duration& lease) {
  Violations violations;
  check_lease(request, lease, violations);
  check_size(request.reason_code(), kMaxCodeBytes, "reason_code", violations);
  core::SignIn command;
  if (check_enum(request.initial_state(), false, "initial_state", violations)) {
    if (request.initial_state() == v1::Agent::BREAK) {
      command.presence = core::Presence::kBreak;
      command.reason = request.reason_code();
      if (command.reason.empty()) {
        violations.add("reason_code", v1::ERROR_REASON_MISSING_FIELD,
                       "is required for BREAK: one of the configuration's break reasons");
      }
    } else if (request.initial_state() != v1::Agent::AVAILABLE &&
               request.initial_state() != v1::Agent::STATE_UNSPECIFIED) {
      violations.add("initial_state", v1::ERROR_REASON_INVALID_FIELD,
                     "one can't sign in with it; AVAILABLE or BREAK");
    }
  }
  auto plan = plan_for_agent<v1::Session>(edge, caller, request, violations);
  if (!plan.ok()) return plan;
  command.agent = agent_of(request.name());
  plan->answer = [host = plan->host, key = command.agent](
                     const core::State& state, const core::Done*, v1::Session& out) -> Trouble {
    const core::Agent* agent = state.agent(key);
    if (agent == nullptr) return unknown_agent(key);
    render_session(state, *host, *agent, out);
    return {};
  };
  plan->command = std::move(command);
  return plan;
}

}  // namespace

Problem unknown_agent(std::string_view key) {
  return {.reason = v1::ERROR_REASON_UNKNOWN_AGENT,
          .message = str_cat("no agent ", key, " is in the configuration in force"),
          .facts = {{"agent", std::string(key)}}};
}

Or<Plan<v1::Agent>> plan_get_agent(Edge& edge, const Caller& caller, v1::GetAgentRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgent, "name", request.name());
  if (!place.ok()) return place.problem();
  return Plan<v1::Agent>{.host = place->host, .answer = answer_agent(place->host, place->name.id)};
}

Or<Plan<v1::Session>> plan_sign_in_by_stream(Edge& edge, const Caller& caller,
                                             v1::SignInRequest& request) {
  core::Duration lease{};
  return plan_sign_in_command(edge, caller, request, lease);
}

Or<Plan<v1::Session>> plan_sign_in(Edge& edge, const Caller& caller, v1::SignInRequest& request) {
  core::Duration lease{};
  auto plan = plan_sign_in_command(edge, caller, request, lease);
  if (!plan.ok()) return plan;
  plan->released = [host = plan->host, key = agent_of(request.name()), lease](v1::Session& out) {
    Or<Name> session = parse_name(NameKind::kSession, "name", out.name());
    if (!session.ok()) return;
    set_time(out.mutable_expire_time(), host->leases().grant(key, session->number, lease));
  };
  return plan;
}

Or<Plan<v1::Session>> plan_renew(Edge& edge, const Caller& caller,
                                 v1::RenewSessionRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kSession, "name", request.name());
  if (!place.ok()) return place.problem();
  if (Trouble trouble = check_agent(caller, place->name.id)) return *std::move(trouble);
  Host* host = place->host;
  const std::string key = place->name.id;
  const core::SessionId session{place->name.number};
  Plan<v1::Session> plan{.host = host, .call = {.principal = caller.id}};
  // A session that is heard of again within its grace goes on; for one that never was lost the
  // command does nothing.
  plan.command = core::ResumeSession{.agent = key, .session = session};
  plan.forbidden = [key, session](const core::State& state) -> std::optional<core::Refusal> {
    const core::Agent* agent = state.agent(key);
    if (agent == nullptr || agent->session == session) return std::nullopt;
    const bool replaced = agent->session > session;
    return core::Refusal{
        .reason = replaced ? core::Reason::kSessionReplaced : core::Reason::kUnknownSession,
        .message = replaced ? "another session was opened for the agent; this one is over"
                            : "no session with this id is open; sign in again"};
  };
  auto by_stream = std::make_shared<bool>(false);
  plan.answer = [host, key, by_stream](const core::State& state, const core::Done*,
                                       v1::Session& out) -> Trouble {
    const core::Agent* agent = state.agent(key);
    if (agent == nullptr) return unknown_agent(key);
    render_session(state, *host, *agent, out);
    *by_stream = host->desks().is_bound(agent->id);
    return {};
  };
  plan.released = [host, key, session, by_stream, silence = edge.timing.silence](v1::Session& out) {
    core::Instant expires = host->clock().now() + silence;
    if (!*by_stream && !host->leases().renew(key, session.value, &expires)) {
      expires = host->leases().grant(key, session.value, kDefaultLease);
    }
    set_time(out.mutable_expire_time(), expires);
  };
  return plan;
}

Or<Plan<v1::Agent>> plan_sign_out(Edge& edge, const Caller& caller, v1::SignOutRequest& request) {
  Violations violations;
  auto plan = plan_for_agent<v1::Agent>(edge, caller, request, violations);
  if (!plan.ok()) return plan;
  const std::string key = agent_of(request.name());
  plan->command = core::SignOut{.agent = key};
  plan->answer = answer_agent(plan->host, key);
  return plan;
}

Or<Plan<v1::Agent>> plan_set_state(Edge& edge, const Caller& caller,
                                   v1::SetAgentStateRequest& request) {
  Violations violations;
  core::SetAgentState command{.reason = request.reason_code()};
  if (check_enum(request.state(), true, "state", violations)) {
    if (request.state() == v1::Agent::BREAK) {
      command.presence = core::Presence::kBreak;
      if (request.reason_code().empty()) {
        violations.add("reason_code", v1::ERROR_REASON_MISSING_FIELD,
                       "is required for BREAK: one of the configuration's break reasons");
      }
    } else if (request.state() == v1::Agent::DRAINING) {
      command.presence = core::Presence::kDraining;
    } else if (request.state() != v1::Agent::AVAILABLE) {
      violations.add("state", v1::ERROR_REASON_INVALID_FIELD,
                     str_cat(v1::Agent::State_Name(request.state()),
                             " follows from what the agent does; AVAILABLE, BREAK or DRAINING can "
                             "be asked for"));
    }
  }
  check_size(request.reason_code(), kMaxCodeBytes, "reason_code", violations);
  auto plan = plan_for_agent<v1::Agent>(edge, caller, request, violations);
  if (!plan.ok()) return plan;
  command.agent = agent_of(request.name());
  plan->answer = answer_agent(plan->host, command.agent);
  plan->command = std::move(command);
  return plan;
}

Or<Plan<v1::Offer>> plan_pull(Edge& edge, const Caller& caller, v1::PullNextRequest& request) {
  Violations violations;
  core::PullNext command;
  for (int i = 0; i < request.channels_size(); ++i) {
    if (check_enum(request.channels(i), true, str_cat("channels[", i, "]"), violations)) {
      command.channels = command.channels.with(to_core(request.channels(i)));
    }
  }
  auto plan = plan_for_agent<v1::Offer>(edge, caller, request, violations);
  if (!plan.ok()) return plan;
  command.agent = agent_of(request.name());
  plan->command = std::move(command);
  plan->answer = [host = plan->host](const core::State& state, const core::Done* done,
                                     v1::Offer& out) -> Trouble {
    const auto* id = std::get_if<core::OfferId>(&done->decision.reply);
    const core::Offer* offer = id == nullptr ? nullptr : state.offer(*id);
    if (offer == nullptr) return unknown_offer(id == nullptr ? 0 : id->value);
    render(state, host->id(), *offer, View::kFull, out);
    return {};
  };
  return plan;
}

}  // namespace usher::rpc
