// Languages as people have them: a BCP 47 tag together with the way it is exchanged.
//
// Rules: RFC 5646 for the form of a tag, RFC 4647 section 3.4 (lookup) for how a tag narrows to a
// broader one, RFC 8373 for modality and direction, RFC 9248 for "language and modality".
// Pure functions over values; any thread. A tag that is refused leaves nothing behind but a Status
// that names the tag, what is wrong with it and what would be right.
#ifndef USHER_ROUTING_LANGUAGE_H_
#define USHER_ROUTING_LANGUAGE_H_

#include <compare>
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

// The canonical form: RFC 5646 section 4.5 case (`zh-Hant-TW`), an extended language subtag or a
// sign-language prefix replaced by its own tag (`sgn-ase` → `ase`, `zh-yue` → `yue`), at most
// 35 bytes. INVALID_ARGUMENT for what is not a well-formed tag.
absl::StatusOr<std::string> canonical_language_tag(std::string_view tag);

// Checks that the tag can be used in the modality: a sign language only SIGNED, a signed option only a
// sign language (RFC 8373 section 5.3), a spoken macrolanguage (`zh`, `ar` is not one here in practice:
// see the list in language.cc) must be resolved to a language that is spoken (`cmn`, `yue`), and written
// Chinese names its script. `und` is accepted: it means "unknown, to be found out" and routes to triage.
absl::Status validate_language(std::string_view canonical_tag, Modality modality);

// The tags under which a person asking for `canonical_tag` may be served, and under which an agent who
// declares it is found, most specific first: RFC 4647 lookup truncation for spoken and written
// (`es-MX` → `es-MX`, `es`; written never truncates below the script), the tag alone for signed
// languages, where no other language is ever a fallback.
std::vector<std::string> lookup_range(std::string_view canonical_tag, Modality modality);

bool is_sign_language(std::string_view canonical_tag);

}  // namespace usher::routing

#endif  // USHER_ROUTING_LANGUAGE_H_
