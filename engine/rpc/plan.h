// What a checked request asks of an agency: a command or a look, and how its answer is made. Unary
// calls and streams carry out the same plans.
//
// Values; made on gRPC's threads. `forbidden` and `answer` run on the writer's thread, `released`
// on the appender's once the answer is durable and before the client has it; none of them may
// block.
#ifndef USHER_ENGINE_RPC_PLAN_H_
#define USHER_ENGINE_RPC_PLAN_H_

#include <functional>
#include <optional>
#include <string>

#include "engine/core/command.h"
#include "engine/core/fingerprint.h"
#include "engine/core/state.h"
#include "engine/core/step.h"
#include "engine/rpc/edge.h"
#include "engine/rpc/wire.h"
#include "routing/text.h"

namespace usher::rpc {

template <typename Response>
struct Plan {
  Host* host = nullptr;
  std::optional<core::Command> command;  // none: a look
  core::Call call;
  std::function<std::optional<core::Refusal>(const core::State&)> forbidden;
  // `done` is null for a look.
  std::function<Trouble(const core::State&, const core::Done* done, Response&)> answer;
  std::function<void(Response&)> released;
};

// The caller and the key under which a retry is recognised. The fingerprint is of the request
// without its request_id, so that only the same request gets the same answer.
template <typename Request>
Or<core::Call> call_of(const Caller& caller, Request& request) {
  core::Call call{.principal = caller.id};
  if (request.request_id().empty()) return call;
  if (request.request_id().size() > core::kMaxRequestIdBytes) {
    Violations violations;
    violations.add("request_id", v1::ERROR_REASON_TOO_LARGE,
                   routing::str_cat("has ", request.request_id().size(), " bytes; at most ",
                                    core::kMaxRequestIdBytes, " are taken, a UUID by custom"));
    return violations.problem();
  }
  call.request_id = std::move(*request.mutable_request_id());
  request.clear_request_id();
  call.fingerprint = core::fingerprint(deterministic_bytes(request),
                                       core::fingerprint(request.GetDescriptor()->full_name()));
  request.set_request_id(call.request_id);
  return call;
}

// A task that carries out a plan and hands its end to `finish(Trouble, Response&)`, once, unless
// the task is dropped without a release.
template <typename Response, typename Finish>
class PlanTask : public runtime::Task {
 public:
  PlanTask(Plan<Response> plan, std::optional<core::Instant> deadline, Finish finish)
      : Task(*plan.command, plan.call, deadline),
        plan_(std::move(plan)),
        finish_(std::move(finish)) {
    plan_.command.reset();
  }
  PlanTask(Plan<Response> plan, Finish finish)
      : plan_(std::move(plan)), finish_(std::move(finish)) {}

  std::optional<core::Refusal> forbidden(const core::State& state) override {
    finish_.starts();
    return plan_.forbidden ? plan_.forbidden(state) : std::nullopt;
  }
  void answer(const core::State& state, const core::StepOutcome* outcome) override {
    const auto* refusal = outcome == nullptr ? nullptr : std::get_if<core::Refusal>(outcome);
    if (refusal != nullptr) {
      trouble_ = from_refusal(*refusal);
    } else {
      const auto* done = outcome == nullptr ? nullptr : std::get_if<core::Done>(outcome);
      trouble_ = plan_.answer(state, done, finish_.response());
    }
    finish_.answered(state, !trouble_);
  }
  void release(const absl::Status& durable) override {
    if (!durable.ok()) {
      trouble_ = from_runtime(durable, plan_.host->agency().status().journal_failing);
    }
    if (!trouble_ && plan_.released) plan_.released(finish_.response());
    finish_.end(std::move(trouble_));
  }

 private:
  Plan<Response> plan_;
  Finish finish_;
  Trouble trouble_;
};

// Hands a plan to its agency. `deadline`: what is left of the call's time.
template <typename Response, typename Finish>
Trouble carry_out(Plan<Response> plan, std::optional<core::Duration> time_left, Finish finish) {
  Host& host = *plan.host;
  std::unique_ptr<runtime::Task> task;
  if (plan.command) {
    std::optional<core::Instant> deadline;
    if (time_left) deadline = host.clock().now() + *time_left;
    task =
        std::make_unique<PlanTask<Response, Finish>>(std::move(plan), deadline, std::move(finish));
  } else {
    task = std::make_unique<PlanTask<Response, Finish>>(std::move(plan), std::move(finish));
  }
  return host.submit(std::move(task));
}

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_PLAN_H_
