// Times and durations between the contract's messages, Abseil and people. Pure functions; any
// thread.
#ifndef USHER_TOOLS_CLIENT_TIMES_H_
#define USHER_TOOLS_CLIENT_TIMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

namespace usher::client {

absl::Time to_time(const google::protobuf::Timestamp& timestamp);
absl::Duration to_duration(const google::protobuf::Duration& duration);
google::protobuf::Timestamp to_proto(absl::Time time);
google::protobuf::Duration to_proto(absl::Duration duration);

// "850 ms", "12 s", "3 min 5 s", "2 h 10 min", "4 d 3 h": two units at most, rounded down.
std::string short_duration(absl::Duration duration);

// RFC 3339 in UTC with seconds: "2026-03-02T14:05:09Z"; "-" for an unset time.
std::string full_time(const google::protobuf::Timestamp& timestamp);

// "14:05:09" in the zone of the terminal.
std::string clock_time(const google::protobuf::Timestamp& timestamp, absl::TimeZone zone);

// RFC 3339, or how long ago: "10m", "2h", "1h30m".
absl::StatusOr<absl::Time> parse_time(absl::string_view text, absl::Time now);

// "30s", "5m", "1h30m", or seconds as a plain number.
absl::StatusOr<absl::Duration> parse_duration(absl::string_view text);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_TIMES_H_
