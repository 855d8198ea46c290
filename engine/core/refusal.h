// Why a command was not carried out. A refusal changes nothing.
//
// Values; any thread. The numbers of Reason are those of usher.v1.ErrorReason, which documents
// each; a test keeps the two lists equal.
#ifndef USHER_ENGINE_CORE_REFUSAL_H_
#define USHER_ENGINE_CORE_REFUSAL_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace usher::core {

enum class Reason : std::uint16_t {
  kInvalidField = 2,
  kInvalidLanguage = 3,
  kTooLarge = 5,
  kMissingField = 6,
  kInvalidSkillExpression = 8,
  kUnknownContact = 21,
  kUnknownAgent = 22,
  kUnknownOffer = 23,
  kUnknownReference = 24,
  kUnknownRevision = 25,
  kUnknownSession = 26,
  kContactExists = 40,
  kRequestIdReused = 41,
  kWrongState = 60,
  kOfferExpired = 61,
  kOfferRescinded = 62,
  kOfferSettled = 63,
  kStaleFence = 64,
  kNotSignedIn = 65,
  kNotAssigned = 66,
  kNothingToPull = 67,
  kNoCapacity = 68,
  kAdapterNotAttached = 70,
  kEtagMismatch = 80,
  kSessionReplaced = 81,
  kNotYourself = 103,
  kLimitReached = 122,
};

struct Refusal {
  Reason reason = Reason::kInvalidField;
  std::string message;  // what is wrong and what would be right; no personal data
  std::vector<std::pair<std::string, std::string>> facts;  // ErrorInfo.metadata
};

// The canonical code that goes with a reason.
absl::StatusCode status_code(Reason reason);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_REFUSAL_H_
