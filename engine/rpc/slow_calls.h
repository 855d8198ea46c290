// Methods that do not fit one look at the state: they take a worker thread (configurations,
// history) or no agency at all.
//
// Any thread. Each ends its call, now or later.
#ifndef USHER_ENGINE_RPC_SLOW_CALLS_H_
#define USHER_ENGINE_RPC_SLOW_CALLS_H_

#include "engine/rpc/call.h"
#include "usher/v1/config.pb.h"
#include "usher/v1/explain.pb.h"
#include "usher/v1/monitor.pb.h"

namespace usher::rpc {

void list_agencies(Edge& edge, CallPtr<v1::ListAgenciesRequest, v1::ListAgenciesResponse> call);
// Also while the journal fails and the writer answers nobody.
void get_status(Edge& edge, CallPtr<v1::GetStatusRequest, v1::AgencyStatus> call);

void explain_offer(Edge& edge, CallPtr<v1::ExplainOfferRequest, v1::OfferExplanation> call);

void get_config(Edge& edge, CallPtr<v1::GetAgencyConfigRequest, v1::AgencyConfigRevision> call);
void validate_config(
    Edge& edge, CallPtr<v1::ValidateAgencyConfigRequest, v1::ValidateAgencyConfigResponse> call);
void diff_config(Edge& edge,
                 CallPtr<v1::DiffAgencyConfigRequest, v1::DiffAgencyConfigResponse> call);
void apply_config(Edge& edge, CallPtr<v1::ApplyAgencyConfigRequest, v1::AgencyConfigRevision> call);
void rollback_config(Edge& edge,
                     CallPtr<v1::RollbackAgencyConfigRequest, v1::AgencyConfigRevision> call);
Or<Plan<v1::ListConfigRevisionsResponse>> plan_list_revisions(Edge&, const Caller&,
                                                              v1::ListConfigRevisionsRequest&);

// Runs the work on the worker, or ends the call with LIMIT_REACHED; past its deadline it is not
// begun.
template <typename Request, typename Response, typename Work>
void on_worker(Edge& edge, Worker& worker, CallPtr<Request, Response> call, Work work) {
  std::optional<SteadyTime> deadline;
  if (call->time_left) deadline = std::chrono::steady_clock::now() + *call->time_left;
  const bool taken = worker.try_post([call, deadline, work = std::move(work)]() mutable {
    if (deadline && *deadline < std::chrono::steady_clock::now()) {
      return call->end(deadline_passed());
    }
    work();
  });
  if (taken) return;
  if (edge.draining) return call->end(not_serving());
  call->end(Problem{.reason = v1::ERROR_REASON_LIMIT_REACHED,
                    .message = "too many such calls wait already; try again in a moment",
                    .facts = {{"limit", std::to_string(Edge::kWorkerQueue)}}});
}

// A look at the state whose answer is handed to `then(Trouble, Result&)` on the appender's thread.
template <typename Result, typename Answer, typename Then>
class LookThen : public runtime::Task {
 public:
  LookThen(Answer answer, Then then) : answer_(std::move(answer)), then_(std::move(then)) {}
  void answer(const core::State& state, const core::StepOutcome*) override {
    trouble_ = answer_(state, result_);
  }
  void release(const absl::Status& durable) override {
    if (!durable.ok()) trouble_ = from_runtime(durable, true);
    then_(std::move(trouble_), result_);
  }

 private:
  Answer answer_;
  Then then_;
  Result result_;
  Trouble trouble_;
};

template <typename Result, typename Answer, typename Then>
Trouble look_then(Host& host, Answer answer, Then then) {
  return host.submit(
      std::make_unique<LookThen<Result, Answer, Then>>(std::move(answer), std::move(then)));
}

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_SLOW_CALLS_H_
