#include "engine/config/language_check.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"

#include "engine/config/utf8.h"
#include "routing/language.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using routing::str_cat;

// `language tag "gr" begins with …; did you mean "el"?`
void refuse(Checker& check, const std::string& path, const absl::Status& status) {
  const std::string_view message = routing::to_std(status.message());
  const std::size_t cut = message.find("; ");
  const bool has_remedy = cut != std::string_view::npos;
  check.error(path, std::string(message.substr(0, cut)),
              has_remedy ? std::string(message.substr(cut + 2))
                         : "write a BCP 47 tag such as es, zh-Hant or ase");
}

// The canonical tag, "" where the tag is refused.
std::string check_tag(Checker& check, const std::string& path, const std::string& tag) {
  if (tag.empty()) {
    check.error(path, str_cat(path.substr(path.rfind('.') + 1), " is missing"),
                "write a BCP 47 tag such as es, zh-Hant or ase");
    return "";
  }
  const auto canonical = routing::canonical_language_tag(tag);
  if (!canonical.ok()) {
    refuse(check, path, canonical.status());
    return "";
  }
  if (*canonical != tag) {
    check.warning(path, str_cat("the language tag ", shown(tag), " is not in its canonical form"),
                  str_cat("write ", *canonical, "; it is read as that"));
  }
  return *canonical;
}

bool is_range(std::string_view range) {
  if (range == "*") return true;
  const std::vector<std::string_view> subtags = routing::split(range, '-');
  for (std::size_t i = 0; i < subtags.size(); ++i) {
    const auto fits = [&](char c) {
      return i == 0 ? absl::ascii_isalpha(c) : absl::ascii_isalnum(c);
    };
    if (subtags[i].empty() || subtags[i].size() > 8) return false;
    if (!std::all_of(subtags[i].begin(), subtags[i].end(), fits)) return false;
  }
  return true;
}

}  // namespace

void check_languages(
    Checker& check, const std::string& path,
    const google::protobuf::RepeatedPtrField<usher::v1::AgentLanguage>& languages) {
  Ids seen;
  for (int i = 0; i < languages.size(); ++i) {
    const usher::v1::AgentLanguage& language = languages[i];
    const std::string at = str_cat(path, "[", i, "]");
    const std::string tag = check_tag(check, path_to(at, "tag"), language.tag());
    check.integer(path_to(at, "level"), language.level(), kLanguageLevel);
    if (!check.value(path_to(at, "modality"), language.modality()) || tag.empty()) continue;
    const absl::Status status = routing::validate_language(tag, to_modality(language.modality()));
    if (!status.ok()) refuse(check, path_to(at, "tag"), status);
    if (language.has_may_serve() && !language.may_serve() && !language.may_interpret()) {
      check.error(path_to(at, "may_serve"),
                  str_cat("may neither serve nor interpret in ", shown(tag)),
                  "set may_interpret: true, or remove the language");
    }
    if (!seen.add(str_cat(tag, "/", static_cast<int>(language.modality())), at, nullptr)) {
      check.error(at, str_cat(shown(tag), " is listed twice in one modality"), "keep one");
    }
  }
}

void check_default_language(Checker& check, const std::string& path, const std::string& tag) {
  const std::string canonical = check_tag(check, path, tag);
  if (canonical.empty()) return;
  if (canonical == "und" || routing::is_sign_language(canonical)) {
    return check.error(path,
                       str_cat(shown(tag), " can't be assumed of people who name no language"),
                       "write the language that most of them speak and write, for example en");
  }
  for (const routing::Modality modality :
       {routing::Modality::kSpoken, routing::Modality::kWritten}) {
    const absl::Status status = routing::validate_language(canonical, modality);
    if (!status.ok()) return refuse(check, path, status);
  }
}

void check_language_ranges(Checker& check, const std::string& path,
                           const google::protobuf::RepeatedPtrField<std::string>& ranges) {
  Ids seen;
  for (int i = 0; i < ranges.size(); ++i) {
    const std::string at = str_cat(path, "[", i, "]");
    if (!is_range(ranges[i])) {
      check.error(at, str_cat(shown(ranges[i]), " is no language range"),
                  "write a tag or its beginning, such as vi, zh-Hant or *");
      continue;
    }
    if (!seen.add(absl::AsciiStrToLower(ranges[i]), at, nullptr)) {
      check.error(at, str_cat(shown(ranges[i]), " is listed twice"), "keep one");
    }
    if (ranges[i] == "*") continue;
    const auto canonical = routing::canonical_language_tag(ranges[i]);
    if (!canonical.ok()) {
      refuse(check, at, canonical.status());
    } else if (absl::AsciiStrToLower(*canonical) != absl::AsciiStrToLower(ranges[i])) {
      check.error(at, str_cat("contacts never carry the tag ", shown(ranges[i])),
                  str_cat("write ", *canonical, ", its canonical form"));
    }
  }
}

std::string canonical_or_same(const std::string& tag) {
  const auto canonical = routing::canonical_language_tag(tag);
  return canonical.ok() ? *canonical : tag;
}

routing::Modality to_modality(usher::v1::Modality modality) {
  if (modality == usher::v1::MODALITY_WRITTEN) return routing::Modality::kWritten;
  if (modality == usher::v1::MODALITY_SIGNED) return routing::Modality::kSigned;
  return routing::Modality::kSpoken;
}

bool range_covers(std::string_view outer, std::string_view inner) {
  if (outer == "*") return true;
  const std::string a = absl::AsciiStrToLower(routing::to_absl(outer));
  const std::string b = absl::AsciiStrToLower(routing::to_absl(inner));
  return b.substr(0, a.size()) == a && (b.size() == a.size() || b[a.size()] == '-');
}

bool language_meets(const core::AgentLanguageModel& language, std::string_view range) {
  if (!language.may_serve) return false;
  if (range_covers(range, language.tag)) return true;
  const auto asked =
      routing::lookup_range(canonical_or_same(std::string(range)), language.modality);
  const auto had = routing::lookup_range(language.tag, language.modality);
  return std::any_of(asked.begin(), asked.end(), [&](const std::string& tag) {
    return std::find(had.begin(), had.end(), tag) != had.end();
  });
}

}  // namespace usher::config
