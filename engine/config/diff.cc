#include "engine/config/diff.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "engine/config/scalar.h"
#include "engine/config/yaml_writer.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using routing::str_cat;
using usher::v1::ConfigDifference;

// Rules are compared in rows × columns; beyond that they are compared by position.
constexpr std::size_t kMaxAlignment = 4'000'000;

std::string text_of(const Message& message, std::string_view field) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(std::string(field));
  return found == nullptr ? "" : flow_yaml(message, *found);
}

// What tells the elements of a list apart; empty where their position does.
std::string key_of(const Message& message) {
  const std::string& type = message.GetDescriptor()->name();
  if (type == "AgentLanguage") {
    return str_cat(text_of(message, "tag"), "/", text_of(message, "modality"));
  }
  if (type == "AgentSkill") return text_of(message, "skill");
  if (type == "ChannelCapacity") return text_of(message, "channel");
  return text_of(message, "id");
}

bool is_structure(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->file()->package() != "google.protobuf";
}

class Differ {
 public:
  void messages(const Message& from, const Message& to, const std::string& path) {
    for (int i = 0; i < from.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *from.GetDescriptor()->field(i);
      const std::string at = str_cat(path, path.empty() ? "" : ".", field.name());
      if (!is_structure(field)) {
        values(from, to, field, at);
      } else if (field.is_repeated()) {
        lists(from, to, field, at);
      } else {
        const Reflection& r = *from.GetReflection();
        if (r.HasField(from, &field) && r.HasField(to, &field)) {
          messages(r.GetMessage(from, &field), r.GetMessage(to, &field), at);
        } else {
          values(from, to, field, at);
        }
      }
    }
  }
  std::vector<ConfigDifference> take() { return std::move(differences_); }

 private:
  void add(const std::string& path, const std::string& before, const std::string& after) {
    if (before == after) return;
    ConfigDifference& difference = differences_.emplace_back();
    difference.set_path(path);
    difference.set_old_value(before);
    difference.set_new_value(after);
  }

  static std::string value(const Message& message, const FieldDescriptor& field) {
    const Reflection& r = *message.GetReflection();
    const bool is_set =
        field.is_repeated() ? r.FieldSize(message, &field) > 0 : r.HasField(message, &field);
    return is_set ? flow_yaml(message, field) : "";
  }

  void values(const Message& from, const Message& to, const FieldDescriptor& field,
              const std::string& path) {
    add(path, value(from, field), value(to, field));
  }

  static std::vector<const Message*> elements(const Message& message,
                                              const FieldDescriptor& field) {
    std::vector<const Message*> all;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
      all.push_back(&message.GetReflection()->GetRepeatedMessage(message, &field, i));
    }
    return all;
  }

  using Index = absl::flat_hash_map<std::string, const Message*>;  // looked up, never iterated
  // Nothing where an element has no key or two have the same.
  static std::optional<Index> by_key(const std::vector<const Message*>& list) {
    Index index;
    for (const Message* element : list) {
      const std::string key = key_of(*element);
      if (key.empty() || !index.try_emplace(key, element).second) return std::nullopt;
    }
    return index;
  }

  void lists(const Message& from, const Message& to, const FieldDescriptor& field,
             const std::string& path) {
    const auto before = elements(from, field);
    const auto after = elements(to, field);
    const auto old_index = by_key(before);
    const auto new_index = by_key(after);
    if (!old_index || !new_index) return ordered(before, after, path);
    for (const Message* element : before) {
      const std::string key = key_of(*element);
      if (!new_index->contains(key)) add(str_cat(path, "[", key, "]"), flow_yaml(*element), "");
    }
    for (const Message* element : after) {
      const std::string key = key_of(*element);
      const std::string at = str_cat(path, "[", key, "]");
      const auto old = old_index->find(key);
      if (old == old_index->end()) {
        add(at, "", flow_yaml(*element));
      } else {
        messages(*old->second, *element, at);
      }
    }
  }

  // A longest common subsequence: what moved is removed here and added there.
  void ordered(const std::vector<const Message*>& before, const std::vector<const Message*>& after,
               const std::string& path) {
    const std::size_t rows = before.size();
    const std::size_t columns = after.size();
    if ((rows + 1) * (columns + 1) > kMaxAlignment) return by_position(before, after, path);
    std::vector<std::vector<std::uint32_t>> common(rows + 1,
                                                   std::vector<std::uint32_t>(columns + 1, 0));
    std::vector<std::string> old_bytes;
    std::vector<std::string> new_bytes;
    for (const Message* m : before) old_bytes.push_back(m->SerializeAsString());
    for (const Message* m : after) new_bytes.push_back(m->SerializeAsString());
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        common[i][j] = old_bytes[i] == new_bytes[j] ? common[i + 1][j + 1] + 1
                                                    : std::max(common[i + 1][j], common[i][j + 1]);
      }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < rows || j < columns) {
      if (i < rows && j < columns && old_bytes[i] == new_bytes[j]) {
        ++i;
        ++j;
      } else if (j == columns || (i < rows && common[i + 1][j] >= common[i][j + 1])) {
        add(str_cat(path, "[", i, "]"), flow_yaml(*before[i]), "");
        ++i;
      } else {
        add(str_cat(path, "[", j, "]"), "", flow_yaml(*after[j]));
        ++j;
      }
    }
  }

  void by_position(const std::vector<const Message*>& before,
                   const std::vector<const Message*>& after, const std::string& path) {
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      add(str_cat(path, "[", i, "]"), i < before.size() ? flow_yaml(*before[i]) : "",
          i < after.size() ? flow_yaml(*after[i]) : "");
    }
  }

  std::vector<ConfigDifference> differences_;
};

}  // namespace

std::vector<ConfigDifference> diff(const usher::v1::AgencyConfig& from,
                                   const usher::v1::AgencyConfig& to) {
  Differ differ;
  differ.messages(from, to, "");
  return differ.take();
}

std::string to_string(const ConfigDifference& difference) {
  if (difference.old_value().empty()) {
    return str_cat(difference.path(), ": added ", difference.new_value());
  }
  if (difference.new_value().empty()) {
    return str_cat(difference.path(), ": removed ", difference.old_value());
  }
  return str_cat(difference.path(), ": ", difference.old_value(), " → ", difference.new_value());
}

}  // namespace usher::config
