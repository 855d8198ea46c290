#include "engine/rpc/work_stream.h"

#include "engine/rpc/plans.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

void set_result(v1::WorkResponse& out, v1::Session&& value) {
  *out.mutable_done()->mutable_session() = std::move(value);
}
void set_result(v1::WorkResponse& out, v1::Agent&& value) {
  *out.mutable_done()->mutable_agent() = std::move(value);
}
void set_result(v1::WorkResponse& out, v1::Offer&& value) {
  *out.mutable_done()->mutable_offer() = std::move(value);
}
void set_result(v1::WorkResponse& out, v1::Contact&& value) {
  *out.mutable_done()->mutable_contact() = std::move(value);
}

std::string last_part(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// The name that says for which agency a message is; empty for a heartbeat.
std::string_view name_in(const v1::WorkRequest& message) {
  switch (message.action_case()) {
    case v1::WorkRequest::kSignIn:
      return message.sign_in().name();
    case v1::WorkRequest::kSignOut:
      return message.sign_out().name();
    case v1::WorkRequest::kSetState:
      return message.set_state().name();
    case v1::WorkRequest::kAccept:
      return message.accept().name();
    case v1::WorkRequest::kDecline:
      return message.decline().name();
    case v1::WorkRequest::kPullNext:
      return message.pull_next().name();
    case v1::WorkRequest::kConnect:
      return message.connect().name();
    case v1::WorkRequest::kEnd:
      return message.end().name();
    case v1::WorkRequest::kComplete:
      return message.complete().name();
    case v1::WorkRequest::kHeartbeat:
    case v1::WorkRequest::ACTION_NOT_SET:
      return {};
  }
  return {};
}

std::string agency_in(std::string_view name) {
  const auto parts = routing::split(name, '/');
  return parts.size() > 1 ? std::string(parts[1]) : std::string();
}

}  // namespace

// How a plan's end becomes a reply, and a sign-in a session of the stream.
template <typename Response>
struct WorkStream::Reply {
  std::shared_ptr<WorkStream> stream;
  std::int64_t tag = 0;
  Host* host = nullptr;
  std::string signs_in;  // the agent's id
  std::shared_ptr<Response> result = std::make_shared<Response>();
  std::int64_t sequence = 0;
  core::SessionId session;
  bool was_lost = false;  // a repeated sign-in got the session of before the break
  std::vector<v1::WorkResponse> first;

  Reply(std::shared_ptr<WorkStream> of, std::int64_t number, Host* at)
      : stream(std::move(of)), tag(number), host(at) {
    stream->begin_request();
  }
  Reply(Reply&&) noexcept = default;
  // A task that is dropped was refused; who submitted it says so.
  ~Reply() {
    if (stream) stream->end_request();
  }

  Response& response() { return *result; }
  void starts() { host->desks().set_origin(stream.get()); }
  void answered(const core::State& state, bool ok) {
    host->desks().set_origin(nullptr);
    sequence = static_cast<std::int64_t>(state.sequence());
    const core::Agent* agent = signs_in.empty() || !ok ? nullptr : state.agent(signs_in);
    if (agent == nullptr) return;
    session = agent->session;
    was_lost = agent->session_grace_ends.has_value();
    host->desks().bind(state, *agent, stream, first);
  }
  void end(Trouble trouble) {
    if (trouble) return stream->refuse(tag, *trouble);
    if (session) stream->signed_in(signs_in, session);
    if (was_lost) host->errand(core::ResumeSession{.agent = signs_in, .session = session});
    v1::WorkResponse out;
    out.set_tag(tag);
    out.set_sequence(sequence);
    set_result(out, std::move(*result));
    stream->say(out);
    for (const v1::WorkResponse& each : first) stream->say(each);
  }
};

BidiReactor* WorkStream::make(Edge& edge, grpc::CallbackServerContext* context, Caller caller) {
  auto stream = std::make_shared<WorkStream>(edge, context, std::move(caller));
  if (stream->open(stream)) stream->start();
  return stream.get();
}

std::shared_ptr<WorkStream> WorkStream::self() {
  return std::static_pointer_cast<WorkStream>(weak().lock());
}

Trouble WorkStream::bind_agency(const v1::WorkRequest& message) {
  const std::string_view name = name_in(message);
  const std::string agency = agency_in(name);
  if (host_.load() == nullptr) {
    Or<Edge::Place> place = edge().locate(caller_, NameKind::kAgency, "name", agency_name(agency));
    if (!place.ok()) return place.problem();
    host_ = place->host;
  }
  if (agency == host_.load()->id()) return {};
  Violations violations;
  violations.add("name", v1::ERROR_REASON_INVALID_FIELD,
                 str_cat("is of another agency than the stream's, ", host_.load()->id(),
                         "; open a stream for each agency"));
  return violations.problem();
}

Trouble WorkStream::check_session(const std::string& name) {
  const std::lock_guard lock(sessions_mutex_);
  const std::string agent = last_part(name);
  if (expected_.contains(agent)) return {};
  if (replaced_.contains(agent)) {
    return Problem{.reason = v1::ERROR_REASON_SESSION_REPLACED,
                   .message = str_cat("another session was opened for agent ", agent,
                                      "; this stream's is over")};
  }
  return Problem{.reason = v1::ERROR_REASON_NOT_SIGNED_IN,
                 .message = str_cat("agent ", agent, " did not sign in on this stream")};
}

template <typename Response>
void WorkStream::submit(std::int64_t tag, Or<Plan<Response>> plan) {
  if (!plan.ok()) return refuse(tag, plan.problem());
  Host* host = plan->host;
  if (Trouble trouble =
          carry_out(std::move(*plan), std::nullopt, Reply<Response>(self(), tag, host))) {
    refuse(tag, *trouble);
  }
}

void WorkStream::sign_in(std::int64_t tag, v1::SignInRequest& request) {
  auto plan = plan_sign_in_by_stream(edge(), caller_, request);
  if (!plan.ok()) return refuse(tag, plan.problem());
  Reply<v1::Session> reply(self(), tag, plan->host);
  reply.signs_in = last_part(request.name());
  {
    const std::lock_guard lock(sessions_mutex_);
    expected_.insert(reply.signs_in);
  }
  plan->released = [silence = edge().timing.silence, host = plan->host](v1::Session& session) {
    set_time(session.mutable_expire_time(), host->clock().now() + silence);
  };
  if (Trouble trouble = carry_out(std::move(*plan), std::nullopt, std::move(reply))) {
    refuse(tag, *trouble);
  }
}

void WorkStream::take(v1::WorkRequest& message) {
  const std::int64_t tag = message.tag();
  if (message.action_case() == v1::WorkRequest::ACTION_NOT_SET) {
    return refuse(tag, {.reason = v1::ERROR_REASON_MISSING_FIELD,
                        .message = "action: is required, exactly one"});
  }
  if (message.has_heartbeat()) {
    v1::WorkResponse out;
    out.set_tag(tag);
    out.mutable_done();
    return say(out);
  }
  if (Trouble trouble = bind_agency(message)) return refuse(tag, *trouble);
  Edge& e = edge();
  if (message.has_sign_in()) return sign_in(tag, *message.mutable_sign_in());
  if (message.has_sign_out() || message.has_set_state() || message.has_pull_next()) {
    if (Trouble trouble = check_session(std::string(name_in(message)))) {
      return refuse(tag, *trouble);
    }
  }
  if (message.has_sign_out()) submit(tag, plan_sign_out(e, caller_, *message.mutable_sign_out()));
  if (message.has_set_state())
    submit(tag, plan_set_state(e, caller_, *message.mutable_set_state()));
  if (message.has_pull_next()) submit(tag, plan_pull(e, caller_, *message.mutable_pull_next()));
  if (message.has_accept()) submit(tag, plan_accept(e, caller_, *message.mutable_accept()));
  if (message.has_decline()) submit(tag, plan_decline(e, caller_, *message.mutable_decline()));
  if (message.has_connect()) submit(tag, plan_connect(e, caller_, *message.mutable_connect()));
  if (message.has_end()) submit(tag, plan_end(e, caller_, *message.mutable_end()));
  if (message.has_complete()) submit(tag, plan_complete(e, caller_, *message.mutable_complete()));
}

void WorkStream::signed_in(const std::string& agent, core::SessionId session) {
  const std::lock_guard lock(sessions_mutex_);
  replaced_.erase(agent);
  expected_.insert(agent);
  sessions_[agent] = session;
  if (lost_) host_.load()->errand(core::LoseSession{.agent = agent, .session = session});
}

void WorkStream::session_ended(const std::string& agent, core::SessionId session) {
  const std::lock_guard lock(sessions_mutex_);
  const auto found = sessions_.find(agent);
  if (found == sessions_.end() || found->second != session) return;
  sessions_.erase(found);
  expected_.erase(agent);
  replaced_.insert(agent);
}

void WorkStream::ended() {
  const std::lock_guard lock(sessions_mutex_);
  lost_ = true;
  for (const auto& [agent, session] : sessions_) {
    host_.load()->errand(core::LoseSession{.agent = agent, .session = session});
  }
}

void WorkStream::say_heartbeat() {
  v1::WorkResponse out;
  auto* time = out.mutable_heartbeat()->mutable_time();
  if (host_.load() != nullptr) set_time(time, host_.load()->clock().now());
  say(out);
}

}  // namespace usher::rpc
