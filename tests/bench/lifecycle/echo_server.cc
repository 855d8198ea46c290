#include "tests/bench/lifecycle/echo_server.h"

#include <cstdio>
#include <deque>
#include <mutex>
#include <string>

#include <grpcpp/grpcpp.h>

#include "echo.grpc.pb.h"

namespace usher::bench {
namespace {

class Talk : public grpc::ServerBidiReactor<EchoRequest, EchoResponse> {
 public:
  Talk() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    std::unique_lock lock(mutex_);
    if (!ok) {
      reading_ = false;
      finish_when_idle(lock);
      return;
    }
    for (const int bytes : request_.reply_bytes()) {
      EchoResponse& response = replies_.emplace_back();
      response.set_tag(request_.tag());
      response.mutable_payload()->resize(bytes, 'x');
    }
    write_next();
    lock.unlock();
    StartRead(&request_);
  }
  void OnWriteDone(bool ok) override {
    std::unique_lock lock(mutex_);
    writing_ = false;
    replies_.pop_front();
    if (!ok) replies_.clear();
    write_next();
    finish_when_idle(lock);
  }
  void OnDone() override { delete this; }  // NOLINT: gRPC's reactors own themselves

 private:
  void write_next() {
    if (writing_ || replies_.empty()) return;
    writing_ = true;
    StartWrite(&replies_.front());
  }
  void finish_when_idle(std::unique_lock<std::mutex>& lock) {
    if (reading_ || writing_ || finished_) return;
    finished_ = true;
    lock.unlock();
    Finish(grpc::Status::OK);
  }

  std::mutex mutex_;
  EchoRequest request_;
  std::deque<EchoResponse> replies_;
  bool reading_ = true;
  bool writing_ = false;
  bool finished_ = false;
};

class EchoService : public Echo::CallbackService {
 public:
  grpc::ServerUnaryReactor* Once(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override {
    response->set_tag(request->tag());
    if (request->reply_bytes_size() > 0) {
      response->mutable_payload()->resize(request->reply_bytes(0), 'x');
    }
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerBidiReactor<EchoRequest, EchoResponse>* Talk(
      grpc::CallbackServerContext* /*context*/) override {
    return new class Talk();
  }
};

}  // namespace

int run_echo_server() {
  EchoService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::printf("echo: serving on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
  return 0;
}

}  // namespace usher::bench
