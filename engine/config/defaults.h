// Defaults and bounds of config.proto in one place; its comments state them. For this module only.
#ifndef USHER_ENGINE_CONFIG_DEFAULTS_H_
#define USHER_ENGINE_CONFIG_DEFAULTS_H_

#include <chrono>
#include <cstdint>

#include "engine/core/model.h"
#include "google/protobuf/duration.pb.h"

namespace usher::config {

using core::Duration;

struct DurationRule {
  Duration lowest;
  Duration highest;
  Duration otherwise;  // where it is not given
};
struct IntegerRule {
  std::int32_t lowest;
  std::int32_t highest;
  std::int32_t otherwise;
};

inline constexpr Duration kDay = std::chrono::hours(24);
inline constexpr std::int32_t kTenMillion = 10'000'000;

// The agency.
inline constexpr DurationRule kSessionGrace{{}, std::chrono::minutes(10), std::chrono::seconds(20)};
inline constexpr DurationRule kAdapterGrace{std::chrono::seconds(10), kDay,
                                            std::chrono::minutes(15)};
inline constexpr DurationRule kStarvationBound{std::chrono::minutes(1), 30 * kDay,
                                               std::chrono::minutes(60)};
inline constexpr DurationRule kEndedRetention{{}, 30 * kDay, kDay};
inline constexpr IntegerRule kMaxWaiting{1, kTenMillion, 1'000'000};
inline constexpr IntegerRule kEndedLimit{0, kTenMillion, 100'000};
// A queue.
inline constexpr IntegerRule kPriorityMinutes{-1440, 1440, 0};
inline constexpr DurationRule kTarget{std::chrono::seconds(1), 30 * kDay, std::chrono::minutes(5)};
inline constexpr DurationRule kOfferTimeout{std::chrono::seconds(3), std::chrono::minutes(10),
                                            std::chrono::seconds(20)};
inline constexpr DurationRule kReofferAfter{{}, kDay, std::chrono::minutes(5)};
inline constexpr DurationRule kWrapUp{{}, std::chrono::minutes(60), std::chrono::minutes(2)};
inline constexpr IntegerRule kQueueMaxWaiting{0, kTenMillion, 0};
// An agent.
inline constexpr IntegerRule kLanguageLevel{1, 10, 10};
inline constexpr IntegerRule kSkillLevel{1, 10, 1};
inline constexpr IntegerRule kUnits{1, 1000, 100};
inline constexpr IntegerRule kWeight{1, 1000, 100};
inline constexpr IntegerRule kChannelMax{1, 100, 1};
inline constexpr IntegerRule kResourceCapacity{1, 1000, 1};
// The server.
inline constexpr IntegerRule kCommandQueue{100, 1'000'000, 10'000};
inline constexpr IntegerRule kFeed{1'000, kTenMillion, 100'000};
inline constexpr IntegerRule kRequestBytes{64 << 10, 64 << 20, 4 << 20};
inline constexpr IntegerRule kStreams{1, 100'000, 10'000};
inline constexpr IntegerRule kSnapshotEvery{1'000, kTenMillion, 100'000};
// How many of a kind one agency or file may have: far beyond any use, so that checking stays quick.
inline constexpr int kMaxAgencies = 100;
inline constexpr int kMaxAgents = 100'000;
inline constexpr int kMaxOfAKind = 10'000;
inline constexpr int kMaxRules = 2'000;

Duration to_duration(const google::protobuf::Duration& duration);
inline Duration value_or(bool given, const google::protobuf::Duration& value,
                         const DurationRule& rule) {
  return given ? to_duration(value) : rule.otherwise;
}
// 0 is "not set" for numbers without a presence of their own.
inline std::int32_t value_or(std::int32_t value, const IntegerRule& rule) {
  return value == 0 ? rule.otherwise : value;
}

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_DEFAULTS_H_
