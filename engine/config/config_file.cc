#include "engine/config/config_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "engine/config/reader.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "engine/config/yaml_tree.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using routing::str_cat;

void add_error(std::vector<Finding>& findings, SourceMap::Place place, std::string path,
               std::string problem, std::string remedy) {
  findings.push_back({Finding::Severity::kError, std::move(path), place.line, place.column,
                      std::move(problem), std::move(remedy)});
}

std::shared_ptr<const YamlTree> parse(std::string_view yaml, std::vector<Finding>& findings) {
  auto tree = YamlTree::parse(yaml, findings);
  const bool empty = !tree->root() || tree->node(*tree->root()).kind == YamlNode::Kind::kNull;
  if (findings.empty() && empty) {
    add_error(findings, tree->place(0), "", "the configuration is empty",
              "deploy/sample/minimal.yaml is the smallest one");
  }
  return tree;
}

bool has_key(const YamlTree& tree, std::string_view key) {
  return tree.find(key, true).has_value();
}

}  // namespace

Loaded load_text(std::string_view yaml) {
  Loaded loaded;
  const auto tree = parse(yaml, loaded.findings);
  loaded.source = SourceMap(tree);
  if (tree->root()) Reader(*tree, loaded.findings).read(*tree->root(), "", loaded.config);
  return loaded;
}

Loaded load_file(const std::string& path) {
  Loaded loaded;
  const auto refuse = [&](std::string why) {
    add_error(loaded.findings, {}, "", std::move(why), "name a readable YAML file");
    return loaded;
  };
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse(str_cat("can't be opened: ", std::generic_category().message(errno)));
  std::string text(kMaxConfigBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.gcount() == 0 && errno != 0)) {
    return refuse(str_cat("can't be read: ", std::generic_category().message(errno)));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return load_text(text);
}

LoadedAgency load_agency_text(std::string_view yaml, std::string_view agency_id) {
  LoadedAgency loaded;
  const auto tree = parse(yaml, loaded.findings);
  loaded.source = SourceMap(tree);
  if (!tree->root()) return loaded;
  if (!has_key(*tree, "agencies") && !has_key(*tree, "server")) {
    Reader(*tree, loaded.findings).read(*tree->root(), "", loaded.config);
  } else {
    usher::v1::Config whole;
    Reader(*tree, loaded.findings).read(*tree->root(), "", whole);
    std::vector<std::string> ids;
    for (int i = 0; i < whole.agencies_size(); ++i) {
      ids.push_back(whole.agencies(i).id());
      if (ids.back() != agency_id || !loaded.path.empty()) continue;
      loaded.path = str_cat("agencies[", i, "]");
      loaded.config = whole.agencies(i);
    }
    if (loaded.path.empty()) {
      add_error(loaded.findings, loaded.source.locate_key("agencies"), "agencies",
                str_cat("the file has no agency ", shown(agency_id)),
                suggestion(agency_id, ids, "agencies"));
    }
    return loaded;
  }
  if (!loaded.config.id().empty() && loaded.config.id() != agency_id) {
    add_error(loaded.findings, loaded.source.locate("id"), "id",
              str_cat("this is the configuration of agency ", shown(loaded.config.id())),
              str_cat("apply it to that agency, or write id: ", agency_id));
  }
  return loaded;
}

}  // namespace usher::config
