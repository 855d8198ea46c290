#include "engine/core/refusal.h"

namespace usher::core {

absl::StatusCode status_code(Reason reason) {
  switch (reason) {
    case Reason::kInvalidField:
    case Reason::kInvalidLanguage:
    case Reason::kTooLarge:
    case Reason::kMissingField:
    case Reason::kInvalidSkillExpression:
      return absl::StatusCode::kInvalidArgument;
    case Reason::kUnknownContact:
    case Reason::kUnknownAgent:
    case Reason::kUnknownOffer:
    case Reason::kUnknownReference:
    case Reason::kUnknownRevision:
    case Reason::kUnknownSession:
      return absl::StatusCode::kNotFound;
    case Reason::kContactExists:
    case Reason::kRequestIdReused:
      return absl::StatusCode::kAlreadyExists;
    case Reason::kWrongState:
    case Reason::kOfferExpired:
    case Reason::kOfferRescinded:
    case Reason::kOfferSettled:
    case Reason::kStaleFence:
    case Reason::kNotSignedIn:
    case Reason::kNotAssigned:
    case Reason::kNothingToPull:
    case Reason::kNoCapacity:
    case Reason::kAdapterNotAttached:
      return absl::StatusCode::kFailedPrecondition;
    case Reason::kEtagMismatch:
    case Reason::kSessionReplaced:
      return absl::StatusCode::kAborted;
    case Reason::kNotYourself:
      return absl::StatusCode::kPermissionDenied;
    case Reason::kLimitReached:
      return absl::StatusCode::kResourceExhausted;
  }
  return absl::StatusCode::kInternal;
}

}  // namespace usher::core
