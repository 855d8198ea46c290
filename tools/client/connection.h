// How a tool reaches usherd: the gRPC channel with TLS, mutual TLS and keepalive, and the bearer
// token of every call. A Connection is a value that can be copied and used from any thread. Opening
// one only reads files; the network is first touched by a call, so a daemon that is not there is
// that call's error.
#ifndef USHER_TOOLS_CLIENT_CONNECTION_H_
#define USHER_TOOLS_CLIENT_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

namespace usher::client {

struct ConnectionOptions {
  std::string address = "127.0.0.1:7420";
  bool tls = false;       // implied by any of the files and by an address that is not loopback
  bool insecure = false;  // no TLS to an address that is not loopback; never with a token
  std::string ca_file;    // PEM; empty: the system's authorities
  std::string certificate_file;  // PEM, with key_file: mutual TLS
  std::string key_file;
  std::string server_name;  // the name in the daemon's certificate where it is not the address
  std::string token_file;   // its first line is the bearer token
  std::string token;        // from the environment; token_file wins
};

class Connection {
 public:
  // INVALID_ARGUMENT, with what would be right, for options that contradict each other or for a
  // file that can't be read.
  static absl::StatusOr<Connection> open(const ConnectionOptions& options);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& address() const { return address_; }

  // Adds the credential; to be called once for every context.
  void prepare(grpc::ClientContext& context) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::string address_;
  std::string authorization_;
};

// True for 127.0.0.0/8, ::1, localhost and unix sockets.
bool is_loopback(absl::string_view address);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_CONNECTION_H_
