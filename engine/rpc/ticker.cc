#include "engine/rpc/ticker.h"

#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>

namespace usher::rpc {
namespace {

// One call with all it needs until it is over.
struct Beat {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

}  // namespace

struct Ticker::Shared {
  explicit Shared(std::shared_ptr<grpc::Channel> to, Loop& on) : stub(std::move(to)), loop(on) {}
  grpc::GenericStub stub;
  Loop& loop;
  std::atomic<bool> stopped = false;
};

Ticker::Ticker(grpc::Server& server, Loop& loop)
    : shared_(std::make_shared<Shared>(server.InProcessChannel({}), loop)) {
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
