#include "engine/config/reader.h"

#include <limits>

#include "absl/container/flat_hash_map.h"

#include "engine/config/config_file.h"
#include "engine/config/scalar.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "routing/text.h"
#include "usher/v1/annotations.pb.h"

namespace usher::config {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using routing::str_cat;

bool is_a(const FieldDescriptor& field, const Descriptor* type) {
  return field.message_type() != nullptr && field.message_type()->full_name() == type->full_name();
}
bool is_duration(const FieldDescriptor& field) {
  return is_a(field, google::protobuf::Duration::descriptor());
}
bool is_timestamp(const FieldDescriptor& field) {
  return is_a(field, google::protobuf::Timestamp::descriptor());
}

std::vector<std::string> field_names(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

// What stands for a field in a remedy: "[a, b]", "20s".
std::string_view form_of(const FieldDescriptor& field) {
  if (is_duration(field)) return "a length of time such as 20s";
  if (is_timestamp(field)) return "a time such as 2026-01-31T09:00:00Z";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return "a whole number";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_STRING:
      return "text";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "a mapping of keys to values";
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return "one value";
  }
  return "";
}

// Sets or, in a list, adds.
template <typename Set, typename Add, typename Value>
void put(const Reflection& reflection, Message& message, const FieldDescriptor& field, Set set,
         Add add, Value value) {
  if (field.is_repeated()) {
    (reflection.*add)(&message, &field, value);
  } else {
    (reflection.*set)(&message, &field, value);
  }
}

absl::Status put_scalar(const std::string& text, const FieldDescriptor& field, Message& message) {
  const Reflection& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto value = parse_integer(text, std::numeric_limits<std::int32_t>::min(),
                                       std::numeric_limits<std::int32_t>::max());
      if (!value.ok()) return value.status();
      put(r, message, field, &Reflection::SetInt32, &Reflection::AddInt32,
          static_cast<std::int32_t>(*value));
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const auto value = parse_integer(text, std::numeric_limits<std::int64_t>::min(),
                                       std::numeric_limits<std::int64_t>::max());
      if (!value.ok()) return value.status();
      put(r, message, field, &Reflection::SetInt64, &Reflection::AddInt64, *value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const auto value = parse_bool(text);
      if (!value.ok()) return value.status();
      put(r, message, field, &Reflection::SetBool, &Reflection::AddBool, *value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto value = parse_enum(text, *field.enum_type());
      if (!value.ok()) return value.status();
      put(r, message, field, &Reflection::SetEnumValue, &Reflection::AddEnumValue,
          (*value)->number());
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_STRING:
      put(r, message, field, &Reflection::SetString, &Reflection::AddString, text);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return absl::UnimplementedError("is of a type that a configuration does not have; remove it");
}

}  // namespace

bool is_secret(const FieldDescriptor& field) {
  return field.options().GetExtension(usher::v1::data_class) == usher::v1::DATA_CLASS_SECRET;
}

void Reader::read(YamlNodeId id, const std::string& path, Message& message) {
  const YamlNode& node = tree_.node(id);
  if (node.kind == YamlNode::Kind::kNull) return;
  if (node.kind != YamlNode::Kind::kMap) {
    error(id, path, str_cat("this is ", kind_name(node), " where a mapping belongs"),
          str_cat("write keys and values, beginning with \"",
                  message.GetDescriptor()->field(0)->name(), ": \""));
    return;
  }
  std::vector<YamlNodeId> seen;
  for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
    if (!is_new_key(node.children[i], path, seen)) continue;
    read_entry(node.children[i], node.children[i + 1], path, message);
  }
}

bool Reader::is_new_key(YamlNodeId key, const std::string& path, std::vector<YamlNodeId>& seen) {
  const YamlNode& node = tree_.node(key);
  if (node.kind != YamlNode::Kind::kScalar) {
    error(key, path, str_cat("a key is ", kind_name(node)), "write the name of a field");
    return false;
  }
  for (const YamlNodeId earlier : seen) {
    if (tree_.node(earlier).scalar != node.scalar) continue;
    const int line = tree_.place(tree_.node(earlier).offset).line;
    error(key, path, str_cat(shown(node.scalar), " is given twice, first in line ", line),
          "keep one of the two");
    return false;
  }
  // No message has more fields than that, and unknown keys are refused one by one anyway.
  if (seen.size() < 64) seen.push_back(key);
  return true;
}

void Reader::read_entry(YamlNodeId key, YamlNodeId value, const std::string& path,
                        Message& message) {
  const std::string& name = tree_.node(key).scalar;
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) {
    unknown_key(key, path, *message.GetDescriptor());
    return;
  }
  const auto* oneof = field->real_containing_oneof();
  if (oneof != nullptr && message.GetReflection()->HasOneof(message, oneof)) {
    const FieldDescriptor* other = message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
    error(key, str_cat(path, path.empty() ? "" : ".", name),
          str_cat(shown(name), " can't stand beside ", shown(other->name())),
          str_cat("keep one: they are two forms of ", oneof->name()));
    return;
  }
  read_field(key, value, str_cat(path, path.empty() ? "" : ".", name), *field, message);
}

void Reader::unknown_key(YamlNodeId key, const std::string& path, const Descriptor& type) {
  const std::string& name = tree_.node(key).scalar;
  if (name == "<<") {
    error(key, path, "YAML merge keys are not taken",
          "write the keys out, or use agent_groups for what many agents have in common");
    return;
  }
  error(key, path, str_cat("unknown key ", shown(name)),
        suggestion(name, field_names(type), "keys"));
}

void Reader::read_field(YamlNodeId key, YamlNodeId value, const std::string& path,
                        const Field& field, Message& message) {
  const YamlNode& node = tree_.node(value);
  const bool is_plain_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                                !is_duration(field) && !is_timestamp(field);
  if (node.kind == YamlNode::Kind::kNull) {
    if (field.is_repeated() || is_plain_message) return;  // the same as leaving it out
    error(key, path, str_cat(shown(field.name()), " has no value"),
          str_cat("write ", form_of(field), " after the colon, or remove the key"));
    return;
  }
  if (field.is_repeated()) {
    read_list(value, path, field, message);
  } else if (is_plain_message) {
    read_message(value, path, field, message);
  } else {
    read_scalar(value, path, field, message);
  }
}

void Reader::read_list(YamlNodeId value, const std::string& path, const Field& field,
                       Message& message) {
  const YamlNode& node = tree_.node(value);
  if (node.kind != YamlNode::Kind::kSequence) {
    const bool one = node.kind == YamlNode::Kind::kScalar && !is_secret(field);
    error(value, path, str_cat(shown(field.name()), " is ", kind_name(node), " but takes a list"),
          one ? str_cat("write [", node.scalar.substr(0, 40), "]")
              : "begin each element with \"- \"");
    return;
  }
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const YamlNodeId element = node.children[i];
    const std::string at = str_cat(path, "[", i, "]");
    if (tree_.node(element).kind == YamlNode::Kind::kNull) {
      error(element, at, "this element of the list is empty", "fill it in or remove it");
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      read_message(element, at, field, message);
    } else {
      read_scalar(element, at, field, message);
    }
  }
}

void Reader::read_message(YamlNodeId value, const std::string& path, const Field& field,
                          Message& message) {
  const Reflection& reflection = *message.GetReflection();
  Message* child = field.is_repeated() ? reflection.AddMessage(&message, &field)
                                       : reflection.MutableMessage(&message, &field);
  read(value, path, *child);
}

void Reader::read_scalar(YamlNodeId value, const std::string& path, const Field& field,
                         Message& message) {
  const YamlNode& node = tree_.node(value);
  if (node.kind != YamlNode::Kind::kScalar) {
    error(value, path, str_cat(shown(field.name()), " is ", kind_name(node)),
          str_cat("write ", form_of(field)));
    return;
  }
  if (is_duration(field)) {
    const auto duration = parse_duration(node.scalar);
    if (!duration.ok()) {
      return refuse_value(value, path, field, routing::to_std(duration.status().message()));
    }
    message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(*duration);
    return;
  }
  if (is_timestamp(field)) {
    google::protobuf::Timestamp time;
    if (!google::protobuf::util::TimeUtil::FromString(node.scalar, &time)) {
      return refuse_value(value, path, field, str_cat("is not a time; write ", form_of(field)));
    }
    message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(time);
    return;
  }
  const absl::Status status = put_scalar(node.scalar, field, message);
  if (!status.ok()) refuse_value(value, path, field, routing::to_std(status.message()));
}

void Reader::refuse_value(YamlNodeId value, const std::string& path, const Field& field,
                          std::string_view message) {
  const std::size_t cut = message.find("; ");
  const std::string what = is_secret(field) ? "the value" : shown(tree_.node(value).scalar);
  error(value, path, str_cat(what, " ", message.substr(0, cut)),
        std::string(cut == std::string_view::npos ? "" : message.substr(cut + 2)));
}

void Reader::error(YamlNodeId node, const std::string& path, std::string problem,
                   std::string remedy) {
  if (findings_.size() >= kMaxFindings) return;
  const SourceMap::Place place = tree_.place(tree_.node(node).offset);
  findings_.push_back({Finding::Severity::kError, path, place.line, place.column,
                       std::move(problem), std::move(remedy)});
}

}  // namespace usher::config
