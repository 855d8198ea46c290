// One call, retried safely: UNAVAILABLE and a full command queue are tried again with growing
// pauses until the deadline, with the same request (and so the same request_id). Blocks the calling
// thread; any thread. A failure leaves the last status, and nothing else.
#ifndef USHER_TOOLS_CLIENT_UNARY_H_
#define USHER_TOOLS_CLIENT_UNARY_H_

#include <functional>

#include "absl/time/time.h"
#include <grpcpp/client_context.h>

#include "tools/client/connection.h"

namespace usher::client {

struct CallPolicy {
  absl::Duration timeout = absl::Seconds(10);    // of all attempts together
  absl::Duration retry_for = absl::Seconds(10);  // no new attempt after this
  std::function<void(const grpc::Status&)>
      retry;  // called once, before the first pause over 1 s in all
};

grpc::Status call_with_retry(const Connection& connection, const CallPolicy& policy,
                             const std::function<grpc::Status(grpc::ClientContext&)>& attempt);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_UNARY_H_
