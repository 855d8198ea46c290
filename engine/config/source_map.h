// Where in a YAML text a path of the configuration stands.
//
// A value that shares the text and its parse; any thread once made. Empty for a configuration that
// came as a message: then every place is 0:0.
#ifndef USHER_ENGINE_CONFIG_SOURCE_MAP_H_
#define USHER_ENGINE_CONFIG_SOURCE_MAP_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace usher::config {

class YamlTree;

class SourceMap {
 public:
  struct Place {
    int line = 0;    // from 1
    int column = 0;  // in characters, from 1
  };

  SourceMap() = default;
  explicit SourceMap(std::shared_ptr<const YamlTree> tree) : tree_(std::move(tree)) {}

  // The value at "agencies[0].queues[2].required_skills", or the nearest that holds it where the
  // text does not have it. `offset` counts bytes into a text value; where the value is not written
  // in one piece (escapes, several lines) the place is its beginning.
  Place locate(std::string_view path, std::size_t offset = 0) const;
  // The key in front of the value.
  Place locate_key(std::string_view path) const;
  // Whether the text says something at exactly this path.
  bool has(std::string_view path) const;

 private:
  std::shared_ptr<const YamlTree> tree_;
};

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_SOURCE_MAP_H_
