#include "engine/core/need.h"

#include <array>

#include "routing/check.h"

namespace usher::core {
namespace {

constexpr auto kH = NeedStrength::kHard;
constexpr auto kR = NeedStrength::kHardOnRequest;
constexpr auto kP = NeedStrength::kPreference;
constexpr auto kAbility = NeedEffect::kAgentAbility;
constexpr auto kConduct = NeedEffect::kConduct;

constexpr std::array<NeedTraits, kNeedCodeCount> kTraits = {{
    {"SIGN_DIRECT", kH, kAbility},
    {"SIGN_INTERPRETED", kH, kAbility},
    {"SPOKEN_INTERPRETER", kH, kAbility},
    {"RELAY_CALL", kH, kConduct},
    {"RTT", kH, kAbility},
    {"TTY_LEGACY", kH, kAbility},
    {"NO_SPEECH", kH, kConduct},
    {"SPEECH_TO_SPEECH", kH, kAbility},
    {"LIVE_CAPTIONS", kR, kAbility},
    {"LIPREADING", kR, kAbility},
    {"DEAFBLIND", kH, kAbility},
    {"AMPLIFIED_AUDIO", kP, kAbility},
    {"SCREEN_READER_OUTPUT", kH, kConduct},
    {"ALT_FORMAT", kH, kConduct},
    {"PLAIN_LANGUAGE", kR, kAbility},
    {"SYMBOLS", kR, kAbility},
    {"COGNITIVE_SUPPORT", kR, kAbility},
    {"EXTRA_TIME", kR, kConduct},
    {"HUMAN_FIRST", kR, kConduct},
    {"SAME_AGENT", kP, kConduct},
    {"AGENT_GENDER", kP, kAbility},
    {"SAFE_CONTACT", kH, kConduct},
    {"REPRESENTATIVE", kH, kConduct},
    {"COMPANION", kP, kConduct},
    {"ACCESSIBLE_COUNTER", kH, kAbility},
    {"HEARING_LOOP", kR, kAbility},
    {"QUIET_ROOM", kR, kAbility},
    {"PRIVATE_ROOM", kR, kAbility},
    {"STEP_FREE", kH, kAbility},
    {"REMOTE_WAIT", kR, kConduct},
    {"ESCORT", kR, kAbility},
    {"CALL_BY_SOUND", kH, kConduct},
    {"CALL_BY_SIGHT", kH, kConduct},
    {"ASSISTED_DIGITAL", kP, kAbility},
    {"CALL_ME", kP, kConduct},
    {"KERBSIDE", kR, kAbility},
}};

}  // namespace

const NeedTraits& traits(NeedCode code) {
  const auto number = static_cast<std::size_t>(code);
  USHER_CHECK(number >= 1 && number <= kTraits.size());
  return kTraits[number - 1];
}

std::optional<NeedCode> need_from_number(int number) {
  if (number < 1 || number > kNeedCodeCount) return std::nullopt;
  return static_cast<NeedCode>(number);
}

}  // namespace usher::core
