// Enum values as people type and read them: PHONE for CHANNEL_PHONE or Channel::PHONE, in-person
// for IN_PERSON. Pure functions over generated enums; any thread. An unknown word is
// INVALID_ARGUMENT that lists the right ones.
#ifndef USHER_TOOLS_CLIENT_ENUMS_H_
#define USHER_TOOLS_CLIENT_ENUMS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

namespace usher::client {

std::string enum_word(const google::protobuf::EnumDescriptor& type, int value);
absl::StatusOr<int> parse_enum_word(const google::protobuf::EnumDescriptor& type,
                                    absl::string_view word);
// "PHONE, CHAT, WEB, IN_PERSON".
std::string enum_words(const google::protobuf::EnumDescriptor& type);

template <class Enum>
std::string word(Enum value) {
  return enum_word(*google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value));
}

template <class Enum>
absl::StatusOr<Enum> parse_word(absl::string_view text) {
  auto value = parse_enum_word(*google::protobuf::GetEnumDescriptor<Enum>(), text);
  if (!value.ok()) return value.status();
  return static_cast<Enum>(*value);
}

template <class Enum>
std::string all_words() {
  return enum_words(*google::protobuf::GetEnumDescriptor<Enum>());
}

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_ENUMS_H_
