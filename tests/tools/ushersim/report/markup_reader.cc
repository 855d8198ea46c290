#include "tests/tools/ushersim/report/markup_reader.h"

#include <regex>
#include <set>

namespace usher::report {
namespace {

const std::set<std::string> kVoid = {"meta", "!DOCTYPE"};

class Reader {
 public:
  explicit Reader(const std::string& html) : html_(html) {}

  Page read() {
    while (page_.error.empty() && at_ < html_.size()) {
      if (html_[at_] == '<') {
        tag();
      } else {
        text();
      }
    }
    if (page_.error.empty() && !open_.empty()) fail("never closed: " + top().tag);
    return page_;
  }

 private:
  Element& top() { return page_.elements[open_.back()]; }
  void fail(const std::string& what) {
    page_.error = what + " near: " + html_.substr(at_ < 60 ? 0 : at_ - 60, 120);
  }

  void text() {
    const std::size_t end = std::min(html_.find('<', at_), html_.size());
    const std::string piece = html_.substr(at_, end - at_);
    const bool style = !open_.empty() && top().tag == "style";
    if (!style && piece.find('>') != std::string::npos) return fail("a bare >");
    if (!style) check_entities(piece);
    for (const std::size_t element : open_) page_.elements[element].text += piece;
    at_ = end;
  }

  void check_entities(const std::string& piece) {
    static const std::regex known("&(amp|lt|gt|quot|#39);");
    for (std::size_t i = piece.find('&'); i != std::string::npos; i = piece.find('&', i + 1)) {
      if (!std::regex_search(piece.begin() + static_cast<std::ptrdiff_t>(i), piece.end(), known,
                             std::regex_constants::match_continuous)) {
        return fail("a bare &");
      }
    }
  }

  void tag() {
    std::smatch match;
    const std::string rest = html_.substr(at_, html_.find('>', at_) - at_ + 1);
    static const std::regex closing("</([a-z0-9]+)>");
    static const std::regex opening("<([!a-zA-Z0-9]+)((?: [a-zA-Z-]+(?:=\"[^\"<>]*\")?)*)(/?)>");
    if (std::regex_match(rest, match, closing)) {
      if (open_.empty() || top().tag != match[1]) return fail("closes what is not open");
      open_.pop_back();
    } else if (std::regex_match(rest, match, opening)) {
      add(match[1], match[2], match[3].length() > 0);
    } else {
      return fail("no tag of ours");
    }
    at_ += rest.size();
  }

  void add(const std::string& name, const std::string& attributes, bool closed) {
    Element element;
    element.tag = name;
    element.depth = open_.size();
    for (const std::size_t parent : open_) {
      element.parents.push_back(page_.elements[parent].tag);
    }
    static const std::regex attribute("([a-zA-Z-]+)=\"([^\"]*)\"");
    for (std::sregex_iterator i(attributes.begin(), attributes.end(), attribute), end; i != end;
         ++i) {
      check_entities((*i)[2]);
      if (!element.attributes.emplace((*i)[1], (*i)[2]).second) fail("an attribute twice");
    }
    page_.elements.push_back(std::move(element));
    if (!closed && kVoid.count(name) == 0) open_.push_back(page_.elements.size() - 1);
  }

  const std::string& html_;
  std::size_t at_ = 0;
  Page page_;
  std::vector<std::size_t> open_;
};

}  // namespace

std::vector<const Element*> Page::all(const std::string& tag) const {
  std::vector<const Element*> found;
  for (const Element& element : elements) {
    if (element.tag == tag) found.push_back(&element);
  }
  return found;
}

Page read_page(const std::string& html) { return Reader(html).read(); }

}  // namespace usher::report
