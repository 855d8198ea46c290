#include "engine/config/checker.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"

#include "engine/config/config_file.h"
#include "engine/config/scalar.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using routing::str_cat;

constexpr std::size_t kMaxIdBytes = 63;
constexpr std::size_t kMaxTextBytes = 256;

std::string_view description(Form form) {
  switch (form) {
    case Form::kName:
      return "a lower-case letter, then lower-case letters, digits and \"-\", at most 63";
    case Form::kSkill:
      return "a lower-case letter, then lower-case letters, digits, \"_\", \".\" and \"-\", at "
             "most 63";
    case Form::kCounter:
      return "lower-case letters, digits and \"-\", not first, at most 63";
    case Form::kAgent:
      return "a letter or digit, then letters, digits, \".\", \"_\" and \"-\", at most 63";
  }
  return "";
}

bool may_begin(char c, Form form) {
  if (absl::ascii_islower(c)) return true;
  if (absl::ascii_isdigit(c)) return form == Form::kCounter || form == Form::kAgent;
  return absl::ascii_isupper(c) && form == Form::kAgent;
}

bool may_follow(char c, Form form) {
  if (absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-') return true;
  if (c == '_' || c == '.') return form == Form::kSkill || form == Form::kAgent;
  return absl::ascii_isupper(c) && form == Form::kAgent;
}

// "Housing Benefit" → "housing-benefit".
std::string repaired(std::string_view value, Form form) {
  std::string out = absl::AsciiStrToLower(routing::to_absl(value));
  for (char& c : out) {
    if (c == ' ' || c == '/' || (c == '_' && form != Form::kSkill)) c = '-';
  }
  return out;
}

std::string range_text(const DurationRule& rule) {
  const auto shown_as = [](Duration d) {
    google::protobuf::Duration proto;
    proto.set_seconds(std::chrono::duration_cast<std::chrono::seconds>(d).count());
    return format_duration(proto);
  };
  return str_cat(shown_as(rule.lowest), " to ", shown_as(rule.highest));
}

bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || !absl::ascii_isalpha(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
}

}  // namespace

bool has_form(std::string_view value, Form form) {
  return !value.empty() && value.size() <= kMaxIdBytes && may_begin(value[0], form) &&
         std::all_of(value.begin() + 1, value.end(), [&](char c) { return may_follow(c, form); });
}

bool Ids::add(const std::string& id, const std::string& path, std::string* first) {
  const auto [at, is_new] = paths_.try_emplace(id, path);
  if (is_new) {
    all_.push_back(id);
  } else if (first != nullptr) {
    *first = at->second;
  }
  return is_new;
}

std::string path_to(std::string_view parent, std::string_view field) {
  return str_cat(parent, parent.empty() ? "" : ".", field);
}
std::string path_to(std::string_view parent, std::string_view field, int index) {
  return str_cat(path_to(parent, field), "[", index, "]");
}

Duration to_duration(const google::protobuf::Duration& duration) {
  // What protobuf calls valid, 10,000 years, is far within our range; more is as good as that.
  constexpr std::int64_t kMost = 315'576'000'000;
  return std::chrono::seconds(std::clamp(duration.seconds(), -kMost, kMost)) +
         std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(duration.nanos()));
}

std::string Checker::absolute(std::string_view path) const {
  return str_cat(base_, base_.empty() || path.empty() || path[0] == '[' ? "" : ".", path);
}

void Checker::add(Finding::Severity severity, const std::string& path, std::string problem,
                  std::string remedy, std::size_t offset) {
  if (findings_.size() >= kMaxFindings) return;
  const std::string at = absolute(path);
  const SourceMap::Place place = source_.locate(at, offset);
  findings_.push_back(
      {severity, at, place.line, place.column, std::move(problem), std::move(remedy)});
}

void Checker::error(const std::string& path, std::string problem, std::string remedy,
                    std::size_t offset) {
  add(Finding::Severity::kError, path, std::move(problem), std::move(remedy), offset);
}

void Checker::warning(const std::string& path, std::string problem, std::string remedy) {
  add(Finding::Severity::kWarning, path, std::move(problem), std::move(remedy), 0);
}

std::string Checker::where(const std::string& path) const {
  const SourceMap::Place place = source_.locate(absolute(path));
  return place.line > 0 ? str_cat("in line ", place.line) : absolute(path);
}

bool Checker::form(const std::string& path, const std::string& value, Form form) {
  if (has_form(value, form)) return true;
  if (value.empty()) {
    const std::size_t dot = path.rfind('.');
    const std::string field = path.substr(dot == std::string::npos ? 0 : dot + 1);
    error(path, str_cat(field, " is missing"), str_cat("give one: ", description(form)));
    return false;
  }
  const std::string better = repaired(value, form);
  error(path, str_cat(shown(value), " can't be used as an id"),
        has_form(better, form) ? str_cat("write ", better)
                               : str_cat("an id has ", description(form)));
  return false;
}

void Checker::id(const std::string& path, const std::string& value, Form wanted, Ids& ids) {
  if (!form(path, value, wanted)) return;
  std::string first;
  if (ids.add(value, path, &first)) return;
  error(path, str_cat("the id ", shown(value), " is used twice, first ", where(first)),
        "give each its own id");
}

void Checker::reference(const std::string& path, const std::string& value, const Ids& ids,
                        std::string_view role, std::string_view plural) {
  if (value.empty() || ids.has(value)) return;
  error(path, str_cat("there is no ", role, " ", shown(value)),
        suggestion(value, ids.all(), plural));
}

void Checker::references(const std::string& path,
                         const google::protobuf::RepeatedPtrField<std::string>& values,
                         const Ids& ids, std::string_view role, std::string_view plural) {
  Ids seen;
  for (int i = 0; i < values.size(); ++i) {
    const std::string at = str_cat(path, "[", i, "]");
    if (values[i].empty()) {
      error(at, str_cat("this names no ", role), suggestion("", ids.all(), plural));
    } else if (!seen.add(values[i], at, nullptr)) {
      error(at, str_cat(shown(values[i]), " is listed twice"), "keep one");
    } else {
      reference(at, values[i], ids, role, plural);
    }
  }
}

void Checker::text(const std::string& path, const std::string& value) {
  if (value.size() > kMaxTextBytes) {
    error(path, str_cat("the text has ", value.size(), " bytes"),
          str_cat("at most ", kMaxTextBytes, " are shown to people; shorten it"));
  }
  const bool one_line = value.find_first_of("\n\t\r") == std::string::npos;
  if (!one_line || first_control(value)) {
    error(path, "the text has line breaks or control characters", "write it on one line");
  }
}

void Checker::duration(const std::string& path, bool is_set,
                       const google::protobuf::Duration& value, const DurationRule& rule) {
  if (!is_set) return;
  // A protobuf Duration holds more than microseconds can count; its bounds come first.
  const bool representable = value.seconds() >= -1 && value.seconds() <= 31'536'000'000 &&
                             value.nanos() > -1'000'000'000 && value.nanos() < 1'000'000'000;
  if (representable && to_duration(value) >= rule.lowest && to_duration(value) <= rule.highest) {
    return;
  }
  error(path, str_cat(format_duration(value), " is out of range"),
        str_cat("write ", range_text(rule)));
}

void Checker::integer(const std::string& path, std::int32_t value, const IntegerRule& rule) {
  const bool is_default = value == 0 && !given(path);
  if (is_default || (value >= rule.lowest && value <= rule.highest)) return;
  error(path, str_cat(value, " is out of range"),
        str_cat("write ", rule.lowest, " to ", rule.highest));
}

void Checker::at_most(const std::string& path, int size, int limit) {
  if (size <= limit) return;
  error(path, str_cat("there are ", size, " of them"), str_cat("at most ", limit, " are taken"));
}

bool Checker::enum_value(const std::string& path, const google::protobuf::EnumDescriptor& type,
                         int number) {
  if (number != 0 && type.FindValueByNumber(number) != nullptr) return true;
  std::string names;
  for (int i = 0; i < type.value_count() && i < 12; ++i) {
    if (type.value(i)->number() == 0) continue;
    names += str_cat(names.empty() ? "" : ", ", enum_name(*type.value(i)));
  }
  if (type.value_count() > 12) names += ", …";
  error(path,
        number == 0 ? str_cat("no ", type.name(), " is given")
                    : str_cat(number, " is the number of no ", type.name()),
        str_cat("write one of: ", names));
  return false;
}

void Checker::enum_values(const std::string& path, const google::protobuf::EnumDescriptor& type,
                          const google::protobuf::RepeatedField<int>& numbers) {
  for (int i = 0; i < numbers.size(); ++i) {
    const std::string at = str_cat(path, "[", i, "]");
    if (!enum_value(at, type, numbers[i])) continue;
    if (std::find(numbers.begin(), numbers.begin() + i, numbers[i]) != numbers.begin() + i) {
      error(at, str_cat(enum_name(*type.FindValueByNumber(numbers[i])), " is listed twice"),
            "keep one");
    }
  }
}

void Checker::time_zone(const std::string& path, const std::string& name) {
  constexpr std::string_view kExample = "write an IANA name such as \"America/Denver\"";
  if (name.empty()) return error(path, "time_zone is missing", std::string(kExample));
  absl::TimeZone zone;
  if (is_zone_name(name) && name != "localtime" && absl::LoadTimeZone(name, &zone)) return;
  if (!absl::LoadTimeZone("America/New_York", &zone)) {
    return error(path,
                 str_cat("time zone ", shown(name),
                         " can't be looked up: this machine has "
                         "no time zone database"),
                 "install it (the package tzdata on Debian)");
  }
  error(path, str_cat("there is no time zone ", shown(name)), std::string(kExample));
}

}  // namespace usher::config
