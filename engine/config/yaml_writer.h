// Writes messages as YAML. For this module only; config_file.h has the public way in.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CONFIG_YAML_WRITER_H_
#define USHER_ENGINE_CONFIG_YAML_WRITER_H_

#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace usher::config {

// On one line: "{id: a, channels: [PHONE, CHAT]}".
std::string flow_yaml(const google::protobuf::Message& message);
// One field of the message, a list as "[…]"; `index` picks an element of a list, −1 the whole.
std::string flow_yaml(const google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field, int index = -1);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_YAML_WRITER_H_
