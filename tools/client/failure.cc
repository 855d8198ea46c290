#include "tools/client/failure.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace usher::client {
namespace {

ExitCode exit_code_of(grpc::StatusCode code, bool from_daemon) {
  switch (code) {
    case grpc::StatusCode::OK:
      return ExitCode::kDone;
    case grpc::StatusCode::INVALID_ARGUMENT:
      return ExitCode::kUsage;
    case grpc::StatusCode::NOT_FOUND:
      return ExitCode::kNotFound;
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::ABORTED:
      return ExitCode::kConflict;
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::OUT_OF_RANGE:
      return ExitCode::kRefused;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return ExitCode::kNotAllowed;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return ExitCode::kTryLater;
    case grpc::StatusCode::UNAVAILABLE:
      return from_daemon ? ExitCode::kTryLater : ExitCode::kUnreachable;
    case grpc::StatusCode::CANCELLED:
      return ExitCode::kInterrupted;
    case grpc::StatusCode::UNIMPLEMENTED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DATA_LOSS:
    case grpc::StatusCode::DO_NOT_USE:
      return ExitCode::kBug;
  }
  return ExitCode::kBug;
}

struct NextStep {
  absl::string_view reason, next;
};

// One for every value of ErrorReason, without its prefix.
constexpr NextStep kNextSteps[] = {
    {"MALFORMED_NAME",
     "Give a short id with --agency, or a full name such as agencies/demo/contacts/c-1."},
    {"INVALID_FIELD", "Correct the value and run the command again; --help has the ranges."},
    {"INVALID_LANGUAGE",
     "Use a BCP 47 tag with its modality, for example es:spoken, vi:written or ase:signed."},
    {"UNKNOWN_ENUM_VALUE",
     "This usherctl and the daemon differ in version; compare `usherctl version` and `usherctl "
     "status`."},
    {"TOO_LARGE", "Send less: the limit and the actual size are named above."},
    {"MISSING_FIELD", "Give the missing value; --help names the option."},
    {"INVALID_PAGE_TOKEN", "Start the list again without a page token."},
    {"INVALID_SKILL_EXPRESSION", "Write it as in: benefits >= 3 and (housing or tax)."},
    {"UNKNOWN_AGENCY", "See which there are with `usherctl agency list`."},
    {"UNKNOWN_CONTACT",
     "See which there are with `usherctl contact list`; ended contacts leave after the "
     "configured time."},
    {"UNKNOWN_AGENT", "See who is configured with `usherctl agent list`."},
    {"UNKNOWN_OFFER",
     "See the live ones with `usherctl offer list`; an ended offer leaves memory."},
    {"UNKNOWN_REFERENCE", "See what is configured with `usherctl config get`."},
    {"UNKNOWN_REVISION", "See the kept ones with `usherctl config list`."},
    {"UNKNOWN_SESSION", "Sign in again with `usherctl agent sign-in AGENT`."},
    {"CONTACT_EXISTS", "Look at it with `usherctl contact get ID`, or choose another --id."},
    {"REQUEST_ID_REUSED", "Leave --request-id out: a fresh one is made for every command."},
    {"WRONG_STATE",
     "Look at its state with `usherctl contact get ID` or `usherctl agent get ID` and decide "
     "again."},
    {"OFFER_EXPIRED", "The contact is back in its place; wait for the next offer."},
    {"OFFER_RESCINDED", "Nothing is left to answer; wait for the next offer."},
    {"OFFER_SETTLED", "See how it ended with `usherctl offer get ID`."},
    {"STALE_FENCE", "Leave --fence out: the current one is then read first."},
    {"NOT_SIGNED_IN",
     "Sign the agent in with `usherctl agent sign-in AGENT` or `usherctl agent work AGENT`."},
    {"NOT_ASSIGNED", "See who has it with `usherctl contact get ID`."},
    {"NOTHING_TO_PULL",
     "See who waits with `usherctl queue`, and why not for this agent with `usherctl explain "
     "agent AGENT`."},
    {"NO_CAPACITY", "Finish a contact first; `usherctl agent get AGENT` shows what is in hand."},
    {"INVALID_CONFIG", "Find every problem with its line in `usherctl config check FILE`."},
    {"ADAPTER_NOT_ATTACHED", "Start the adapter; `usherctl status` shows which are attached."},
    {"ETAG_MISMATCH",
     "Read it again, see what changed, and repeat the command if it is still right."},
    {"SESSION_REPLACED",
     "Another client took over; stop it first if this one should have the session."},
    {"UNAUTHENTICATED", "Give a credential with --token-file or --cert-file and --key-file."},
    {"ROLE_NOT_ALLOWED", "Use a credential with a role that may; the roles are named above."},
    {"AGENCY_NOT_ALLOWED", "Use a credential for this agency, or another --agency."},
    {"SILENT_CLIENT", "Open it again; the connection, or this machine, stood still for too long."},
    {"NOT_YOURSELF", "Use the agent's own credential, or a desk's that may act for any agent."},
    {"QUEUE_FULL", "The daemon is overloaded; try again in a moment."},
    {"SLOW_READER", "Go on from the last resume token with --resume, and read faster."},
    {"LIMIT_REACHED", "The limit is named above; it is set in the configuration."},
    {"RESUME_TOKEN_EXPIRED", "Start without --resume: a new snapshot comes first."},
    {"RESUME_TOKEN_UNKNOWN", "Start without --resume: a new snapshot comes first."},
    {"JOURNAL_UNAVAILABLE",
     "Nothing was changed; free disk space on the daemon's machine, then try again."},
    {"NOT_SERVING", "The daemon is starting or stopping; try again in a moment."},
    {"DEADLINE_PASSED", "Nothing was done; try again, or allow more time with --timeout."},
    {"INTERNAL", "This is a bug in Usher; the daemon's log has it under the incident named above."},
    {"NOT_IN_THIS_RELEASE", "This release does not have it; CHANGELOG.md says what does."},
};

std::string next_by_code(grpc::StatusCode code, absl::string_view address) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
      return absl::StrCat(
          "Check that usherd runs there (`usherd --config FILE --data-dir DIR`), that "
          "--address (USHER_ADDRESS) is right, now ",
          address, ", and that both sides agree on TLS.");
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "What happened is not known; repeat the command with the same --request-id, or allow "
             "more time with --timeout.";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "The daemon does not know this method; compare `usherctl version` and `usherctl "
             "status`.";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "Send less, or ask for less with --limit.";
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return "Give a credential that may, with --token-file or --cert-file and --key-file.";
    case grpc::StatusCode::CANCELLED:
      return "Nothing is left running here.";
    case grpc::StatusCode::OK:
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::OUT_OF_RANGE:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DATA_LOSS:
    case grpc::StatusCode::DO_NOT_USE:
      break;
  }
  return "See the daemon's log for the details.";
}

std::string next_step(grpc::StatusCode code, absl::string_view reason, absl::string_view address) {
  for (const NextStep& step : kNextSteps) {
    if (step.reason == reason) return std::string(step.next);
  }
  return next_by_code(code, address);
}

struct Details {
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry;
};

Details details_of(const grpc::Status& status) {
  Details details;
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return details;
  for (const auto& any : rich.details()) {
    any.UnpackTo(&details.info) || any.UnpackTo(&details.bad_request) ||
        any.UnpackTo(&details.retry);
  }
  return details;
}

}  // namespace

Failure describe(const grpc::Status& status, absl::string_view address) {
  const Details details = details_of(status);
  Failure failure;
  failure.reason = details.info.reason();
  failure.code = exit_code_of(status.error_code(), !failure.reason.empty());
  failure.problem = status.error_message();
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && failure.reason.empty()) {
    failure.problem =
        absl::StrCat("usherd can't be reached at ", address, ": ", status.error_message());
  } else if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED && failure.reason.empty()) {
    failure.problem = absl::StrCat("usherd at ", address, " gave no answer in time");
  }
  failure.next = next_step(status.error_code(), failure.reason, address);
  for (const auto& violation : details.bad_request.field_violations()) {
    if (absl::StrContains(failure.problem, violation.description())) continue;
    failure.details.push_back(absl::StrCat(violation.field(), ": ", violation.description()));
  }
  for (const char* key : {"limit", "actual", "allowed", "incident"}) {
    const auto found = details.info.metadata().find(key);
    if (found != details.info.metadata().end() &&
        !absl::StrContains(failure.problem, found->second)) {
      failure.details.push_back(absl::StrCat(key, ": ", found->second));
    }
  }
  failure.retry_after = absl::Seconds(details.retry.retry_delay().seconds()) +
                        absl::Nanoseconds(details.retry.retry_delay().nanos());
  return failure;
}

Failure describe_refusal(int code, const std::string& message, const std::string& reason) {
  const auto status = static_cast<grpc::StatusCode>(code);
  Failure failure;
  failure.reason = reason;
  failure.code = exit_code_of(status, true);
  failure.problem = message;
  failure.next = next_step(status, reason, "");
  return failure;
}

Failure usage_failure(std::string problem, std::string next) {
  return {ExitCode::kUsage, std::move(problem), std::move(next), "", {}, absl::ZeroDuration()};
}

std::string to_text(const Failure& failure, absl::string_view program) {
  std::string text = absl::StrCat(program, ": ", failure.problem);
  if (!failure.reason.empty()) absl::StrAppend(&text, " [", failure.reason, "]");
  text += "\n";
  for (const auto& detail : failure.details) absl::StrAppend(&text, "  - ", detail, "\n");
  if (!failure.next.empty()) absl::StrAppend(&text, "  ", failure.next, "\n");
  return text;
}

bool is_retryable(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    // A broken TLS handshake or a name that does not resolve stays broken.
    return !absl::StrContains(status.error_message(), "CERTIFICATE_VERIFY_FAILED") &&
           !absl::StrContains(status.error_message(), "DNS resolution failed") &&
           !absl::StrContains(status.error_message(), "WRONG_VERSION_NUMBER");
  }
  return status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
         details_of(status).info.reason() == "QUEUE_FULL";
}

}  // namespace usher::client
