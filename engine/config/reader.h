// Reads a YAML tree into a message through the message's descriptor. For this module only.
//
// Pure; any thread. What is wrong becomes findings; the rest of the tree is read all the same, so
// that one run names every mistake.
#ifndef USHER_ENGINE_CONFIG_READER_H_
#define USHER_ENGINE_CONFIG_READER_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/finding.h"
#include "engine/config/yaml_tree.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace usher::config {

bool is_secret(const google::protobuf::FieldDescriptor& field);

class Reader {
 public:
  Reader(const YamlTree& tree, std::vector<Finding>& findings) : tree_(tree), findings_(findings) {}

  void read(YamlNodeId node, const std::string& path, google::protobuf::Message& message);

 private:
  using Field = google::protobuf::FieldDescriptor;

  void read_entry(YamlNodeId key, YamlNodeId value, const std::string& path,
                  google::protobuf::Message& message);
  void read_field(YamlNodeId key, YamlNodeId value, const std::string& path, const Field& field,
                  google::protobuf::Message& message);
  void read_list(YamlNodeId value, const std::string& path, const Field& field,
                 google::protobuf::Message& message);
  void read_message(YamlNodeId value, const std::string& path, const Field& field,
                    google::protobuf::Message& message);
  void read_scalar(YamlNodeId value, const std::string& path, const Field& field,
                   google::protobuf::Message& message);
  bool is_new_key(YamlNodeId key, const std::string& path, std::vector<YamlNodeId>& seen);
  void unknown_key(YamlNodeId key, const std::string& path,
                   const google::protobuf::Descriptor& type);
  // "PROBLEM; REMEDY" of a Status about a value.
  void refuse_value(YamlNodeId value, const std::string& path, const Field& field,
                    std::string_view message);
  void error(YamlNodeId node, const std::string& path, std::string problem, std::string remedy);

  const YamlTree& tree_;
  std::vector<Finding>& findings_;
};

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_READER_H_
