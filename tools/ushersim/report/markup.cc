#include "tools/ushersim/report/markup.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "tools/ushersim/report/style.h"

namespace usher::report {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  // 0: no UTF-8
};

CodePoint decode(absl::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (bytes == 0 || first > 0xf4 || text.size() < bytes) return {};
  std::uint32_t value = first & (0xffu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3fu);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < kSmallest[bytes] || value > 0x10ffff || surrogate) return {};
  return {value, bytes};
}

bool dangerous(std::uint32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0) || (value >= 0x202a && value <= 0x202e) ||
         (value >= 0x2066 && value <= 0x2069) || (value & 0xfffe) == 0xfffe;
}

std::string cell(absl::string_view text) { return text.empty() ? "–" : escape(text); }

}  // namespace

std::string escape(absl::string_view text) {
  std::string html;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (point.bytes == 0) {
      html += "\ufffd";
      text.remove_prefix(1);
      continue;
    }
    if (point.value == '&') {
      html += "&amp;";
    } else if (point.value == '<') {
      html += "&lt;";
    } else if (point.value == '>') {
      html += "&gt;";
    } else if (point.value == '"') {
      html += "&quot;";
    } else if (point.value == '\'') {
      html += "&#39;";
    } else if (dangerous(point.value)) {
      absl::StrAppendFormat(&html, "\\x%02x", point.value);
    } else {
      absl::StrAppend(&html, text.substr(0, point.bytes));
    }
    text.remove_prefix(point.bytes);
  }
  return html;
}

std::string html_of(const MarkupTable& table) {
  const std::string caption = escape(table.caption);
  std::string html =
      absl::StrCat("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"", caption,
                   "\">\n<table>\n<caption>", caption, "</caption>\n<thead><tr>");
  for (const std::string& header : table.headers) {
    absl::StrAppend(&html, "<th scope=\"col\">", escape(header), "</th>");
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == 0) {
        absl::StrAppend(&html, "<th scope=\"row\"><bdi>", cell(row[i]), "</bdi></th>");
      } else {
        absl::StrAppend(&html, "<td><bdi>", cell(row[i]), "</bdi></td>");
      }
    }
    html += "</tr>\n";
  }
  html += "</tbody>\n</table>\n</div>\n";
  return html;
}

std::string html_of_folded(absl::string_view summary, const MarkupTable& table) {
  return absl::StrCat("<details><summary>", escape(summary), "</summary>\n", html_of(table),
                      "</details>\n");
}

std::string html_of_key_numbers(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string html = "<dl class=\"key\">\n";
  for (const auto& [name, value] : pairs) {
    absl::StrAppend(&html, "<div><dt>", escape(name), "</dt><dd><bdi>", cell(value),
                    "</bdi></dd></div>\n");
  }
  html += "</dl>\n";
  return html;
}

std::string html_paragraph(absl::string_view text) {
  return absl::StrCat("<p>", escape(text), "</p>\n");
}

std::string html_section(absl::string_view id, absl::string_view title, absl::string_view html) {
  return absl::StrCat("<section aria-labelledby=\"", id, "\">\n<h2 id=\"", id, "\">", escape(title),
                      "</h2>\n", html, "</section>\n");
}

std::string html_page(absl::string_view title, absl::string_view lead, absl::string_view html) {
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
      escape(title), "</title>\n<style>\n", kStyle, "</style>\n</head>\n<body>\n<header>\n<h1>",
      escape(title), "</h1>\n<p>", escape(lead), "</p>\n</header>\n<main>\n", html,
      "</main>\n</body>\n</html>\n");
}

}  // namespace usher::report
