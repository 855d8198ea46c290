#include "engine/config/yaml_writer.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include "engine/config/config_file.h"
#include "engine/config/reader.h"
#include "engine/config/scalar.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using routing::str_cat;

// Words that some YAML reader takes for something else than text.
bool is_plain_word(const std::string& text) {
  static constexpr std::string_view kSafe = "_-./ ";
  if (text.empty() || text.size() > 200) return false;
  if (!absl::ascii_isalpha(static_cast<unsigned char>(text[0])) || text.back() == ' ') return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) &&
        kSafe.find(c) == std::string_view::npos) {
      return false;
    }
  }
  const std::string lower = absl::AsciiStrToLower(text);
  for (const std::string_view word :
       {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}) {
    if (lower == word) return false;
  }
  return true;
}

// Of the two-byte and three-byte characters, those that YAML reads as line breaks or forbids.
bool needs_escape(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         (c >= 0xFFFE && c <= 0xFFFF);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t j = 1; j < length && i + j < text.size(); ++j) {
      c = (c << 6U) | (static_cast<unsigned char>(text[i + j]) & 0x3FU);
    }
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (needs_escape(c)) {
      out += absl::StrFormat("\\u%04x", c);
    } else {
      out += text.substr(i, length);
    }
    i += length;
  }
  return out + "\"";
}

std::string message_value(const Message& message) {
  if (message.GetDescriptor()->full_name() ==
      google::protobuf::Duration::descriptor()->full_name()) {
    google::protobuf::Duration duration;
    duration.CopyFrom(message);
    return format_duration(duration);
  }
  google::protobuf::Timestamp time;
  time.CopyFrom(message);
  return google::protobuf::util::TimeUtil::ToString(time);
}

bool is_structure(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->file()->package() != "google.protobuf";
}

std::string enum_text(const FieldDescriptor& field, int number) {
  const auto* value = field.enum_type()->FindValueByNumber(number);
  return value == nullptr ? absl::StrCat(number) : enum_name(*value);
}

// One value that is no structure; index −1 where the field is no list.
std::string scalar_text(const Message& m, const FieldDescriptor& field, int index) {
  const Reflection& r = *m.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(one ? r.GetInt32(m, &field) : r.GetRepeatedInt32(m, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(one ? r.GetInt64(m, &field) : r.GetRepeatedInt64(m, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? r.GetBool(m, &field) : r.GetRepeatedBool(m, &field, index)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return enum_text(field,
                       one ? r.GetEnumValue(m, &field) : r.GetRepeatedEnumValue(m, &field, index));
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = one ? r.GetString(m, &field) : r.GetRepeatedString(m, &field, index);
      return is_plain_word(text) ? text : quoted(text);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return message_value(one ? r.GetMessage(m, &field) : r.GetRepeatedMessage(m, &field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;  // no configuration has one; a test walks the schema
  }
  return "";
}

bool is_set(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0
                             : reflection.HasField(message, &field);
}

std::string flow_list(const Message& message, const FieldDescriptor& field) {
  std::vector<std::string> parts;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    parts.push_back(flow_yaml(message, field, i));
  }
  return str_cat("[", absl::StrJoin(parts, ", "), "]");
}

class BlockWriter {
 public:
  explicit BlockWriter(bool with_secrets) : with_secrets_(with_secrets) {}

  // `first` stands in front of the first line, `rest` in front of the others.
  void write(const Message& message, const std::string& first, const std::string& rest) {
    const std::string* lead = &first;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (!is_set(message, field) || (is_secret(field) && !with_secrets_)) continue;
      field_at(message, field, *lead, rest);
      lead = &rest;
    }
    if (lead == &first) out_ += first + "{}\n";
  }
  std::string take() { return std::move(out_); }

 private:
  void field_at(const Message& message, const FieldDescriptor& field, const std::string& lead,
                const std::string& rest) {
    const Reflection& reflection = *message.GetReflection();
    if (!is_structure(field)) {
      const std::string value =
          field.is_repeated() ? flow_list(message, field) : scalar_text(message, field, -1);
      out_ += str_cat(lead, field.name(), ": ", value, "\n");
      return;
    }
    if (!field.is_repeated()) {
      const Message& child = reflection.GetMessage(message, &field);
      if (child.ByteSizeLong() == 0) {
        out_ += str_cat(lead, field.name(), ": {}\n");
        return;
      }
      out_ += str_cat(lead, field.name(), ":\n");
      write(child, rest + "  ", rest + "  ");
      return;
    }
    out_ += str_cat(lead, field.name(), ":\n");
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      write(reflection.GetRepeatedMessage(message, &field, i), rest + "  - ", rest + "    ");
    }
  }

  bool with_secrets_;
  std::string out_;
};

}  // namespace

std::string flow_yaml(const Message& message) {
  std::vector<std::string> parts;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (!is_set(message, field) || is_secret(field)) continue;
    parts.push_back(str_cat(field.name(), ": ", flow_yaml(message, field)));
  }
  return str_cat("{", absl::StrJoin(parts, ", "), "}");
}

std::string flow_yaml(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  if (field.is_repeated() && index < 0) return flow_list(message, field);
  if (!is_structure(field)) return scalar_text(message, field, index);
  return flow_yaml(index < 0 ? reflection.GetMessage(message, &field)
                             : reflection.GetRepeatedMessage(message, &field, index));
}

std::string to_yaml(const Message& message, bool with_secrets) {
  BlockWriter writer(with_secrets);
  writer.write(message, "", "");
  return writer.take();
}

}  // namespace usher::config
