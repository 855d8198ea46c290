#include "routing/language.h"

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"

#include "routing/language_data.h"
#include "routing/text.h"

namespace usher::routing {
namespace {

bool all_alpha(std::string_view s) { return std::all_of(s.begin(), s.end(), absl::ascii_isalpha); }
bool all_digit(std::string_view s) { return std::all_of(s.begin(), s.end(), absl::ascii_isdigit); }
bool all_alnum(std::string_view s) { return std::all_of(s.begin(), s.end(), absl::ascii_isalnum); }

bool is_script(std::string_view s) { return s.size() == 4 && all_alpha(s); }
bool is_region(std::string_view s) {
  return (s.size() == 2 && all_alpha(s)) || (s.size() == 3 && all_digit(s));
}
bool is_variant(std::string_view s) {
  return s.size() >= 5 || (s.size() == 4 && absl::ascii_isdigit(s[0]));
}

absl::Status refused(std::string_view tag, std::string_view why) {
  const std::string_view shown = tag.substr(0, kMaxLanguageTagBytes);
  return absl::InvalidArgumentError(str_cat("language tag \"", absl::CHexEscape(to_absl(shown)),
                                            shown.size() < tag.size() ? "…" : "", "\" ", why));
}

// Reads one tag, subtag by subtag, in the order of RFC 5646 section 2.1. Everything is lower case
// already.
class TagParser {
 public:
  TagParser(std::string_view original, std::string_view lower)
      : original_(original), subtags_(split(lower, '-')) {}

  absl::StatusOr<std::string> parse() {
    if (subtags_[0] == "x") return private_use_only();
    for (const auto step :
         {&TagParser::language, &TagParser::script, &TagParser::region, &TagParser::variants,
          &TagParser::extensions, &TagParser::private_use}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    if (next_ < subtags_.size()) {
      return refused(original_, str_cat("has \"", subtags_[next_],
                                        "\" where it can't stand; the order is language, "
                                        "script, region, variants, as in zh-Hant-TW"));
    }
    return absl::StrJoin(canonical_, "-");
  }

 private:
  bool at_end() const { return next_ == subtags_.size(); }
  std::string_view here() const { return subtags_[next_]; }

  absl::Status language() {
    std::string_view code = subtags_[next_++];
    if (code.size() < 2 || code.size() > 3 || !all_alpha(code)) {
      return refused(original_, str_cat("begins with \"", code,
                                        "\", which is not a language code of two or three "
                                        "letters such as en or ase"));
    }
    if (const auto better = preferred_language(code); !better.empty()) code = better;
    if (code.size() == 2 && !is_two_letter_language(code)) {
      const auto meant = language_of_country_code(code);
      return refused(original_,
                     str_cat("begins with \"", code, "\", which is not a language of ISO 639",
                             meant.empty() ? "" : str_cat("; did you mean \"", meant, "\"?")));
    }
    if (!at_end() && here().size() == 3 && all_alpha(here())) {
      const std::string_view extended = subtags_[next_++];
      if (!is_extended_language_of(code, extended)) {
        return refused(original_,
                       str_cat("has \"", extended, "\", which is not registered under \"", code,
                               "\"; write the language's own code alone"));
      }
      code = extended;
      if (const auto better = preferred_language(code); !better.empty()) code = better;
    }
    canonical_.emplace_back(code);
    return absl::OkStatus();
  }

  absl::Status script() {
    if (at_end() || !is_script(here())) return absl::OkStatus();
    std::string script(subtags_[next_++]);
    script[0] = absl::ascii_toupper(script[0]);
    if (usual_script(canonical_[0]) != script) canonical_.push_back(std::move(script));
    return absl::OkStatus();
  }

  absl::Status region() {
    if (at_end() || !is_region(here())) return absl::OkStatus();
    const std::string region = absl::AsciiStrToUpper(to_absl(subtags_[next_++]));
    const auto better = preferred_region(region);
    canonical_.push_back(better.empty() ? region : std::string(better));
    return absl::OkStatus();
  }

  absl::Status variants() {
    const std::size_t first = canonical_.size();
    while (!at_end() && is_variant(here())) {
      if (std::find(canonical_.begin() + static_cast<std::ptrdiff_t>(first), canonical_.end(),
                    here()) != canonical_.end()) {
        return refused(original_, str_cat("has the variant \"", here(), "\" twice"));
      }
      canonical_.emplace_back(subtags_[next_++]);
    }
    return absl::OkStatus();
  }

  absl::Status extensions() {
    std::vector<std::string> found;
    while (!at_end() && here().size() == 1 && here() != "x") {
      const std::string singleton(subtags_[next_++]);
      std::string extension = singleton;
      while (!at_end() && here().size() >= 2) extension += str_cat("-", subtags_[next_++]);
      if (extension.size() == 1) {
        return refused(original_,
                       str_cat("has the extension \"", singleton, "\" with nothing in it"));
      }
      for (const std::string& other : found) {
        if (other[0] == singleton[0]) {
          return refused(original_, str_cat("has the extension \"", singleton, "\" twice"));
        }
      }
      found.push_back(std::move(extension));
    }
    std::sort(found.begin(), found.end());  // RFC 5646 section 4.5: ordered by singleton
    canonical_.insert(canonical_.end(), found.begin(), found.end());
    return absl::OkStatus();
  }

  absl::Status private_use() {
    if (at_end() || here() != "x") return absl::OkStatus();
    if (next_ + 1 == subtags_.size()) {
      return refused(original_, "ends in \"x\", which must be followed by a private subtag");
    }
    while (!at_end()) canonical_.emplace_back(subtags_[next_++]);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> private_use_only() {
    if (absl::Status status = private_use(); !status.ok()) return status;
    return absl::StrJoin(canonical_, "-");
  }

  std::string_view original_;
  std::vector<std::string_view> subtags_;
  std::size_t next_ = 0;
  std::vector<std::string> canonical_;
};

// What the grammar says of every subtag alike.
absl::Status check_subtags(std::string_view tag) {
  if (tag.empty()) return refused(tag, "is empty; write \"und\" for a language that is not known");
  if (tag.size() > kMaxLanguageTagBytes) {
    return refused(tag, str_cat("is ", tag.size(), " bytes long; at most ", kMaxLanguageTagBytes,
                                " are taken"));
  }
  for (const std::string_view subtag : split(tag, '-')) {
    if (subtag.find('_') != std::string_view::npos) {
      return refused(tag, "has \"_\"; subtags are joined by \"-\", as in pt-BR");
    }
    if (subtag.empty()) return refused(tag, "has an empty subtag; write one \"-\" between subtags");
    if (!all_alnum(subtag)) return refused(tag, "may have only ASCII letters, digits and \"-\"");
    if (subtag.size() > 8) {
      return refused(tag, str_cat("has \"", subtag, "\", which is longer than 8 characters"));
    }
  }
  return absl::OkStatus();
}

std::string_view primary(std::string_view tag) { return tag.substr(0, tag.find('-')); }

bool names_script(std::string_view tag) {
  const std::vector<std::string_view> subtags = split(tag, '-');
  return subtags.size() > 1 && is_script(subtags[1]);
}

// Macrolanguages whose languages are not understood by each other's speakers, and which agencies
// staff and buy interpretation for separately. Arabic is one in ISO 639-3 as well, but is offered
// as `ar` everywhere, with a dialect named where it matters.
struct Macrolanguage {
  std::string_view tag;
  std::string_view spoken;
};
constexpr std::array<Macrolanguage, 4> kUnspokenMacrolanguages = {{
    {"ku", "kmr (Kurmanji), ckb (Sorani) or sdh (Southern Kurdish)"},
    {"qu", "quz (Cusco), quy (Ayacucho) or another"},
    {"zap", "zai (Isthmus), zaw (Mitla) or another"},
    {"zh", "cmn (Mandarin), yue (Cantonese), nan (Min Nan), hak (Hakka) or another"},
}};

absl::Status validate_spoken(std::string_view tag) {
  for (const Macrolanguage& macro : kUnspokenMacrolanguages) {
    if (primary(tag) == macro.tag) {
      return refused(tag, str_cat("names several spoken languages; write the one that is "
                                  "spoken: ",
                                  macro.spoken, "; or und if it is not known"));
    }
  }
  return absl::OkStatus();
}

absl::Status validate_written(std::string_view tag) {
  const std::string_view language = primary(tag);
  if ((language == "zh" || language == "cmn" || language == "yue") && !names_script(tag)) {
    return refused(tag, str_cat("is written in two scripts; write ", language, "-Hans or ",
                                language, "-Hant"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> canonical_language_tag(std::string_view tag) {
  if (absl::Status status = check_subtags(tag); !status.ok()) return status;
  const std::string lower = absl::AsciiStrToLower(to_absl(tag));
  if (is_grandfathered_for_good(lower)) {
    return refused(tag, "was withdrawn without a replacement; write the language's own code");
  }
  if (const auto better = preferred_tag(lower); !better.empty()) return std::string(better);
  absl::StatusOr<std::string> canonical = TagParser(tag, lower).parse();
  if (canonical.ok() && primary(*canonical) == "sgn") {
    return refused(tag,
                   "names no particular sign language; write its own code, such as ase "
                   "(American Sign Language) or bfi (British Sign Language)");
  }
  return canonical;
}

bool is_sign_language(std::string_view canonical_tag) {
  return is_registered_sign_language(primary(canonical_tag));
}

absl::Status validate_language(std::string_view canonical_tag, Modality modality) {
  const std::string_view language = primary(canonical_tag);
  if (language == "mul" || language == "mis" || language == "zxx") {
    return refused(canonical_tag,
                   "is no language that somebody can be served in; write und for one "
                   "that is not known");
  }
  if (canonical_tag == "und") return absl::OkStatus();
  if (is_sign_language(canonical_tag) != (modality == Modality::kSigned)) {
    return modality == Modality::kSigned
               ? refused(canonical_tag,
                         "is not a sign language; the modality SIGNED takes one such "
                         "as ase, and this one is SPOKEN or WRITTEN")
               : refused(canonical_tag, "is a sign language; its modality is SIGNED");
  }
  switch (modality) {
    case Modality::kSpoken:
      return validate_spoken(canonical_tag);
    case Modality::kWritten:
      return validate_written(canonical_tag);
    case Modality::kSigned:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

std::vector<std::string> lookup_range(std::string_view canonical_tag, Modality modality) {
  std::vector<std::string> range;
  const bool keeps_script = modality == Modality::kWritten && names_script(canonical_tag);
  std::vector<std::string_view> subtags = split(canonical_tag, '-');
  const std::size_t shortest = keeps_script ? 2 : 1;
  while (subtags.size() >= shortest) {
    // Views into one tag: from the first byte of it to the end of the last subtag.
    range.emplace_back(canonical_tag.data(), subtags.back().data() + subtags.back().size());
    subtags.pop_back();
    // A single letter only introduces what followed it (RFC 4647 section 3.4).
    while (!subtags.empty() && subtags.back().size() == 1) subtags.pop_back();
  }
  return range;
}

}  // namespace usher::routing
