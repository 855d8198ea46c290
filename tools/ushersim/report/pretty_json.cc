#include "tools/ushersim/report/pretty_json.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include <boost/json.hpp>

namespace usher::report {
namespace {

namespace json = boost::json;

// Objects and arrays that hold no other ones stand on one line: an estimate is one.
bool flat(const json::value& value) {
  if (const json::object* object = value.if_object()) {
    for (const auto& member : *object) {
      if (member.value().is_structured()) return false;
    }
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array) {
      if (item.is_structured()) return false;
    }
  }
  return true;
}

void write(const json::value& value, std::size_t depth, std::string& text);

// `item` writes one and is called for each; the commas and lines between them are written here.
template <typename Items, typename Item>
void write_items(const Items& items, bool inline_items, std::size_t depth, std::string& text,
                 const Item& item) {
  bool first = true;
  for (const auto& one : items) {
    if (!first) text += ',';
    if (inline_items) {
      if (!first) text += ' ';
    } else {
      text += '\n' + std::string(2 * (depth + 1), ' ');
    }
    first = false;
    item(one);
  }
  if (!inline_items && !first) text += '\n' + std::string(2 * depth, ' ');
}

void write(const json::value& value, std::size_t depth, std::string& text) {
  const bool one_line = depth > 0 && flat(value);
  if (const json::object* object = value.if_object()) {
    text += '{';
    write_items(*object, one_line, depth, text, [&](const json::key_value_pair& member) {
      text += json::serialize(json::string_view(member.key())) + ": ";
      write(member.value(), depth + 1, text);
    });
    text += '}';
  } else if (const json::array* array = value.if_array()) {
    text += '[';
    write_items(*array, one_line, depth, text,
                [&](const json::value& item) { write(item, depth + 1, text); });
    text += ']';
  } else if (value.is_double()) {
    text += absl::StrFormat("%.10g", value.get_double());
  } else {
    text += json::serialize(value);
  }
}

}  // namespace

json::value json_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return value == 0 ? 0.0 : value;  // no "-0"
}

std::string pretty(const json::value& value) {
  std::string text;
  write(value, 0, text);
  return text + '\n';
}

}  // namespace usher::report
