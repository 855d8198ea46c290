#include "engine/config/utf8.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace usher::config {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The length of the character that begins here; 0 where none does.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80U) return 1;
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  const bool overlong = (lead == 0xE0U && byte(1) < 0xA0U) || (lead == 0xF0U && byte(1) < 0x90U);
  const bool surrogate = lead == 0xEDU && byte(1) >= 0xA0U;
  const bool too_large = lead == 0xF4U && byte(1) >= 0x90U;
  return overlong || surrogate || too_large ? 0 : length;
}

bool is_control_at(std::string_view text, std::size_t i) {
  const auto c = static_cast<unsigned char>(text[i]);
  if (c == '\r') return i + 1 >= text.size() || text[i + 1] != '\n';
  if (c < 0x20U) return c != '\n' && c != '\t';
  if (c == 0x7FU) return true;
  return c == 0xC2U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0U;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

std::optional<std::size_t> first_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_control_at(text, i)) return i;
  }
  return std::nullopt;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMaxCharacters = 60;
  std::string out = "\"";
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (++characters > kMaxCharacters) return out + "…\"";
    const std::size_t length = character_length(text.substr(i));
    if (length == 0 || is_control_at(text, i) || text[i] == '\n' || text[i] == '\t') {
      out += absl::StrFormat("\\x%02x", static_cast<unsigned char>(text[i]));
      ++i;
      continue;
    }
    if (text[i] == '"' || text[i] == '\\') out += '\\';
    out += text.substr(i, length);
    i += length;
  }
  return out + "\"";
}

}  // namespace usher::config
