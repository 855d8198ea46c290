#include "tools/usherctl/desk.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "tools/client/request_id.h"
#include "tools/client/signals.h"
#include "tools/usherctl/change_line.h"
#include "tools/usherctl/line_input.h"
#include "tools/usherctl/render.h"

namespace usher::ctl {
namespace {

using client::ExitCode;
using client::short_id;

constexpr absl::Duration kHeartbeat = absl::Seconds(5);
constexpr absl::Duration kPullPause = absl::Seconds(2);
constexpr char kHelp[] =
    "accept | decline REASON | next | connect | end | complete OUTCOME (each [CONTACT] where there "
    "are several) | break REASON | available | drain | quit\n";

}  // namespace

Desk::Desk(Session& session, client::Connection connection, DeskOptions options)
    : session_(session),
      connection_(std::move(connection)),
      stub_(connection_.channel()),
      options_(std::move(options)) {}

ExitCode Desk::run() {
  client::SignalWatch signals(
      [this](int) { loop_->post([this] { leave(ExitCode::kInterrupted); }); });
  give_up_ = session_.now() + session_.settings().timeout;
  open();
  beat();
  {
    std::optional<LineInput> input;
    if (!options_.auto_accept) {
      input.emplace([this](std::optional<std::string> line) {
        loop_->post([this, line] { line ? on_line(*line) : leave(ExitCode::kDone); });
      });
    }
    loop_->run();
  }
  return code_;
}

void Desk::open() {
  stream_ = Stream::open(loop_, connection_,
                         [this](grpc::ClientContext* context, Stream::Reactor* reactor) {
                           stub_.async()->Work(context, reactor);
                         },
                         {[this](const v1::WorkResponse& message) { on_message(message); },
                          [this](const grpc::Status& status) { on_closed(status); }});
  v1::WorkRequest request;
  auto& sign_in = *request.mutable_sign_in();
  sign_in.set_name(options_.agent);
  sign_in.set_initial_state(options_.initial_state);
  sign_in.set_reason_code(options_.break_reason);
  sign_in.set_request_id(client::new_request_id());
  sign_in_tag_ = last_tag_ + 1;
  send(std::move(request));
}

bool Desk::send(v1::WorkRequest request) {
  request.set_tag(++last_tag_);
  return stream_->send(std::move(request));
}

void Desk::beat() {
  loop_->after(kHeartbeat, [this] {
    if (leaving_) return;
    v1::WorkRequest request;
    request.mutable_heartbeat();
    send(std::move(request));
    beat();
  });
}

void Desk::leave(ExitCode code) {
  if (leaving_) return loop_->stop();
  leaving_ = true;
  code_ = code;
  if (signed_in_) {
    v1::WorkRequest request;
    request.mutable_sign_out()->set_name(options_.agent);
    request.mutable_sign_out()->set_request_id(client::new_request_id());
    send(std::move(request));
  }
  stream_->finish_sending();
  loop_->after(absl::Seconds(3), [this] { stream_->cancel(); });
  loop_->after(absl::Seconds(4), [this] { loop_->stop(); });
}

void Desk::say(const std::string& line, const google::protobuf::Message& message) {
  if (session_.settings().json) {
    session_.print_json(message);
  } else {
    session_.out() << line << std::endl;
  }
}

void Desk::on_message(const v1::WorkResponse& message) {
  if (session_.settings().json && !message.has_heartbeat()) {
    v1::WorkResponse shown = message;
    session_.hide_private(shown);
    session_.print_json(shown);
  }
  switch (message.event_case()) {
    case v1::WorkResponse::kRefused:
      return on_refused(message.tag(), message.refused());
    case v1::WorkResponse::kDone:
      return on_done(message.done());
    case v1::WorkResponse::kOffer:
      return on_offer(message.offer());
    case v1::WorkResponse::kOfferEnded:
      if (message.offer_ended().name() == offer_.name()) offer_.Clear();
      if (!session_.settings().json) session_.out() << line_of(message.offer_ended()) << std::endl;
      return;
    case v1::WorkResponse::kContact:
      return on_contact(message.contact());
    case v1::WorkResponse::kAgent:
      return on_agent(message.agent());
    case v1::WorkResponse::kSessionOver:
      signed_in_ = false;
      session_.fail(client::describe_refusal(grpc::StatusCode::ABORTED,
                                             "the session was replaced or the agent was removed",
                                             "SESSION_REPLACED"));
      return leave(ExitCode::kConflict);
    case v1::WorkResponse::kHeartbeat:
    case v1::WorkResponse::EVENT_NOT_SET:
      return;
  }
}

void Desk::on_refused(std::int64_t tag, const v1::WorkResponse::Refusal& refused) {
  const auto failure =
      client::describe_refusal(refused.code(), refused.message(), refused.reason());
  pulling_ = false;
  if (refused.reason() == "NOTHING_TO_PULL" && options_.auto_pull) return pull_soon();
  const ExitCode code = session_.fail(failure);
  if (tag == sign_in_tag_ && !signed_in_) leave(code);
}

void Desk::on_done(const v1::WorkResponse::Done& done) {
  if (done.has_session()) {
    signed_in_ = true;
    pause_ = absl::Milliseconds(100);
    if (!session_.settings().json) {
      session_.out() << "signed in as " << short_id(options_.agent) << std::endl;
      if (!options_.auto_accept) session_.err() << kHelp;
    }
    on_agent(done.session().agent());
    if (options_.auto_pull) pull_soon();
  } else if (done.has_agent()) {
    on_agent(done.agent());
  } else if (done.has_offer()) {
    if (done.offer().name() == offer_.name()) offer_.Clear();
    pulling_ = false;
    if (!session_.settings().json) session_.out() << line_of(done.offer()) << std::endl;
  } else if (done.has_contact()) {
    on_contact(done.contact());
  }
}

void Desk::on_offer(const v1::Offer& offer) {
  if (offer.state() != v1::Offer::LIVE) return;
  offer_ = offer;
  if (!session_.settings().json) {
    v1::Offer shown = offer;
    session_.hide_private(shown);
    offer_fields(shown, session_.now()).print(session_.out(), session_.colour());
    session_.out() << std::flush;
  }
  if (options_.auto_accept) answer(true, "");
}

void Desk::on_agent(const v1::Agent& agent) {
  if (!session_.settings().json) session_.out() << line_of(agent) << std::endl;
  if (agent.state() == v1::Agent::AVAILABLE && options_.auto_pull) pull_soon();
}

void Desk::answer(bool accept, const std::string& reason) {
  if (offer_.name().empty()) {
    session_.err() << "there is no live offer\n";
    return;
  }
  v1::WorkRequest request;
  if (accept) {
    auto& message = *request.mutable_accept();
    message.set_name(offer_.name());
    message.set_fence(offer_.fence());
    message.set_request_id(client::new_request_id());
  } else {
    auto& message = *request.mutable_decline();
    message.set_name(offer_.name());
    message.set_fence(offer_.fence());
    message.set_reason_code(reason);
    message.set_request_id(client::new_request_id());
  }
  send(std::move(request));
}

void Desk::pull_soon() {
  if (pulling_ || leaving_ || !hands_.empty()) return;
  pulling_ = true;
  loop_->after(kPullPause, [this] {
    if (leaving_ || !hands_.empty()) {
      pulling_ = false;
      return;
    }
    v1::WorkRequest request;
    request.mutable_pull_next()->set_name(options_.agent);
    request.mutable_pull_next()->set_request_id(client::new_request_id());
    send(std::move(request));
  });
}

void Desk::on_closed(const grpc::Status& status) {
  if (leaving_) return loop_->stop();
  offer_.Clear();
  pulling_ = false;
  const bool lasting = !status.ok() && !client::is_retryable(status);
  const bool never_there = !signed_in_ && session_.now() > give_up_;
  if (lasting || never_there) {
    code_ = session_.fail(client::describe(status, connection_.address()));
    return loop_->stop();
  }
  if (signed_in_ && pause_ == absl::Milliseconds(100)) {
    session_.err() << "usherctl: the connection broke; signing in again\n";
  }
  loop_->after(pause_, [this] {
    if (!leaving_) open();
  });
  pause_ = std::min(pause_ * 2, absl::Seconds(2));
}

}  // namespace usher::ctl
