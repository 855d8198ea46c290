// What the checks of a configuration have in common: where findings go, and the forms that many
// fields share. For this module only.
//
// One thread; lives for one check.
#ifndef USHER_ENGINE_CONFIG_CHECKER_H_
#define USHER_ENGINE_CONFIG_CHECKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "engine/config/defaults.h"
#include "engine/config/finding.h"
#include "engine/config/source_map.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/repeated_field.h"

namespace usher::config {

enum class Form : std::uint8_t {
  kName,     // [a-z][a-z0-9-]{0,62}
  kSkill,    // [a-z][a-z0-9_.-]{0,62}
  kCounter,  // [a-z0-9][a-z0-9-]{0,62}
  kAgent,    // [A-Za-z0-9][A-Za-z0-9._-]{0,62}
};
bool has_form(std::string_view value, Form form);

// The ids of one kind, in their order, and where each stands.
class Ids {
 public:
  // False if it is there already; `first` is then the path of the first.
  bool add(const std::string& id, const std::string& path, std::string* first);
  bool has(const std::string& id) const { return paths_.contains(id); }
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
  absl::flat_hash_map<std::string, std::string> paths_;  // looked up, never iterated
};

std::string path_to(std::string_view parent, std::string_view field);
std::string path_to(std::string_view parent, std::string_view field, int index);

class Checker {
 public:
  // `base` is where the message that is checked stands in the text.
  Checker(const SourceMap& source, std::string_view base, std::vector<Finding>& findings)
      : source_(source), base_(base), findings_(findings) {}

  // `offset`: the byte of the value that is meant.
  void error(const std::string& path, std::string problem, std::string remedy,
             std::size_t offset = 0);
  void warning(const std::string& path, std::string problem, std::string remedy);
  bool given(const std::string& path) const { return source_.has(absolute(path)); }
  bool failed() const { return has_errors(findings_); }

  // An id that is required, of the form, and not among `ids` yet; it joins them.
  void id(const std::string& path, const std::string& value, Form form, Ids& ids);
  bool form(const std::string& path, const std::string& value, Form form);
  // A reference; "" passes.
  void reference(const std::string& path, const std::string& value, const Ids& ids,
                 std::string_view role, std::string_view plural);
  // Each of a list, and none twice.
  void references(const std::string& path,
                  const google::protobuf::RepeatedPtrField<std::string>& values, const Ids& ids,
                  std::string_view role, std::string_view plural);
  // For people: at most 256 bytes, no control characters.
  void text(const std::string& path, const std::string& value);
  void duration(const std::string& path, bool is_set, const google::protobuf::Duration& value,
                const DurationRule& rule);
  void integer(const std::string& path, std::int32_t value, const IntegerRule& rule);
  void at_most(const std::string& path, int size, int limit);
  // An enum value that is required and known.
  template <typename Enum>
  bool value(const std::string& path, Enum number) {
    return enum_value(path, *google::protobuf::GetEnumDescriptor<Enum>(), number);
  }
  // Known values, none twice.
  template <typename Enum>
  void values(const std::string& path, const google::protobuf::RepeatedField<int>& numbers) {
    enum_values(path, *google::protobuf::GetEnumDescriptor<Enum>(), numbers);
  }
  void time_zone(const std::string& path, const std::string& name);
  // "the first is queues[0]" or "the first is in line 12".
  std::string where(const std::string& path) const;

 private:
  bool enum_value(const std::string& path, const google::protobuf::EnumDescriptor& type,
                  int number);
  void enum_values(const std::string& path, const google::protobuf::EnumDescriptor& type,
                   const google::protobuf::RepeatedField<int>& numbers);
  std::string absolute(std::string_view path) const;
  void add(Finding::Severity severity, const std::string& path, std::string problem,
           std::string remedy, std::size_t offset);

  const SourceMap& source_;
  std::string base_;
  std::vector<Finding>& findings_;
};

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_CHECKER_H_
