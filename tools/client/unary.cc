#include "tools/client/unary.h"

#include <algorithm>
#include <chrono>

#include "absl/time/clock.h"

#include "tools/client/failure.h"

namespace usher::client {

grpc::Status call_with_retry(const Connection& connection, const CallPolicy& policy,
                             const std::function<grpc::Status(grpc::ClientContext&)>& attempt) {
  const absl::Time start = absl::Now();
  const absl::Time deadline = start + policy.timeout;
  const absl::Time last_retry = start + std::min(policy.retry_for, policy.timeout);
  absl::Duration pause = absl::Milliseconds(50);
  bool told = false;
  while (true) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    connection.prepare(context);
    const grpc::Status status = attempt(context);
    if (status.ok() || !is_retryable(status)) return status;
    pause = std::max(pause, describe(status, "").retry_after);
    if (absl::Now() + pause >= last_retry) return status;
    if (!told && policy.retry && absl::Now() - start > absl::Seconds(1)) {
      policy.retry(status);
      told = true;
    }
    absl::SleepFor(pause);
    pause = std::min(pause * 2, absl::Seconds(1));
  }
}

}  // namespace usher::client
