#include "tools/client/times.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace usher::client {

absl::Time to_time(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Duration to_duration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

google::protobuf::Timestamp to_proto(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

google::protobuf::Duration to_proto(absl::Duration duration) {
  google::protobuf::Duration proto;
  absl::Duration rest;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  proto.set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(rest)));
  return proto;
}

std::string short_duration(absl::Duration duration) {
  if (duration < absl::ZeroDuration()) return absl::StrCat("-", short_duration(-duration));
  if (duration < absl::Seconds(1)) {
    return absl::StrCat(absl::ToInt64Milliseconds(duration), " ms");
  }
  const std::int64_t seconds = absl::ToInt64Seconds(duration);
  const struct {
    std::int64_t size, part;
    const char *unit, *part_unit;
  } units[] = {{86400, 3600, " d", " h"}, {3600, 60, " h", " min"}, {60, 1, " min", " s"}};
  for (const auto& unit : units) {
    if (seconds < unit.size) continue;
    const std::int64_t part = seconds % unit.size / unit.part;
    return part == 0 ? absl::StrCat(seconds / unit.size, unit.unit)
                     : absl::StrCat(seconds / unit.size, unit.unit, " ", part, unit.part_unit);
  }
  return absl::StrCat(seconds, " s");
}

std::string full_time(const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() == 0 && timestamp.nanos() == 0) return "-";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", to_time(timestamp), absl::UTCTimeZone());
}

std::string clock_time(const google::protobuf::Timestamp& timestamp, absl::TimeZone zone) {
  if (timestamp.seconds() == 0 && timestamp.nanos() == 0) return "-";
  return absl::FormatTime("%H:%M:%S", to_time(timestamp), zone);
}

absl::StatusOr<absl::Duration> parse_duration(absl::string_view text) {
  double seconds = 0;
  absl::Duration duration;
  if (absl::SimpleAtod(text, &seconds) && seconds >= 0 && seconds < 1e9) {
    return absl::Seconds(seconds);
  }
  if (absl::ParseDuration(text, &duration) && duration >= absl::ZeroDuration() &&
      duration < absl::Hours(1'000'000)) {
    return duration;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", text, "' is no length of time; write 30s, 5m or 1h30m"));
}

absl::StatusOr<absl::Time> parse_time(absl::string_view text, absl::Time now) {
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  if (auto ago = parse_duration(text); ago.ok()) return now - *ago;
  return absl::InvalidArgumentError(absl::StrCat(
      "'", text, "' is no time; write 2026-03-02T14:05:00Z, or how long ago: 10m, 1h30m"));
}

}  // namespace usher::client
