#include "engine/rpc/errors.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

constexpr std::string_view kReasonPrefix = "ERROR_REASON_";

bool between(v1::ErrorReason reason, int first, int last) {
  return reason >= first && reason <= last;
}

// Milliseconds after which the same call may succeed; 0 where time alone does not help.
int retry_ms(v1::ErrorReason reason) {
  if (reason == v1::ERROR_REASON_QUEUE_FULL) return 200;
  if (reason == v1::ERROR_REASON_SLOW_READER) return 100;
  if (reason == v1::ERROR_REASON_LIMIT_REACHED) return 5000;
  if (code_of(reason) == grpc::StatusCode::UNAVAILABLE) return 1000;
  return 0;
}

}  // namespace

// The list is numbered in blocks of one code each (errors.proto); the exceptions come first.
grpc::StatusCode code_of(v1::ErrorReason reason) {
  using grpc::StatusCode;
  if (reason == v1::ERROR_REASON_UNAUTHENTICATED) return StatusCode::UNAUTHENTICATED;
  if (reason == v1::ERROR_REASON_DEADLINE_PASSED) return StatusCode::DEADLINE_EXCEEDED;
  if (reason == v1::ERROR_REASON_NOT_IN_THIS_RELEASE) return StatusCode::UNIMPLEMENTED;
  if (between(reason, 1, 19)) return StatusCode::INVALID_ARGUMENT;
  if (between(reason, 20, 39)) return StatusCode::NOT_FOUND;
  if (between(reason, 40, 59)) return StatusCode::ALREADY_EXISTS;
  if (between(reason, 60, 79)) return StatusCode::FAILED_PRECONDITION;
  if (between(reason, 80, 99)) return StatusCode::ABORTED;
  if (between(reason, 101, 119)) return StatusCode::PERMISSION_DENIED;
  if (between(reason, 120, 139)) return StatusCode::RESOURCE_EXHAUSTED;
  if (between(reason, 140, 159)) return StatusCode::OUT_OF_RANGE;
  if (between(reason, 160, 179)) return StatusCode::UNAVAILABLE;
  return StatusCode::INTERNAL;
}

std::string reason_word(v1::ErrorReason reason) {
  const std::string& name = v1::ErrorReason_Name(reason);
  return name.starts_with(kReasonPrefix) ? name.substr(kReasonPrefix.size()) : name;
}

grpc::Status to_status(const Problem& problem) {
  google::rpc::Status details;
  details.set_code(code_of(problem.reason));
  details.set_message(problem.message);
  google::rpc::ErrorInfo info;
  info.set_reason(reason_word(problem.reason));
  info.set_domain("usher");
  for (const auto& [key, value] : problem.facts) (*info.mutable_metadata())[key] = value;
  details.add_details()->PackFrom(info);
  if (!problem.fields.empty()) {
    google::rpc::BadRequest bad;
    for (const Problem::Field& each : problem.fields) {
      auto* violation = bad.add_field_violations();
      violation->set_field(each.path);
      violation->set_description(each.description);
    }
    details.add_details()->PackFrom(bad);
  }
  if (const int ms = retry_ms(problem.reason); ms != 0) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(ms / 1000);
    retry.mutable_retry_delay()->set_nanos(ms % 1000 * 1'000'000);
    details.add_details()->PackFrom(retry);
  }
  return {code_of(problem.reason), problem.message, details.SerializeAsString()};
}

Problem from_refusal(const core::Refusal& refusal) {
  return {.reason = static_cast<v1::ErrorReason>(refusal.reason),
          .message = refusal.message,
          .facts = refusal.facts};
}

Problem from_runtime(const absl::Status& status, bool journal_failing) {
  Problem problem{.message = std::string(routing::to_std(status.message()))};
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      problem.reason = v1::ERROR_REASON_QUEUE_FULL;
      break;
    case absl::StatusCode::kDeadlineExceeded:
      problem.reason = v1::ERROR_REASON_DEADLINE_PASSED;
      break;
    case absl::StatusCode::kUnavailable:
      problem.reason =
          journal_failing ? v1::ERROR_REASON_JOURNAL_UNAVAILABLE : v1::ERROR_REASON_NOT_SERVING;
      break;
    default:
      problem.reason = v1::ERROR_REASON_INTERNAL;
      break;
  }
  return problem;
}

Problem not_serving() {
  return {.reason = v1::ERROR_REASON_NOT_SERVING,
          .message = "the daemon is stopping and takes nothing new; try again in a moment"};
}

Problem not_in_this_release(std::string_view what, std::string_view instead) {
  return {.reason = v1::ERROR_REASON_NOT_IN_THIS_RELEASE,
          .message = str_cat(what, " is part of the contract but not of this release; ", instead)};
}

void Violations::add(std::string path, v1::ErrorReason reason, std::string description) {
  if (count_++ == 0) first_ = reason;
  if (fields_.size() < kMost) fields_.push_back({std::move(path), std::move(description)});
}

Problem Violations::problem() const {
  Problem problem{.reason = first_, .fields = fields_};
  problem.message = str_cat(fields_[0].path, ": ", fields_[0].description);
  if (count_ > 1) {
    problem.message += str_cat(" (and ", count_ - 1, " more; all are in BadRequest)");
  }
  return problem;
}

}  // namespace usher::rpc
