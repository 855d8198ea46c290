// Positions in UTF-8 text. For this module and tools/ushersim/run.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CONFIG_UTF8_H_
#define USHER_ENGINE_CONFIG_UTF8_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace usher::config {

// Where the text stops being UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
std::optional<std::size_t> first_invalid_utf8(std::string_view text);
// Where a character stands that no text of a person holds: C0 and C1 controls but tab and line
// feed, and DEL. Carriage returns in front of a line feed are taken.
std::optional<std::size_t> first_control(std::string_view text);
// Characters of valid UTF-8.
std::size_t count_characters(std::string_view text);

// In double quotes, controls escaped, cut at 60 characters: how a finding shows a value.
std::string shown(std::string_view text);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_UTF8_H_
