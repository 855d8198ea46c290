#include "tools/ushersim/run/fields.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "engine/config/scalar.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::plan {
namespace {

using config::YamlNode;
using config::YamlNodeId;
using routing::str_cat;
using routing::to_absl;

std::string plain(double value) { return absl::StrFormat("%.10g", value); }

std::string plain(Duration value) {
  google::protobuf::Duration message;
  message.set_seconds(value.count() / 1'000'000);
  message.set_nanos(static_cast<std::int32_t>(value.count() % 1'000'000) * 1000);
  return config::format_duration(message);
}

std::string join(std::string_view parent, std::string_view key) {
  return str_cat(parent, parent.empty() ? "" : ".", key);
}

// The value of two digits, or none.
std::optional<std::int64_t> two_digits(std::string_view text) {
  if (text.size() != 2 || !absl::ascii_isdigit(static_cast<unsigned char>(text[0])) ||
      !absl::ascii_isdigit(static_cast<unsigned char>(text[1]))) {
    return std::nullopt;
  }
  return (text[0] - '0') * 10 + (text[1] - '0');
}

std::optional<Duration> parse_clock(std::string_view text) {
  const std::vector<std::string_view> parts = routing::split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  std::int64_t total = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = i < parts.size() ? two_digits(parts[i]) : 0;
    if (!part || (i > 0 && *part > 59)) return std::nullopt;
    total = total * 60 + *part;
  }
  if (total > 24 * 3600) return std::nullopt;
  return std::chrono::seconds(total);
}

}  // namespace

Document::Document(std::string file, std::string_view text)
    : file_(std::move(file)), tree_(config::YamlTree::parse(text, findings_)) {}

void Document::error(YamlNodeId at, std::string_view path, std::string problem,
                     std::string remedy) {
  const auto place = tree_->place(tree_->node(at).offset);
  findings_.push_back({config::Finding::Severity::kError, std::string(path), place.line,
                       place.column, std::move(problem), std::move(remedy)});
}

void Document::refuse(std::string problem, std::string remedy) {
  findings_.push_back(
      {config::Finding::Severity::kError, "", 0, 0, std::move(problem), std::move(remedy)});
}

std::vector<Place> Place::list() const {
  std::vector<Place> parts;
  if (node().kind != YamlNode::Kind::kSequence) {
    error(str_cat("this is ", config::kind_name(node()), " where a list belongs"),
          node().kind == YamlNode::Kind::kScalar ? str_cat("write [", node().scalar, "]")
                                                 : "begin each part with \"- \"");
    return parts;
  }
  for (std::size_t i = 0; i < node().children.size(); ++i) {
    parts.push_back({document, node().children[i], str_cat(path, "[", i, "]")});
  }
  return parts;
}

std::optional<std::string> Place::text() const {
  if (node().kind == YamlNode::Kind::kScalar) return node().scalar;
  error(str_cat("this is ", config::kind_name(node()), " where one value belongs"),
        "write one value here");
  return std::nullopt;
}

std::optional<double> Place::number(double lowest, double highest) const {
  const auto value = text();
  if (!value) return std::nullopt;
  double number = 0;
  if (!absl::SimpleAtod(*value, &number) || !std::isfinite(number) || number < lowest ||
      number > highest) {
    error(str_cat(config::shown(*value), " is no number that is taken here"),
          str_cat("write a number from ", plain(lowest), " to ", plain(highest)));
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> Place::integer(std::int64_t lowest, std::int64_t highest) const {
  const auto value = text();
  if (!value) return std::nullopt;
  const auto number = config::parse_integer(*value, lowest, highest);
  if (number.ok()) return *number;
  error(str_cat(config::shown(*value), " is no whole number that is taken here"),
        str_cat("write a whole number from ", lowest, " to ", highest));
  return std::nullopt;
}

std::optional<bool> Place::boolean() const {
  const auto value = text();
  if (!value) return std::nullopt;
  const auto parsed = config::parse_bool(*value);
  if (parsed.ok()) return *parsed;
  error(str_cat(config::shown(*value), " is neither true nor false"), "write true or false");
  return std::nullopt;
}

std::optional<Duration> Place::duration(Duration lowest, Duration highest) const {
  const auto value = text();
  if (!value) return std::nullopt;
  const auto parsed = config::parse_duration(*value);
  if (!parsed.ok()) {
    error(str_cat(config::shown(*value), " is no length of time"),
          "write one such as 20s, 1.5s, 250ms, 3m or 1h30m");
    return std::nullopt;
  }
  const Duration length =
      std::chrono::seconds(parsed->seconds()) + std::chrono::microseconds(parsed->nanos() / 1000);
  if (length < lowest || length > highest) {
    error(str_cat(config::shown(*value), " is out of range"),
          str_cat("write a time from ", plain(lowest), " to ", plain(highest)));
    return std::nullopt;
  }
  return length;
}

std::optional<Duration> Place::time_of_day() const {
  const auto value = text();
  if (!value) return std::nullopt;
  const auto time = parse_clock(*value);
  if (!time) {
    error(str_cat(config::shown(*value), " is no time of day"),
          "write hours and minutes with two digits each, such as 07:30");
  }
  return time;
}

std::optional<std::size_t> Place::word(const std::vector<std::string>& known,
                                       std::string_view plural) const {
  const auto value = text();
  if (!value) return std::nullopt;
  const auto at = std::find(known.begin(), known.end(), *value);
  if (at != known.end()) return static_cast<std::size_t>(at - known.begin());
  error(str_cat(config::shown(*value), " is not among the ", plural),
        config::suggestion(*value, known, plural));
  return std::nullopt;
}

Fields::Fields(const Place& place, std::vector<std::string> keys)
    : place_(place), keys_(std::move(keys)) {
  const YamlNode& node = place_.node();
  if (node.kind != YamlNode::Kind::kMap) {
    place_.error(str_cat("this is ", config::kind_name(node), " where a mapping belongs"),
                 str_cat("write keys and values; known keys: ", absl::StrJoin(keys_, ", ")));
    return;
  }
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
    const YamlNode& key = place_.document->node(node.children[i]);
    const std::string path = join(place_.path, key.scalar);
    if (key.kind != YamlNode::Kind::kScalar ||
        std::find(keys_.begin(), keys_.end(), key.scalar) == keys_.end()) {
      place_.document->error(node.children[i], place_.path,
                             str_cat("unknown key ", config::shown(key.scalar)),
                             config::suggestion(key.scalar, keys_, "keys"));
    } else if (std::find(seen.begin(), seen.end(), key.scalar) != seen.end()) {
      place_.document->error(node.children[i], path,
                             str_cat("the key ", config::shown(key.scalar), " stands here twice"),
                             "keep one of the two");
    }
    seen.push_back(key.scalar);
  }
}

std::optional<Place> Fields::get(std::string_view key) const {
  const YamlNode& node = place_.node();
  if (node.kind != YamlNode::Kind::kMap) return std::nullopt;
  for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
    if (place_.document->node(node.children[i]).scalar != key) continue;
    const YamlNodeId value = node.children[i + 1];
    if (place_.document->node(value).kind == YamlNode::Kind::kNull) return std::nullopt;
    return Place{place_.document, value, join(place_.path, key)};
  }
  return std::nullopt;
}

std::optional<Place> Fields::need(std::string_view key, std::string_view remedy) const {
  auto found = get(key);
  if (!found && place_.node().kind == YamlNode::Kind::kMap) {
    place_.error(str_cat(config::shown(key), " is missing"), std::string(remedy));
  }
  return found;
}

void Fields::at_most_one(const std::vector<std::string>& keys, bool one_is_needed) const {
  std::string first;
  for (const std::string& key : keys) {
    const auto found = get(key);
    if (!found) continue;
    if (!first.empty()) {
      found->error(str_cat(config::shown(key), " can't stand beside ", config::shown(first)),
                   "keep one of the two");
      return;
    }
    first = key;
  }
  if (first.empty() && one_is_needed && place_.node().kind == YamlNode::Kind::kMap) {
    place_.error("nothing is said here", str_cat("write one of: ", absl::StrJoin(keys, ", ")));
  }
}

std::string Fields::text(std::string_view key, std::string otherwise) const {
  const auto place = get(key);
  return place ? place->text().value_or(std::move(otherwise)) : otherwise;
}

double Fields::number(std::string_view key, double lowest, double highest, double otherwise) const {
  const auto place = get(key);
  return place ? place->number(lowest, highest).value_or(otherwise) : otherwise;
}

std::int64_t Fields::integer(std::string_view key, std::int64_t lowest, std::int64_t highest,
                             std::int64_t otherwise) const {
  const auto place = get(key);
  return place ? place->integer(lowest, highest).value_or(otherwise) : otherwise;
}

bool Fields::boolean(std::string_view key, bool otherwise) const {
  const auto place = get(key);
  return place ? place->boolean().value_or(otherwise) : otherwise;
}

Duration Fields::duration(std::string_view key, Duration lowest, Duration highest,
                          Duration otherwise) const {
  const auto place = get(key);
  return place ? place->duration(lowest, highest).value_or(otherwise) : otherwise;
}

std::vector<Place> Fields::list(std::string_view key) const {
  const auto place = get(key);
  return place ? place->list() : std::vector<Place>();
}

std::vector<std::size_t> Fields::references(std::string_view key,
                                            const std::vector<std::string>& known,
                                            std::string_view plural) const {
  std::vector<std::size_t> indexes;
  for (const Place& part : list(key)) {
    const auto index = part.word(known, plural);
    if (!index) continue;
    if (std::find(indexes.begin(), indexes.end(), *index) != indexes.end()) {
      part.error(str_cat(config::shown(known[*index]), " stands here twice"), "remove one");
      continue;
    }
    indexes.push_back(*index);
  }
  return indexes;
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > 63) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool plain_sign = absl::ascii_islower(c) || absl::ascii_isdigit(c);
    if (!plain_sign && (i == 0 || (c != '.' && c != '_' && c != '-'))) return false;
  }
  return true;
}

}  // namespace usher::plan
