// Reads a page back, strictly: tags must nest, attributes must be quoted, entities must be ours.
// For tests.
#ifndef USHER_TESTS_TOOLS_USHERSIM_REPORT_MARKUP_READER_H_
#define USHER_TESTS_TOOLS_USHERSIM_REPORT_MARKUP_READER_H_

#include <map>
#include <string>
#include <vector>

namespace usher::report {

struct Element {
  std::string tag;
  std::map<std::string, std::string> attributes;  // as written, with entities
  std::string text;                               // of it and of all below
  std::size_t depth = 0;
  std::vector<std::string> parents;  // tags, the outermost first
};

struct Page {
  std::string error;  // "" where the page is in order
  std::vector<Element> elements;

  std::vector<const Element*> all(const std::string& tag) const;
};

Page read_page(const std::string& html);

}  // namespace usher::report

#endif  // USHER_TESTS_TOOLS_USHERSIM_REPORT_MARKUP_READER_H_
