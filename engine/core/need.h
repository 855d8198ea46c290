// What people need to take part, as codes, and how strong each is by default.
//
// Values; any thread. The numbers are those of usher.v1.NeedCode, which documents each; a test
// keeps the two lists equal. Sources of the defaults: 28 CFR 35.160, ADA Standards 904, EN 301 549
// (docs/glossary.md).
#ifndef USHER_ENGINE_CORE_NEED_H_
#define USHER_ENGINE_CORE_NEED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/types.h"

namespace usher::core {

// 1 to kNeedCodeCount, numbered and named as usher.v1.NeedCode.
enum class NeedCode : std::uint8_t {
  kSignDirect = 1,
  kSignInterpreted,
  kSpokenInterpreter,
  kRelayCall,
  kRtt,
  kTtyLegacy,
  kNoSpeech,
  kSpeechToSpeech,
  kLiveCaptions,
  kLipreading,
  kDeafblind,
  kAmplifiedAudio,
  kScreenReaderOutput,
  kAltFormat,
  kPlainLanguage,
  kSymbols,
  kCognitiveSupport,
  kExtraTime,
  kHumanFirst,
  kSameAgent,
  kAgentGender,
  kSafeContact,
  kRepresentative,
  kCompanion,
  kAccessibleCounter,
  kHearingLoop,
  kQuietRoom,
  kPrivateRoom,
  kStepFree,
  kRemoteWait,
  kEscort,
  kCallBySound,
  kCallBySight,
  kAssistedDigital,
  kCallMe,
  kKerbside,
};
inline constexpr int kNeedCodeCount = 36;

enum class NeedStrength : std::uint8_t { kHard, kHardOnRequest, kPreference };

// What honouring the need asks of routing.
enum class NeedEffect : std::uint8_t {
  // The agent (with their site and counter) must be able to meet it: it becomes a clause.
  kAgentAbility,
  // The channel, the adapter or the conduct of the contact meets it; it excludes nobody.
  kConduct,
};

struct NeedTraits {
  std::string_view name;  // "SIGN_DIRECT"
  NeedStrength default_strength;
  NeedEffect effect;
};

const NeedTraits& traits(NeedCode code);
std::optional<NeedCode> need_from_number(int number);

struct Need {
  NeedCode code = NeedCode::kSignDirect;
  NeedStrength strength = NeedStrength::kHard;
  std::int32_t time_factor_percent = 0;
  std::string detail;
  bool share_before_accept = false;
  std::optional<routing::Instant> expires;
  friend bool operator==(const Need&, const Need&) = default;
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_NEED_H_
