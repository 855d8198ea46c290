// The listening address and its credentials: loopback may go without TLS, nothing else may.
//
// Called once at start; reads files. Every refusal says which file or address and what would be
// right.
#ifndef USHER_ENGINE_RPC_TLS_H_
#define USHER_ENGINE_RPC_TLS_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <grpcpp/security/server_credentials.h>

#include "usher/v1/config.pb.h"

namespace usher::rpc {

// "127.0.0.1:7420", "[::1]:0", "localhost:7420".
bool is_loopback_address(std::string_view address);
// FAILED_PRECONDITION for an address that is not loopback without TLS.
absl::Status check_exposure(const v1::ServerConfig& config);
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> make_credentials(
    const v1::ServerConfig& config);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_TLS_H_
