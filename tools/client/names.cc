#include "tools/client/names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace usher::client {
namespace {

constexpr std::size_t kLongestId = 63;

bool is_id(absl::string_view id) {
  if (id.empty() || id.size() > kLongestId) return false;
  if (!absl::ascii_isalnum(static_cast<unsigned char>(id.front()))) return false;
  for (const char c : id) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) &&
        absl::string_view("._~-").find(c) == absl::string_view::npos) {
      return false;
    }
  }
  return true;
}

absl::string_view singular(Collection collection) {
  const absl::string_view plural = segment(collection);
  return plural.substr(0, plural.size() - 1);
}

}  // namespace

absl::string_view segment(Collection collection) {
  switch (collection) {
    case Collection::kContact:
      return "contacts";
    case Collection::kAgent:
      return "agents";
    case Collection::kOffer:
      return "offers";
    case Collection::kQueue:
      return "queues";
    case Collection::kService:
      return "services";
    case Collection::kSite:
      return "sites";
    case Collection::kAdapter:
      return "adapters";
  }
  return "";
}

absl::StatusOr<std::string> agency_name(absl::string_view id_or_name) {
  absl::string_view id = id_or_name;
  if (absl::StartsWith(id, "agencies/")) id.remove_prefix(9);
  if (!is_id(id)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", id_or_name, "' is no agency; give an id such as demo, or agencies/demo"));
  }
  return absl::StrCat("agencies/", id);
}

absl::StatusOr<std::string> full_name(Collection collection, absl::string_view agency,
                                      absl::string_view id_or_name) {
  const absl::string_view plural = segment(collection);
  if (absl::StrContains(id_or_name, "/")) {
    const std::vector<absl::string_view> parts = absl::StrSplit(id_or_name, '/');
    if (parts.size() == 4 && parts[0] == "agencies" && parts[2] == plural && is_id(parts[1]) &&
        is_id(parts[3])) {
      return std::string(id_or_name);
    }
    return absl::InvalidArgumentError(
        absl::StrCat("'", id_or_name, "' is no name of a ", singular(collection),
                     "; it must look like agencies/demo/", plural, "/ID, or give the ID alone"));
  }
  if (!is_id(id_or_name)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", id_or_name, "' is no id of a ", singular(collection),
                     "; an id has 1 to 63 letters, digits, '.', '_', '~' or '-', and starts with a "
                     "letter or digit"));
  }
  auto parent = agency_name(agency);
  if (!parent.ok()) return parent.status();
  return absl::StrCat(*parent, "/", plural, "/", id_or_name);
}

std::string short_id(absl::string_view name) {
  const std::size_t slash = name.rfind('/');
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

std::string agency_of(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2 || parts[0] != "agencies") return "";
  return std::string(parts[1]);
}

}  // namespace usher::client
