// A YAML text as a tree that keeps where everything stands. For this module, and for the scenarios
// of tools/ushersim/run.
//
// Immutable once made; any thread. Aliases are resolved to shared nodes and never copied; the
// bounds of config_file.h hold for the tree as if they were.
#ifndef USHER_ENGINE_CONFIG_YAML_TREE_H_
#define USHER_ENGINE_CONFIG_YAML_TREE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/finding.h"
#include "engine/config/source_map.h"

namespace usher::config {

using YamlNodeId = std::uint32_t;

struct YamlNode {
  enum class Kind : std::uint8_t { kNull, kScalar, kSequence, kMap };
  Kind kind = Kind::kNull;
  bool quoted = false;  // a scalar that is text whatever it looks like
  std::size_t offset = 0;
  std::size_t values = 1;  // in the subtree, aliases expanded
  std::string scalar;
  std::vector<YamlNodeId> children;  // of a map: key, value, key, value, …
};

class YamlTree {
 public:
  // What can't be read at all becomes one finding; the tree is then empty but still knows the text.
  static std::shared_ptr<const YamlTree> parse(std::string_view text,
                                               std::vector<Finding>& findings);

  std::optional<YamlNodeId> root() const { return root_; }
  const YamlNode& node(YamlNodeId id) const { return nodes_[id]; }
  SourceMap::Place place(std::size_t offset) const;

  // The node at a path and the key in front of it; empty where the text has nothing there.
  struct Found {
    std::optional<YamlNodeId> key;
    YamlNodeId value = 0;
  };
  // `exact` false: the nearest that holds it.
  std::optional<Found> find(std::string_view path, bool exact) const;
  // Where the byte at `offset` of the scalar's value stands in the text.
  std::size_t offset_within(YamlNodeId scalar, std::size_t offset) const;

 private:
  friend class YamlBuilder;
  std::string text_;
  std::vector<std::size_t> lines_;  // where each begins
  std::vector<YamlNode> nodes_;
  std::optional<YamlNodeId> root_;
};

// "a mapping", "a list", "text", "nothing".
std::string_view kind_name(const YamlNode& node);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_YAML_TREE_H_
