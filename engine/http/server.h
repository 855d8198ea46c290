// A small HTTP/1.1 server for machines: GET and HEAD on a few fixed paths, for metrics and health.
//
// start and destruction by the owner's thread. Handlers run on the server's one thread and may take
// a moment, not longer: they answer one after the other. A client that is slow, large or many is
// cut off by the limits below and never holds up the others. What fails to start leaves nothing
// behind.
#ifndef USHER_ENGINE_HTTP_SERVER_H_
#define USHER_ENGINE_HTTP_SERVER_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"

namespace usher::http {

struct Reply {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

using Handler = std::function<Reply()>;

struct ServerOptions {
  std::string listen;                     // "ADDRESS:PORT"; port 0 takes a free one
  bool loopback_only = false;             // refuse any other address: there is no TLS here
  std::map<std::string, Handler> routes;  // by path, without a query
  std::size_t max_connections = 100;      // more are closed at once
  std::chrono::seconds timeout{10};       // to send a request, and between two
};

inline constexpr std::size_t kMaxHeaderBytes = 8192;

class Server {
 public:
  // INVALID_ARGUMENT for an address that does not parse or may not be listened on; UNAVAILABLE for
  // one in use or not of this machine.
  static absl::StatusOr<std::unique_ptr<Server>> start(ServerOptions options);
  ~Server();

  // "127.0.0.1:7421", with the real port.
  const std::string& address() const { return address_; }

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
  std::string address_;
  std::thread thread_;
};

}  // namespace usher::http

#endif  // USHER_ENGINE_HTTP_SERVER_H_
