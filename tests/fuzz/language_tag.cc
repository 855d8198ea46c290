// Any bytes as a language tag: refused, or a canonical form that stays as it is, fits a modality or
// says why not, and narrows to a range that begins with itself.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "routing/check.h"
#include "routing/language.h"

namespace routing = usher::routing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tag = routing::canonical_language_tag({reinterpret_cast<const char*>(data), size});
  if (!tag.ok()) {
    USHER_CHECK(!tag.status().message().empty());
    return 0;
  }
  USHER_CHECK(tag->size() <= routing::kMaxLanguageTagBytes);
  const auto again = routing::canonical_language_tag(*tag);
  USHER_CHECK(again.ok() && *again == *tag);
  for (const auto modality :
       {routing::Modality::kSpoken, routing::Modality::kWritten, routing::Modality::kSigned}) {
    if (!routing::validate_language(*tag, modality).ok()) continue;
    const auto range = routing::lookup_range(*tag, modality);
    USHER_CHECK(!range.empty() && range.front() == *tag);
  }
  return 0;
}
