#include "tools/client/enums.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace usher::client {
namespace {

// The first value of an enum is PREFIX_UNSPECIFIED, and where the others begin with PREFIX_ as
// well, they are read without it.
std::string prefix_of(const google::protobuf::EnumDescriptor& type) {
  absl::string_view first = type.value(0)->name();
  const std::size_t end = first.rfind("UNSPECIFIED");
  if (end == absl::string_view::npos) return "";
  const std::string prefix(first.substr(0, end));
  for (int i = 1; i < type.value_count(); ++i) {
    if (!absl::StartsWith(type.value(i)->name(), prefix)) return "";
  }
  return prefix;
}

}  // namespace

std::string enum_word(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* found = type.FindValueByNumber(value);
  if (found == nullptr) return absl::StrCat("UNKNOWN_", value);
  return found->name().substr(prefix_of(type).size());
}

absl::StatusOr<int> parse_enum_word(const google::protobuf::EnumDescriptor& type,
                                    absl::string_view word) {
  const std::string wanted = absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}});
  const std::string prefix = prefix_of(type);
  for (int i = 0; i < type.value_count(); ++i) {
    const auto& value = *type.value(i);
    if (value.number() == 0) continue;
    if (wanted == value.name() || wanted == value.name().substr(prefix.size())) {
      return value.number();
    }
  }
  return absl::InvalidArgumentError(absl::StrCat("'", word, "' is not one of: ", enum_words(type)));
}

std::string enum_words(const google::protobuf::EnumDescriptor& type) {
  std::string all;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    absl::StrAppend(&all, all.empty() ? "" : ", ", enum_word(type, type.value(i)->number()));
  }
  return all;
}

}  // namespace usher::client
