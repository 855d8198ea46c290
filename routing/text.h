// Text helpers over std::string_view.
//
// Debian's Abseil is built for C++14, where absl::string_view is a type of its own that neither
// converts from nor to std::string_view; these stand between the two. Pure; any thread.
#ifndef USHER_ROUTING_TEXT_H_
#define USHER_ROUTING_TEXT_H_

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace usher::routing {

inline absl::string_view to_absl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view to_std(absl::string_view text) { return {text.data(), text.size()}; }

// absl::StrCat that takes std::string_view as well.
template <typename... Parts>
std::string str_cat(const Parts&... parts) {
  const auto convert = [](const auto& part) -> decltype(auto) {
    if constexpr (std::is_same_v<std::decay_t<decltype(part)>, std::string_view>) {
      return to_absl(part);
    } else {
      return (part);
    }
  };
  return absl::StrCat(convert(parts)...);
}

// The parts between the separators; one empty part for an empty text.
inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

}  // namespace usher::routing

#endif  // USHER_ROUTING_TEXT_H_
