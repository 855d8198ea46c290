#include "engine/core/refusals.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

constexpr std::size_t kMostNames = 5;
// Ids are at most this long; what is longer is not compared whole.
constexpr std::size_t kMostCompared = 63;

std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, kMostCompared);
  b = b.substr(0, kMostCompared);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::vector<std::string> nearest(std::string_view id, const std::vector<std::string>& existing) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  ranked.reserve(existing.size());
  for (const std::string& name : existing) ranked.emplace_back(edit_distance(id, name), name);
  const std::size_t count = std::min(kMostNames, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count),
                    ranked.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(std::move(ranked[i].second));
  return names;
}

}  // namespace

Refusal invalid_field(std::string_view field, std::string_view problem) {
  return {Reason::kInvalidField, str_cat(field, ": ", problem), {{"field", std::string(field)}}};
}

Refusal missing_field(std::string_view field, std::string_view what) {
  return {Reason::kMissingField,
          str_cat(field, " is not set; give ", what),
          {{"field", std::string(field)}}};
}

Refusal unknown_contact(std::string_view key) {
  return {Reason::kUnknownContact,
          str_cat("there is no contact \"", key,
                  "\"; it was never taken in, or ended so long ago that it left memory"),
          {{"contact", std::string(key)}}};
}

Refusal unknown_agent(std::string_view key) {
  return {Reason::kUnknownAgent,
          str_cat("there is no agent \"", key, "\" in the configuration in force"),
          {{"agent", std::string(key)}}};
}

Refusal unknown_reference(std::string_view kind, std::string_view id,
                          const std::vector<std::string>& existing) {
  const std::vector<std::string> near = nearest(id, existing);
  const std::string names = absl::StrJoin(near, ", ");
  std::string message = str_cat("there is no ", kind, " \"", id, "\" in the configuration");
  if (near.empty()) {
    message += "; it has none";
  } else {
    message +=
        str_cat(near.size() < existing.size() ? "; the nearest are: " : "; there are: ", names);
  }
  return {Reason::kUnknownReference,
          std::move(message),
          {{"kind", std::string(kind)}, {"id", std::string(id)}, {"exists", names}}};
}

Refusal etag_mismatch(std::string_view what) {
  return {Reason::kEtagMismatch,
          str_cat(what, " has changed since it was read; read it again and decide again"),
          {}};
}

std::string to_text(routing::Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  return absl::StrFormat("%04d-%02d-%02dT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                         static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                         time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string to_text(routing::Duration duration) {
  const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(duration).count();
  if (seconds < 60) return str_cat(seconds, " s");
  if (seconds < 3600) {
    return seconds % 60 == 0 ? str_cat(seconds / 60, " min")
                             : str_cat(seconds / 60, " min ", seconds % 60, " s");
  }
  const std::int64_t minutes = seconds / 60 % 60;
  return minutes == 0 ? str_cat(seconds / 3600, " h")
                      : str_cat(seconds / 3600, " h ", minutes, " min");
}

}  // namespace usher::core
