#include "engine/config/scalar.h"

#include <array>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

#include "engine/config/suggest.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using routing::str_cat;
using routing::to_absl;

constexpr std::int64_t kNanosASecond = 1'000'000'000;
constexpr std::int64_t kMaxSeconds = 315'576'000'000;  // of a protobuf Duration: 10,000 years

struct Unit {
  std::string_view name;
  std::int64_t nanos;
};
constexpr std::array kDurationUnits = {
    Unit{"d", 86'400 * kNanosASecond}, Unit{"h", 3'600 * kNanosASecond},
    Unit{"m", 60 * kNanosASecond}, Unit{"s", kNanosASecond}, Unit{"ms", 1'000'000}};
constexpr std::size_t kDays = 0;
constexpr std::size_t kSeconds = 3;

absl::Status not_a_duration() {
  return absl::InvalidArgumentError(
      "is not a length of time; write one like 20s, 5m, 1h30m, 250ms or 30d");
}

std::string_view take_digits(std::string_view& text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(digits.size());
  return digits;
}

// One "NUMBER[.DECIMALS]UNIT" off the front, in nanoseconds; false where there is none.
bool take_part(std::string_view& text, std::size_t& next_unit, absl::int128& total) {
  const std::string_view whole = take_digits(text);
  std::string decimals;
  if (text.substr(0, 1) == ".") {
    text.remove_prefix(1);
    decimals = std::string(take_digits(text));
    if (decimals.empty() || decimals.size() > 9) return false;
  }
  const std::size_t letters = text.find_first_not_of("dhms");
  const std::string_view unit = text.substr(0, letters);
  text.remove_prefix(unit.size());
  std::int64_t number = 0;
  if (!absl::SimpleAtoi(to_absl(whole), &number) || number > kMaxSeconds * 1000) return false;
  for (std::size_t i = next_unit; i < kDurationUnits.size(); ++i) {
    if (kDurationUnits[i].name != unit) continue;
    if (!decimals.empty() && i != kSeconds) return false;
    total += absl::int128(number) * kDurationUnits[i].nanos;
    std::int64_t fraction = 0;
    decimals.resize(9, '0');
    if (!absl::SimpleAtoi(decimals, &fraction)) return false;
    total += fraction;
    next_unit = i + 1;
    return true;
  }
  return false;
}

std::string prefix_of(const EnumDescriptor& type) {
  std::string prefix;
  for (const char c : type.name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

}  // namespace

absl::StatusOr<google::protobuf::Duration> parse_duration(std::string_view text) {
  google::protobuf::Duration duration;
  if (text == "0") return duration;
  const bool negative = text.substr(0, 1) == "-";
  if (negative) text.remove_prefix(1);
  if (text.empty()) return not_a_duration();
  std::size_t next_unit = 0;
  absl::int128 nanos = 0;
  while (!text.empty()) {
    if (!take_part(text, next_unit, nanos)) return not_a_duration();
  }
  if (nanos > absl::int128(kMaxSeconds) * kNanosASecond) {
    return absl::InvalidArgumentError("is over 10,000 years; write a shorter time");
  }
  if (negative) nanos = -nanos;
  duration.set_seconds(static_cast<std::int64_t>(nanos / kNanosASecond));
  duration.set_nanos(static_cast<std::int32_t>(nanos % kNanosASecond));
  return duration;
}

std::string format_duration(const google::protobuf::Duration& duration) {
  absl::int128 nanos = absl::int128(duration.seconds()) * kNanosASecond + duration.nanos();
  if (nanos == 0) return "0s";
  std::string out = nanos < 0 ? "-" : "";
  if (nanos < 0) nanos = -nanos;
  if (nanos % 1'000'000 != 0) {
    std::string decimals =
        absl::StrFormat("%09d", static_cast<std::int64_t>(nanos % kNanosASecond));
    decimals.erase(decimals.find_last_not_of('0') + 1);
    return str_cat(out, static_cast<std::int64_t>(nanos / kNanosASecond), ".", decimals, "s");
  }
  // One day and a half is easier to read as 36h.
  const bool in_days =
      nanos % kDurationUnits[kDays].nanos == 0 && nanos >= 2 * kDurationUnits[kDays].nanos;
  for (std::size_t i = in_days ? kDays : kDays + 1; i < kDurationUnits.size(); ++i) {
    const auto count = static_cast<std::int64_t>(nanos / kDurationUnits[i].nanos);
    if (count > 0) out += str_cat(count, kDurationUnits[i].name);
    nanos %= kDurationUnits[i].nanos;
  }
  return out;
}

absl::StatusOr<std::int64_t> parse_integer(std::string_view text, std::int64_t lowest,
                                           std::int64_t highest) {
  std::string_view digits = text;
  if (digits.substr(0, 1) == "-") digits.remove_prefix(1);
  const bool decimal =
      !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!decimal) {
    return absl::InvalidArgumentError("is not a whole number; write digits only, for example 20");
  }
  std::int64_t value = 0;
  if (!absl::SimpleAtoi(to_absl(text), &value) || value < lowest || value > highest) {
    return absl::InvalidArgumentError(
        str_cat("is out of range; at most ", highest, " and at least ", lowest, " can be written"));
  }
  return value;
}

absl::StatusOr<bool> parse_bool(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  const std::string lower = absl::AsciiStrToLower(to_absl(text));
  std::string_view meant = "true or false";
  if (lower == "yes" || lower == "on" || lower == "y" || lower == "1" || lower == "true") {
    meant = "true";
  }
  if (lower == "no" || lower == "off" || lower == "n" || lower == "0" || lower == "false") {
    meant = "false";
  }
  return absl::InvalidArgumentError(str_cat("is neither true nor false; write ", meant));
}

std::string enum_name(const EnumValueDescriptor& value) {
  const std::string prefix = prefix_of(*value.type());
  return absl::StartsWith(value.name(), prefix) ? value.name().substr(prefix.size()) : value.name();
}

absl::StatusOr<const EnumValueDescriptor*> parse_enum(std::string_view text,
                                                      const EnumDescriptor& type) {
  const std::string upper = absl::AsciiStrToUpper(to_absl(text));
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (value.number() == 0) continue;
    const std::string name = enum_name(value);
    if (upper == name || upper == value.name()) return &value;
    names.push_back(name);
  }
  return absl::InvalidArgumentError(
      str_cat("is no ", type.name(), "; ", suggestion(upper, names, "values")));
}

}  // namespace usher::config
