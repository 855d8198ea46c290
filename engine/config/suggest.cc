#include "engine/config/suggest.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"

#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using routing::str_cat;

// Optimal string alignment, over bytes; rows of the previous two words' prefixes are kept.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t kMaxBytes = 80;
  if (word.empty() || word.size() > kMaxBytes) return "";
  const std::string lower = absl::AsciiStrToLower(routing::to_absl(word));
  if (word.size() < 2) return "";
  std::size_t best = std::min<std::size_t>(3, std::max<std::size_t>(1, word.size() / 3)) + 1;
  std::string found;
  for (const std::string& candidate : known) {
    const std::size_t longer = std::max(candidate.size(), lower.size());
    const std::size_t shorter = std::min(candidate.size(), lower.size());
    if (longer - shorter >= best) continue;
    const std::size_t distance = edits(lower, absl::AsciiStrToLower(candidate));
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known,
                       std::string_view plural_role) {
  if (known.empty()) return str_cat("no ", plural_role, " are configured; add one or remove this");
  const std::string near = nearest(word, known);
  if (!near.empty()) return str_cat("did you mean ", shown(near), "?");
  constexpr std::size_t kShown = 12;
  std::string list;
  for (std::size_t i = 0; i < std::min(kShown, known.size()); ++i) {
    list += (i == 0 ? "" : ", ") + known[i];
  }
  if (known.size() > kShown) list += str_cat(", … (", known.size(), " in all)");
  return str_cat("known ", plural_role, ": ", list);
}

}  // namespace usher::config
