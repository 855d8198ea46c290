// The gRPC server of a daemon: builds it, serves, and ends it in order.
//
// start, serve and stop by one thread, the owner's, which is none of gRPC's. What fails to start
// leaves nothing behind.
#ifndef USHER_ENGINE_RPC_SERVER_H_
#define USHER_ENGINE_RPC_SERVER_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/server.h>

#include "channels/adapter.h"
#include "engine/rpc/edge.h"
#include "engine/rpc/ticker.h"

namespace usher::rpc {

struct ServerOptions {
  v1::ServerConfig config;  // with defaults
  StreamTiming timing;
  std::string version;
};

class Server {
 public:
  // UNAVAILABLE: the address is in use or not of this machine; FAILED_PRECONDITION: TLS.
  static absl::StatusOr<std::unique_ptr<Server>> start(const ServerOptions& options);
  ~Server();

  // The agencies, to be added before serve().
  Edge& edge() { return *edge_; }
  // For the adapters of this process, which end their attachments before stop().
  channels::Engine& engine() { return *built_in_; }
  // Begins to answer.
  void serve();
  // "127.0.0.1:7420", with the real port.
  const std::string& address() const { return address_; }
  std::shared_ptr<grpc::Channel> in_process_channel() { return server_->InProcessChannel({}); }

  // Health says NOT_SERVING, new calls are refused, what is under way is answered, streams end;
  // what is not over after the time is cut off. Then the agencies stop. Idempotent.
  void stop(std::chrono::milliseconds patience);

 private:
  Server() = default;
  void watch_health();
  void set_health(bool serving);

  std::string address_;
  std::unique_ptr<Edge> edge_;
  std::unique_ptr<channels::Engine> built_in_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::vector<std::string> service_names_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Ticker> ticker_;
  bool healthy_ = false;  // the loop's thread
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_SERVER_H_
