// Keeps gRPC's callback threads awake. Its completion queues poll for a second and then nap up to
// 100 ms when nothing happened, which an agent would feel as a late offer (grpc 1.51,
// completion_queue_cc.cc); one in-process health check each 50 ms prevents it.
//
// Made after the server has started, destroyed before it shuts down.
#ifndef USHER_ENGINE_RPC_TICKER_H_
#define USHER_ENGINE_RPC_TICKER_H_

#include <atomic>
#include <memory>

#include <grpcpp/channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server.h>

#include "engine/rpc/loop.h"

namespace usher::rpc {

class Ticker {
 public:
  static constexpr std::chrono::milliseconds kPeriod{50};

  Ticker(grpc::Server& server, Loop& loop);

  // No further checks; waits for nothing.
  void stop();

 private:
  struct Shared;
  static void beat(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_TICKER_H_
