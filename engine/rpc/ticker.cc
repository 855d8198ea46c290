#include "engine/rpc/ticker.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

namespace usher::rpc {
namespace {

// One call with all it needs until it is over.
struct Beat {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

// gRPC 1.51 ends its callback threads with the last channel or server that uses them, and now and
// then frees a completion queue twice while doing so (AddressSanitizer sees it in libgrpc alone). A
// channel that is used once and kept for ever keeps them: the call on it has ended before it began.
void keep_callback_threads() {
  [[gnu::used]] static auto* const kKept = [] {
    struct Call {
      grpc::ClientContext context;
      grpc::ByteBuffer request, response;
    };
    auto* stub = new grpc::GenericStub(
        grpc::CreateChannel("unix:/nobody", grpc::InsecureChannelCredentials()));
    auto call = std::make_shared<Call>();
    const grpc::Slice empty;
    call->request = grpc::ByteBuffer(&empty, 1);
    call->context.set_deadline(std::chrono::system_clock::time_point());
    stub->UnaryCall(&call->context, "/nobody", {}, &call->request, &call->response,
                    [call](const grpc::Status&) {});
    return stub;
  }();
}

}  // namespace

struct Ticker::Shared {
  explicit Shared(std::shared_ptr<grpc::Channel> to, Loop& on) : stub(std::move(to)), loop(on) {}
  grpc::GenericStub stub;
  Loop& loop;
  std::atomic<bool> stopped = false;
};

Ticker::Ticker(grpc::Server& server, Loop& loop)
    : shared_(std::make_shared<Shared>(server.InProcessChannel({}), loop)) {
  keep_callback_threads();
  beat(shared_);
}

void Ticker::stop() { shared_->stopped = true; }

void Ticker::beat(const std::shared_ptr<Shared>& shared) {
  if (shared->stopped) return;
  auto beat = std::make_shared<Beat>();
  grpc::Slice empty;
  beat->request = grpc::ByteBuffer(&empty, 1);
  shared->stub.UnaryCall(&beat->context, "/grpc.health.v1.Health/Check", {}, &beat->request,
                         &beat->response, [beat](const grpc::Status&) {});
  shared->loop.after(kPeriod, [shared] { Ticker::beat(shared); });
}

}  // namespace usher::rpc
