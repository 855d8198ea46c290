// One unary call from its bytes to its status. Every call finishes exactly once, whatever becomes
// of it: when the last reference goes without an end, it ends UNAVAILABLE.
//
// Any thread; end() may be called more than once, the first counts.
#ifndef USHER_ENGINE_RPC_CALL_H_
#define USHER_ENGINE_RPC_CALL_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <grpc/support/time.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "engine/rpc/edge.h"
#include "engine/rpc/plan.h"
#include "engine/rpc/wire.h"
#include "google/protobuf/descriptor.h"

namespace usher::rpc {

// What is left of a call's time; nullopt without a deadline, negative past it.
std::optional<core::Duration> time_left(const grpc::ServerContextBase& context);
Problem deadline_passed();

template <typename Request, typename Response>
class UnaryCall {
 public:
  UnaryCall(grpc::ServerUnaryReactor* reactor, grpc::ByteBuffer* out)
      : reactor_(reactor), out_(out) {}
  ~UnaryCall() { end(not_serving()); }
  UnaryCall(const UnaryCall&) = delete;
  UnaryCall& operator=(const UnaryCall&) = delete;

  void end(Trouble trouble) {
    if (ended_.exchange(true)) return;
    if (trouble) {
      reactor_->Finish(to_status(*trouble));
      return;
    }
    *out_ = to_bytes(response);
    reactor_->Finish(grpc::Status::OK);
  }

  Request request;
  Response response;
  Caller caller;
  std::optional<core::Duration> time_left;

 private:
  grpc::ServerUnaryReactor* reactor_;
  grpc::ByteBuffer* out_;
  std::atomic<bool> ended_ = false;
};

template <typename Request, typename Response>
using CallPtr = std::shared_ptr<UnaryCall<Request, Response>>;

// How a PlanTask ends a unary call.
template <typename Request, typename Response>
struct EndCall {
  CallPtr<Request, Response> call;

  void starts() {}
  Response& response() { return call->response; }
  void answered(const core::State&, bool) {}
  void end(Trouble trouble) { call->end(std::move(trouble)); }
};

// The unary methods of one service, registered by name on a generated service whose name and method
// list gRPC needs for reflection and health.
template <typename Generated>
class Service : public Generated::Service {
 protected:
  explicit Service(Edge& edge)
      : edge_(edge),
        descriptor_(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
            Generated::service_full_name())) {}

  // A handler that ends the call itself, now or later, on any thread.
  template <typename Request, typename Response>
  void add_call(const char* method, void (*handle)(Edge&, CallPtr<Request, Response>)) {
    const std::string name = label(method);
    this->MarkMethodRawCallback(
        index(method), new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                           [this, name, handle](grpc::CallbackServerContext* context,
                                                const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
                             grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
                             auto call =
                                 std::make_shared<UnaryCall<Request, Response>>(reactor, out);
                             if (Trouble trouble = admit(*context, name, *in, *call)) {
                               call->end(std::move(trouble));
                             } else {
                               handle(edge_, std::move(call));
                             }
                             return reactor;
                           }));
  }

  template <auto kPlanner, typename Request, typename Response>
  void add_plan_as(const char* method) {
    add_call<Request, Response>(method, [](Edge& edge, CallPtr<Request, Response> call) {
      Or<Plan<Response>> plan = kPlanner(edge, call->caller, call->request);
      if (!plan.ok()) return call->end(plan.problem());
      const auto left = call->time_left;
      if (Trouble trouble = carry_out(std::move(*plan), left, EndCall<Request, Response>{call})) {
        call->end(std::move(trouble));
      }
    });
  }

  // A handler that makes a plan: Or<Plan<Response>> (*)(Edge&, const Caller&, Request&).
  template <auto kPlanner>
  void add_plan(const char* method) {
    add_planned(method, Deduce<kPlanner>());
  }

  int index(const char* method) const { return descriptor_->FindMethodByName(method)->index(); }
  std::string label(const char* method) const { return descriptor_->name() + "." + method; }
  Edge& edge() { return edge_; }

 private:
  template <auto kPlanner>
  struct Deduce {};
  template <typename Request, typename Response,
            Or<Plan<Response>> (*kPlanner)(Edge&, const Caller&, Request&)>
  void add_planned(const char* method, Deduce<kPlanner>) {
    add_plan_as<kPlanner, Request, Response>(method);
  }

  template <typename Request, typename Response>
  Trouble admit(const grpc::ServerContextBase& context, const std::string& method,
                const grpc::ByteBuffer& in, UnaryCall<Request, Response>& call) {
    if (edge_.draining) return not_serving();
    call.time_left = time_left(context);
    if (call.time_left && *call.time_left <= core::Duration::zero()) return deadline_passed();
    Or<Caller> caller = edge_.authenticator.identify(context);
    if (!caller.ok()) return caller.problem();
    call.caller = std::move(*caller);
    if (Trouble trouble = check_role(call.caller, method)) return trouble;
    return from_bytes(in, call.request);
  }

  Edge& edge_;
  const google::protobuf::ServiceDescriptor* descriptor_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_CALL_H_
