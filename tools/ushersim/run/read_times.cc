// Reading: distributions and arrivals.
#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

#include "engine/config/utf8.h"
#include "routing/text.h"
#include "tools/ushersim/run/reading.h"
#include "tools/ushersim/run/scenario_reader.h"

namespace usher::plan {
namespace {

using config::YamlNode;
using routing::str_cat;
using routing::to_absl;

constexpr double kMaxRate = 1e9;
constexpr std::size_t kMaxValues = 1'000'000;

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  if (!absl::SimpleAtod(absl::StripAsciiWhitespace(to_absl(text)), &value) ||
      !std::isfinite(value) || value < 0) {
    return std::nullopt;
  }
  return value;
}

// "HH:MM:SS.fff" or seconds.
std::optional<Duration> moment_of(std::string_view text) {
  const auto trimmed = routing::to_std(absl::StripAsciiWhitespace(to_absl(text)));
  const std::vector<std::string_view> parts = routing::split(trimmed, ':');
  if (parts.size() > 3) return std::nullopt;
  double total = 0;
  for (const std::string_view part : parts) {
    const auto value = number_of(part);
    if (!value) return std::nullopt;
    total = total * 60 + *value;
  }
  if (parts.size() == 2) total *= 60;
  return from_seconds(total);
}

}  // namespace

Distribution Reading::distribution(const Place& place, bool may_be_never) {
  if (may_be_never && place.node().kind == YamlNode::Kind::kScalar &&
      place.node().scalar == "never") {
    return never();
  }
  const Fields fields(place, {"fixed", "exponential", "lognormal", "cv", "erlang", "phases",
                              "values", "file", "share_zero"});
  fields.at_most_one({"fixed", "exponential", "lognormal", "erlang", "values", "file"}, true);
  Distribution found;
  const auto mean = [&](std::string_view key, Distribution::Kind kind) {
    const auto at = fields.get(key);
    if (!at) return false;
    found.kind = kind;
    found.mean_s = seconds(at->duration(Duration(0), kLongest).value_or(Duration(0)));
    return true;
  };
  if (mean("lognormal", Distribution::Kind::kLognormal)) {
    found.cv = fields.number("cv", 0.001, 100, 1);
  } else if (const auto at = fields.get("cv")) {
    at->error("\"cv\" belongs to \"lognormal\"", "remove it, or write lognormal: 3m");
  }
  if (mean("erlang", Distribution::Kind::kErlang)) {
    found.phases = static_cast<int>(fields.integer("phases", 1, 1000, 2));
  } else if (const auto at = fields.get("phases")) {
    at->error("\"phases\" belongs to \"erlang\"", "remove it, or write erlang: 3m");
  }
  mean("fixed", Distribution::Kind::kFixed);
  mean("exponential", Distribution::Kind::kExponential);
  for (const std::string_view key : {"values", "file"}) {
    const auto at = fields.get(key);
    if (!at) continue;
    found.kind = Distribution::Kind::kEmpirical;
    found.values_s = std::make_shared<const std::vector<double>>(lengths(*at));
    if (found.values_s->empty()) {
      found = {};
      at->error("no lengths are found here", "write at least one");
    }
  }
  return with_tail(fields, found);
}

Distribution Reading::with_tail(const Fields& fields, Distribution found) {
  found.share_zero = fields.number("share_zero", 0, 1, 0);
  return found;
}

std::vector<double> Reading::lengths(const Place& place) {
  std::vector<double> values;
  if (place.node().kind == YamlNode::Kind::kSequence) {
    for (const Place& part : place.list()) {
      const auto length = part.duration(Duration(0), kLongest);
      if (length) values.push_back(seconds(*length));
    }
    return values;
  }
  const auto name = place.text();
  const auto text = name ? read_file(beside(place, *name)) : std::nullopt;
  if (!text) {
    place.error("the file can't be read", "name a file with one length in seconds a line");
    return values;
  }
  std::size_t number = 0;
  for (const std::string_view line : routing::split(*text, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(to_absl(line)).empty()) continue;
    const auto value = number_of(line);
    if (!value || values.size() >= kMaxValues) {
      place.error(str_cat("line ", number, " of the file is ",
                          value ? "one too many" : "no length in seconds"),
                  str_cat("write one number a line, at most ", kMaxValues, " lines"));
      return values;
    }
    values.push_back(*value);
  }
  return values;
}

void Reading::arrivals(const Place& place, ArrivalPlan& arrivals) {
  const Fields fields(place, {"per_hour", "every", "rates", "trace", "day_to_day_cv"});
  fields.at_most_one({"per_hour", "every", "rates", "trace"}, true);
  const Duration start = scenario_.run.start;
  if (const auto at = fields.get("per_hour")) {
    arrivals.rates = {{start, at->number(0, kMaxRate).value_or(0)}};
  } else if (const auto gap = fields.get("every")) {
    const Duration mean = gap->duration(Duration(1000), kLongest).value_or(kLongest);
    arrivals.rates = {{start, 3600 / seconds(mean)}};
  } else if (const auto table = fields.get("rates")) {
    rates(*table, arrivals);
  } else if (const auto file = fields.get("trace")) {
    trace(*file, arrivals);
  }
  arrivals.day_to_day_cv = fields.number("day_to_day_cv", 0, 2, 0);
  const auto cv = fields.get("day_to_day_cv");
  if (cv && arrivals.day_to_day_cv > 0 && (!scenario_.run.is_day || arrivals.trace != nullptr)) {
    cv->error("days can't differ here",
              "it belongs to rates of a day: remove it, or write run: {day: …} and rates");
  }
}

void Reading::rates(const Place& place, ArrivalPlan& arrivals) {
  if (!scenario_.run.is_day) {
    place.error("rates that change need a day, and this run is \"steady\"",
                "write per_hour: NUMBER, or run: {day: …}");
    return;
  }
  for (const Place& part : place.list()) {
    const Fields fields(part, {"from", "per_hour"});
    const auto from = fields.need("from", "write since when: from: \"08:00\"");
    const auto rate = fields.need("per_hour", "write how many come in an hour: per_hour: 40");
    if (!from || !rate) continue;
    const auto at = from->time_of_day();
    const auto many = rate->number(0, kMaxRate);
    if (!at || !many) continue;
    if (!arrivals.rates.empty() && *at <= arrivals.rates.back().from) {
      from->error("this part begins before the one above it", "write the parts in their order");
      continue;
    }
    arrivals.rates.push_back({*at, *many});
  }
  if (arrivals.rates.empty()) place.error("there are no rates", "write {from: TIME, per_hour: N}");
}

void Reading::trace(const Place& place, ArrivalPlan& arrivals) {
  const auto name = place.text();
  const auto text = name ? read_file(beside(place, *name)) : std::nullopt;
  if (!text) {
    place.error("the file can't be read",
                "name a file with one arrival a line: TIME[,SERVICE_S[,PATIENCE_S]]");
    return;
  }
  std::vector<TraceEntry> entries;
  std::size_t number = 0;
  for (const std::string_view line : routing::split(*text, '\n')) {
    ++number;
    const auto trimmed = routing::to_std(absl::StripAsciiWhitespace(to_absl(line)));
    if (trimmed.empty() || trimmed.front() == '#') continue;
    const std::size_t before = entries.size();
    trace_line(place, trimmed, number, entries);
    if (entries.size() == before) return;
  }
  if (entries.empty()) place.error("the file has no arrivals", "write one a line");
  arrivals.trace = std::make_shared<const std::vector<TraceEntry>>(std::move(entries));
}

void Reading::trace_line(const Place& place, std::string_view line, std::size_t number,
                         std::vector<TraceEntry>& entries) {
  const std::vector<std::string_view> parts = routing::split(line, ',');
  const auto at = moment_of(parts[0]);
  TraceEntry entry;
  std::string wrong;
  if (!at || parts.size() > 3) {
    wrong = "is no TIME[,SERVICE_S[,PATIENCE_S]]";
  } else if (!entries.empty() && *at < entries.back().at) {
    wrong = "comes before the line above it";
  } else if (entries.size() >= kMaxTrace) {
    wrong = "is one too many";
  }
  for (std::size_t i = 1; wrong.empty() && i < parts.size(); ++i) {
    if (absl::StripAsciiWhitespace(to_absl(parts[i])).empty()) continue;
    const auto value = number_of(parts[i]);
    if (!value) wrong = "has a length that is no number of seconds";
    if (value) (i == 1 ? entry.service : entry.patience) = from_seconds(*value);
  }
  if (!wrong.empty()) {
    place.error(
        str_cat("line ", number, " of the trace ", wrong),
        str_cat("write times in their order, as 08:30:15.5 or seconds since midnight (since "
                "the start in a steady run), at most ",
                kMaxTrace, " lines"));
    return;
  }
  entry.at = *at;
  entries.push_back(entry);
}

}  // namespace usher::plan
