// From a gRPC status to what a person reads: one sentence what is wrong, one what to do next, the
// reason of the closed list in brackets, and the exit code. Pure functions; any thread.
#ifndef USHER_TOOLS_CLIENT_FAILURE_H_
#define USHER_TOOLS_CLIENT_FAILURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include <grpcpp/support/status.h>

#include "tools/client/exit_code.h"

namespace usher::client {

struct Failure {
  ExitCode code = ExitCode::kBug;
  std::string problem;
  std::string next;
  std::string reason;  // a value of ErrorReason without its prefix; empty: not the daemon's word
  std::vector<std::string> details;  // fields that are wrong, one a line
  absl::Duration retry_after;        // zero: not stated
};

// `address` names the daemon where it could not be reached.
Failure describe(const grpc::Status& status, absl::string_view address);

// A refusal within a stream (Work, Attach).
Failure describe_refusal(int code, const std::string& message, const std::string& reason);

Failure usage_failure(std::string problem, std::string next);

// "usherctl: PROBLEM [REASON]\n  DETAIL\n  NEXT\n".
std::string to_text(const Failure& failure, absl::string_view program);

// True where the call did not reach a daemon that could do it and a retry with the same request_id
// may.
bool is_retryable(const grpc::Status& status);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_FAILURE_H_
