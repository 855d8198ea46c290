// Takes yaml-cpp's events into a YamlTree and stops at the bounds. For yaml_tree.cc only.
//
// One use, one thread. What it refuses leaves through Refused, which never leaves YamlTree::parse.
#ifndef USHER_ENGINE_CONFIG_YAML_BUILDER_H_
#define USHER_ENGINE_CONFIG_YAML_BUILDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "engine/config/yaml_tree.h"
#include "yaml-cpp/eventhandler.h"
#include "yaml-cpp/mark.h"

namespace usher::config {

struct Refused {
  std::size_t offset = 0;
  std::string problem;
  std::string remedy;
};

class YamlBuilder : public YAML::EventHandler {
 public:
  explicit YamlBuilder(YamlTree& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNodeId id;
    YAML::anchor_t anchor;
  };

  YamlNodeId add(YamlNode::Kind kind, const YAML::Mark& mark);
  void attach(YamlNodeId id, const YAML::Mark& mark);
  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor);
  void close();
  void count(std::size_t values, std::size_t offset) const;
  static void refuse_tag(std::string_view tag, std::size_t offset);

  YamlTree& tree_;
  std::vector<Open> open_;
  int documents_ = 0;
  absl::flat_hash_map<YAML::anchor_t, YamlNodeId> anchors_;  // of complete nodes
};

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_YAML_BUILDER_H_
