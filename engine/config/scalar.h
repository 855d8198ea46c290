// Single values as the file writes them. For this module and tools/ushersim/run.
//
// Pure; any thread. Status messages are "PROBLEM; REMEDY" in the words of a finding and do not name
// the value.
#ifndef USHER_ENGINE_CONFIG_SCALAR_H_
#define USHER_ENGINE_CONFIG_SCALAR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"

namespace usher::config {

// "20s", "1h30m", "250ms", "1.5s", "30d": units d h m s ms, the largest first, each at most once;
// decimals, up to nine, in seconds only (the JSON form of a protobuf Duration). "0" needs no unit.
absl::StatusOr<google::protobuf::Duration> parse_duration(std::string_view text);
// The shortest of these forms that means exactly the same.
std::string format_duration(const google::protobuf::Duration& duration);

// A whole number in decimal, between the bounds.
absl::StatusOr<std::int64_t> parse_integer(std::string_view text, std::int64_t lowest,
                                           std::int64_t highest);

// "true" or "false".
absl::StatusOr<bool> parse_bool(std::string_view text);

// A value's name as the file writes it: without the prefix that repeats the enum's own name
// (MODALITY_SPOKEN → SPOKEN).
std::string enum_name(const google::protobuf::EnumValueDescriptor& value);
// Takes that name and the full one, in either case. Never the value 0, which means "not set".
absl::StatusOr<const google::protobuf::EnumValueDescriptor*> parse_enum(
    std::string_view text, const google::protobuf::EnumDescriptor& type);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_SCALAR_H_
