// Building blocks of a page: escaped text, tables, figures, the page around them with its style.
// Everything that is not called `html` or `svg` is text and is escaped here. Pure; any thread.
#ifndef USHER_TOOLS_USHERSIM_REPORT_MARKUP_H_
#define USHER_TOOLS_USHERSIM_REPORT_MARKUP_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace usher::report {

// For text and for quoted attributes. Bytes that are no UTF-8 become U+FFFD; control characters and
// marks that turn the direction of text are spelled out.
std::string escape(absl::string_view text);

struct MarkupTable {
  std::string caption;
  std::vector<std::string> headers;            // the first one is of the column of names
  std::vector<std::vector<std::string>> rows;  // as many cells as headers; the first names the row
};

// Numbers to the right; an empty cell is shown as "–". Scrolls sideways where it is too wide.
std::string html_of(const MarkupTable& table);

// A table that opens on demand.
std::string html_of_folded(absl::string_view summary, const MarkupTable& table);

// Name and value pairs, large.
std::string html_of_key_numbers(const std::vector<std::pair<std::string, std::string>>& pairs);

std::string html_paragraph(absl::string_view text);

// A section with a heading of level 2. `id` is of letters and dashes.
std::string html_section(absl::string_view id, absl::string_view title, absl::string_view html);

// The whole document. `html` is what stands in <main>.
std::string html_page(absl::string_view title, absl::string_view lead, absl::string_view html);

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_MARKUP_H_
