// Tables and key-value blocks for a terminal: columns as wide as what stands in them, measured in
// characters rather than bytes. Values; one thread.
#ifndef USHER_TOOLS_CLIENT_TABLE_H_
#define USHER_TOOLS_CLIENT_TABLE_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace usher::client {

class Table {
 public:
  // A header that starts with '>' stands over a column of numbers, which is set to the right.
  explicit Table(std::vector<std::string> headers);

  // As many cells as headers; an empty cell is shown as "-".
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Bold headers where `colour`; no spaces at the ends of lines.
  void print(std::ostream& out, bool colour) const;

 private:
  std::vector<std::string> headers_;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

// "name:   value" lines; pairs with an empty value are left out.
class Fields {
 public:
  void add(std::string key, std::string value);
  void print(std::ostream& out, bool colour) const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// Cells on a terminal: code points, with East Asian wide ones counted twice.
std::size_t display_width(absl::string_view text);

// Control characters as "\x1b": what a stranger wrote must not drive the terminal.
std::string printable(absl::string_view text);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_TABLE_H_
