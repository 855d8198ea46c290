// Languages as people have them: a BCP 47 tag together with the way it is exchanged.
//
// Rules: RFC 5646 for the form of a tag, RFC 4647 section 3.4 (lookup) for how a tag narrows to a
// broader one, RFC 8373 for modality and direction, RFC 9248 for "language and modality".
// Pure functions over values; any thread. A tag that is refused leaves nothing behind but a Status
// that names the tag, what is wrong with it and what would be right.
#ifndef USHER_ROUTING_LANGUAGE_H_
#define USHER_ROUTING_LANGUAGE_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace usher::routing {

enum class Modality : std::uint8_t { kSpoken, kWritten, kSigned };

// From the person's point of view: what they send (speak, sign, type) or receive.
enum class Direction : std::uint8_t { kBoth, kSend, kReceive };

// What the person accepts when nobody can serve them directly in one of their options.
enum class Fallback : std::uint8_t {
  kInterpreterOk,  // the default
  kDirectOnly,
  kRelayOk,
  kWrittenOk,
  kProceedAny,
};

struct LanguageOption {
  std::string tag;  // canonical, see canonical_language_tag
  Modality modality = Modality::kSpoken;
  Direction direction = Direction::kBoth;
  std::uint32_t rank = 1;  // 1 is best, across modalities; equal ranks are equally good

  friend auto operator<=>(const LanguageOption&, const LanguageOption&) = default;
};

// RFC 5646 section 4.4.1: long enough for every tag that is in use.
inline constexpr std::size_t kMaxLanguageTagBytes = 35;

// The canonical form, RFC 5646 section 4.5: case (`zh-Hant-TW`), an extended language subtag or a
// sign-language prefix replaced by the language's own tag (`zh-yue` → `yue`, `sgn-ase` and `sgn-US`
// → `ase`), withdrawn and three-letter codes by the current ones (`iw` → `he`, `eng` → `en`), and
// without the script that goes without saying (`en-Latn` → `en`, section 4.1). INVALID_ARGUMENT for
// what is not well formed, for a two-letter code that is not a language (`gr`: that is a country,
// the language is `el`), for an extended language that is not registered, and for `sgn`, which
// names no language.
absl::StatusOr<std::string> canonical_language_tag(std::string_view tag);

// Checks that the tag can be used in the modality: a sign language only SIGNED, a signed option
// only a sign language (RFC 8373 section 5.3); a spoken option names what is spoken, not a
// macrolanguage whose speakers don't understand each other (`zh`, `ku`, `qu`, `zap`; `ar` is
// taken); and written Chinese names its script. `und` is taken in every modality: "unknown, to be
// found out", which routes to triage.
absl::Status validate_language(std::string_view canonical_tag, Modality modality);

// The tags under which a person asking for `canonical_tag` may be served, and under which an agent
// who declares it is found, most specific first: RFC 4647 section 3.4 truncation for spoken and
// written
// (`es-MX` → `es-MX`, `es`; written never truncates below the script: `zh-Hant-TW` → `zh-Hant-TW`,
// `zh-Hant`). A signed language narrows to itself only (`ase-US` → `ase-US`, `ase`): canonical tags
// have no `sgn-` in front of which they could meet, and no other language is ever a fallback.
std::vector<std::string> lookup_range(std::string_view canonical_tag, Modality modality);

bool is_sign_language(std::string_view canonical_tag);

}  // namespace usher::routing

#endif  // USHER_ROUTING_LANGUAGE_H_
