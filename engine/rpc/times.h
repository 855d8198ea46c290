// Instants and durations of the engine as the protobuf types, and back with a check of their range.
//
// Pure; any thread.
#ifndef USHER_ENGINE_RPC_TIMES_H_
#define USHER_ENGINE_RPC_TIMES_H_

#include <optional>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "routing/types.h"

namespace usher::rpc {

inline void set_time(google::protobuf::Timestamp* out, routing::Instant at) {
  const std::int64_t micros = at.time_since_epoch().count();
  out->set_seconds(micros / 1'000'000);
  out->set_nanos(static_cast<std::int32_t>(micros % 1'000'000 * 1000));
}
inline void set_duration(google::protobuf::Duration* out, routing::Duration length) {
  out->set_seconds(length.count() / 1'000'000);
  out->set_nanos(static_cast<std::int32_t>(length.count() % 1'000'000 * 1000));
}

// nullopt before 1970, after 9999, and for nanoseconds outside 0 to 999,999,999.
inline std::optional<routing::Instant> to_instant(const google::protobuf::Timestamp& time) {
  if (time.seconds() < 0 || time.seconds() > 253'402'300'799) return {};
  if (time.nanos() < 0 || time.nanos() > 999'999'999) return {};
  return routing::Instant(std::chrono::seconds(time.seconds()) +
                          std::chrono::microseconds(time.nanos() / 1000));
}
// nullopt for negative ones, past 10,000 years, and bad nanoseconds.
inline std::optional<routing::Duration> to_duration(const google::protobuf::Duration& length) {
  if (length.seconds() < 0 || length.seconds() > 315'576'000'000) return {};
  if (length.nanos() < 0 || length.nanos() > 999'999'999) return {};
  return std::chrono::seconds(length.seconds()) + std::chrono::microseconds(length.nanos() / 1000);
}

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_TIMES_H_
