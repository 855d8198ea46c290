#include "tools/ushersim/observer.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "tools/client/failure.h"

namespace usher::sim {
namespace {

constexpr absl::Duration kSnapshotEvery = absl::Seconds(2);

template <class Request, class Response>
struct Call {
  grpc::ClientContext context;
  Request request;
  Response response;
};

}  // namespace

Observer::Observer(Stage& stage, client::Connection connection, std::string run, Check* check,
                   std::function<void()> on_progress)
    : stage_(stage),
      connection_(std::move(connection)),
      monitor_(connection_.channel()),
      contacts_(connection_.channel()),
      run_(std::move(run)),
      check_(check),
      on_progress_(std::move(on_progress)) {
  request_.set_parent(stage_.view.name);
  read_snapshot();
}

void Observer::open() {
  closed_ = false;
  stream_ = Stream::open(
      stage_.loop, connection_,
      [this](grpc::ClientContext* context, grpc::ClientReadReactor<v1::WatchResponse>* reactor) {
        monitor_.async()->Watch(context, &request_, reactor);
      },
      {[this](const v1::WatchResponse& change) { on_change(change); },
       [this](const grpc::Status& status) { on_closed(status); }});
}

void Observer::stop() {
  leaving_ = true;
  if (!closed_) stream_->cancel();
}

void Observer::on_change(const v1::WatchResponse& change) {
  backoff_.reset();
  told_lost_ = false;
  if (!change.resume_token().empty()) request_.set_resume_token(change.resume_token());
  if (change.has_synced()) {
    synced_ = true;
    return on_progress_();
  }
  if (!synced_ || change.has_heartbeat()) return;
  stage_.picture.changed(change);
  if (check_ == nullptr) return;
  if (change.has_offer()) check_->offer(change.offer());
  if (!change.has_contact() || !absl::StrContains(change.contact().name(), run_)) return;
  const auto state = change.contact().state();
  if (state == v1::Contact::COMPLETED || state == v1::Contact::ABANDONED) {
    read_ended(change.contact().name());
  }
}

void Observer::read_ended(const std::string& contact) {
  auto call = std::make_shared<Call<v1::GetContactRequest, v1::Contact>>();
  call->request.set_name(contact);
  connection_.prepare(call->context);
  contacts_.async()->GetContact(
      &call->context, &call->request, &call->response,
      [this, call, loop = stage_.loop](const grpc::Status& status) {
        loop->post([this, call, status] {
          if (!status.ok()) {
            const auto failure = client::describe(status, connection_.address());
            return stage_.picture.problem(absl::StrCat("a contact that ended can't be read: ",
                                                       failure.problem, " [", failure.reason, "]"));
          }
          check_->ended(call->response);
          on_progress_();
        });
      });
}

void Observer::read_snapshot() {
  stage_.loop->after(kSnapshotEvery, [this] {
    if (leaving_) return;
    auto call = std::make_shared<Call<v1::GetSnapshotRequest, v1::AgencySnapshot>>();
    call->request.set_parent(stage_.view.name);
    connection_.prepare(call->context);
    monitor_.async()->GetSnapshot(&call->context, &call->request, &call->response,
                                  [this, call, loop = stage_.loop](const grpc::Status& status) {
                                    loop->post([this, call, status] {
                                      if (status.ok()) stage_.picture.snapshot(call->response);
                                      read_snapshot();
                                    });
                                  });
  });
}

void Observer::on_closed(const grpc::Status& status) {
  closed_ = true;
  if (leaving_) return;
  const auto failure = client::describe(status, connection_.address());
  if (status.error_code() == grpc::StatusCode::OUT_OF_RANGE) {
    request_.clear_resume_token();
    synced_ = false;
  } else if (status.error_code() == grpc::StatusCode::PERMISSION_DENIED ||
             status.error_code() == grpc::StatusCode::UNAUTHENTICATED) {
    return stage_.picture.problem(
        absl::StrCat("can't watch: ", failure.problem, " [", failure.reason, "]"));
  }
  if (!told_lost_ && synced_) {
    told_lost_ = true;
    stage_.picture.note("watching broke off; it goes on where it was when the daemon is back");
  }
  stage_.loop->after(backoff_.next(), [this] {
    if (!leaving_) open();
  });
}

}  // namespace usher::sim
