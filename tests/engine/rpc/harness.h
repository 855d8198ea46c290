// A daemon in the test's own process over real sockets, and a client of it.
//
// One thread, but for what a test starts itself. Every wait has a deadline.
#ifndef USHER_TESTS_ENGINE_RPC_HARNESS_H_
#define USHER_TESTS_ENGINE_RPC_HARNESS_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <grpcpp/grpcpp.h>

#include "engine/daemon.h"
#include "engine/journal/memory_journal.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "usher/v1/agent.grpc.pb.h"
#include "usher/v1/channel.grpc.pb.h"
#include "usher/v1/config.grpc.pb.h"
#include "usher/v1/contact.grpc.pb.h"
#include "usher/v1/explain.grpc.pb.h"
#include "usher/v1/monitor.grpc.pb.h"
#include "usher/v1/offer.grpc.pb.h"

namespace usher::rpc {

inline constexpr char kParent[] = "agencies/town";

// One service, two agents (ana, ben) who speak English, an adapter for the phone.
struct TownFile {
  std::string server;  // lines below "server:", indented by two
  std::string agency;  // more lines of the agency, indented by four
  std::string text() const;
};

class TestDaemon {
 public:
  explicit TestDaemon(const TownFile& file = {},
                      std::unique_ptr<journal::MemoryJournal> journal = nullptr,
                      StreamTiming timing = {});
  ~TestDaemon();

  bool started() const { return daemon_ != nullptr; }
  const StartError& error() const { return error_; }
  Daemon& daemon() { return *daemon_; }
  journal::MemoryJournal& journal() { return *journal_; }
  std::shared_ptr<grpc::Channel> channel() { return channel_; }
  // Ends it and gives what a restart would find.
  std::unique_ptr<journal::MemoryJournal> stop();

 private:
  std::unique_ptr<journal::MemoryJournal> keep_;  // reopened view for the next
  journal::MemoryJournal* journal_ = nullptr;
  StartError error_;
  std::unique_ptr<Daemon> daemon_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A unary call's outcome.
template <typename Response>
struct Answer {
  grpc::Status status;
  Response value;
  bool ok() const { return status.ok(); }
};

std::string reason_of(const grpc::Status& status);
std::map<std::string, std::string> facts_of(const grpc::Status& status);
google::rpc::BadRequest bad_request_of(const grpc::Status& status);

void set_deadline(grpc::ClientContext& context, std::chrono::milliseconds time);

template <typename Stub, typename Request, typename Response>
Answer<Response> call(Stub&& stub,
                      grpc::Status (std::decay_t<Stub>::element_type::*method)(grpc::ClientContext*,
                                                                               const Request&,
                                                                               Response*),
                      const Request& request, const std::string& token = "") {
  grpc::ClientContext context;
  set_deadline(context, std::chrono::seconds(10));
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  Answer<Response> answer;
  answer.status = ((*stub).*method)(&context, request, &answer.value);
  return answer;
}

v1::CreateContactRequest phone_call(const std::string& id, const std::string& request_id = "");
Answer<v1::Contact> create(TestDaemon& daemon, const v1::CreateContactRequest& request,
                           const std::string& token = "");
Answer<v1::Contact> get(TestDaemon& daemon, const std::string& id, const std::string& token = "");
// Reads until the contact is in the state, ten seconds at most.
bool wait_for_state(TestDaemon& daemon, const std::string& id, v1::Contact::State state);

// A bidi stream that is read with a deadline for the whole of it.
template <typename Request, typename Response>
class Conversation {
 public:
  template <typename Stub, typename Open>
  Conversation(Stub stub, Open open, std::chrono::seconds limit = std::chrono::seconds(20)) {
    set_deadline(context_, limit);
    stream_ = open(*stub, &context_);
  }
  ~Conversation() {
    context_.TryCancel();
    if (!finished_) static_cast<void>(stream_->Finish());
  }
  bool write(const Request& request) { return stream_->Write(request); }
  // Reads on until one fits; false when the stream ends before.
  bool read_until(const std::function<bool(const Response&)>& fits, Response* found = nullptr) {
    Response response;
    while (stream_->Read(&response)) {
      if (!fits(response)) continue;
      if (found != nullptr) *found = response;
      return true;
    }
    return false;
  }
  grpc::Status finish() {
    Response response;
    while (stream_->Read(&response)) {
    }
    finished_ = true;
    return stream_->Finish();
  }

 private:
  bool finished_ = false;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> stream_;
};

class Desk : public Conversation<v1::WorkRequest, v1::WorkResponse> {
 public:
  explicit Desk(TestDaemon& daemon);
  // Signs in and waits for the answer.
  bool sign_in(const std::string& agent);
  bool read_offer(v1::Offer* offer);
};

class Adapter : public Conversation<v1::AttachRequest, v1::AttachResponse> {
 public:
  explicit Adapter(TestDaemon& daemon);
  // Reports the contacts as held (phone calls) and waits for the answer.
  bool attach(const std::vector<std::string>& held,
              v1::AttachResponse::Attached* attached = nullptr);
};

}  // namespace usher::rpc

#endif  // USHER_TESTS_ENGINE_RPC_HARNESS_H_
