#include "tools/client/table.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace usher::client {
namespace {

constexpr absl::string_view kBold = "\x1b[1m";
constexpr absl::string_view kPlain = "\x1b[0m";

struct CodePoint {
  std::uint32_t value;
  std::size_t bytes;
};

// Lenient: a byte that starts nothing stands for itself.
CodePoint next_code_point(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (bytes == 1 || bytes > text.size()) return {first, 1};
  std::uint32_t value = first & (0xffu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  }
  return {value, bytes};
}

int cells_of(std::uint32_t code) {
  if ((code >= 0x0300 && code <= 0x036f) || (code >= 0x200b && code <= 0x200f)) return 0;
  const bool wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                    (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                    (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
                    (code >= 0x1f300 && code <= 0x1faff);
  return wide ? 2 : 1;
}

std::string padding(std::size_t wanted, absl::string_view text) {
  const std::size_t width = display_width(text);
  return std::string(wanted > width ? wanted - width : 0, ' ');
}

std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                 const std::vector<bool>& right) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text += "  ";
    const std::string pad = padding(widths[i], cells[i]);
    text += right[i] ? pad + cells[i] : cells[i] + pad;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

std::size_t display_width(absl::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = next_code_point(text);
    width += static_cast<std::size_t>(cells_of(point.value));
    text.remove_prefix(point.bytes);
  }
  return width;
}

std::string printable(absl::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const CodePoint point = next_code_point(text);
    // C0, DEL, C1 and the marks that turn the direction of text around.
    const bool control = point.value < 0x20 || (point.value >= 0x7f && point.value < 0xa0) ||
                         (point.value >= 0x202a && point.value <= 0x202e) ||
                         (point.value >= 0x2066 && point.value <= 0x2069);
    if (control) {
      absl::StrAppendFormat(&shown, "\\x%02x", point.value);
    } else {
      absl::StrAppend(&shown, text.substr(0, point.bytes));
    }
    text.remove_prefix(point.bytes);
  }
  return shown;
}

Table::Table(std::vector<std::string> headers) : headers_(std::move(headers)) {
  for (auto& header : headers_) {
    right_.push_back(absl::StartsWith(header, ">"));
    if (right_.back()) header.erase(0, 1);
  }
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(headers_.size());
  for (auto& cell : cells) cell = cell.empty() ? "-" : printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out, bool colour) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    std::size_t width = display_width(headers_[i]);
    for (const auto& row : rows_) width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  const std::string header = line(headers_, widths, right_);
  out << (colour ? absl::StrCat(kBold, header, kPlain) : header) << '\n';
  for (const auto& row : rows_) out << line(row, widths, right_) << '\n';
}

void Fields::add(std::string key, std::string value) {
  if (!value.empty() && value != "-") pairs_.emplace_back(std::move(key), printable(value));
}

void Fields::print(std::ostream& out, bool colour) const {
  std::size_t width = 0;
  for (const auto& [key, value] : pairs_) width = std::max(width, display_width(key));
  for (const auto& [key, value] : pairs_) {
    const std::string label = key + ":";
    out << (colour ? absl::StrCat(kBold, label, kPlain) : label) << padding(width + 3, label)
        << value << '\n';
  }
}

}  // namespace usher::client
