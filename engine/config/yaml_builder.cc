#include "engine/config/yaml_builder.h"

#include "engine/config/config_file.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using routing::str_cat;

std::size_t offset_of(const YAML::Mark& mark) {
  return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
}

}  // namespace

void YamlBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1) {
    throw Refused{offset_of(mark), "a second YAML document begins here",
                  "a configuration is one document; remove this \"---\""};
  }
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const YamlNodeId id = add(YamlNode::Kind::kNull, mark);
  attach(id, mark);
  if (anchor != YAML::NullAnchor) anchors_[anchor] = id;
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    throw Refused{offset_of(mark), "this alias stands inside the value it stands for",
                  "write the value out"};
  }
  attach(found->second, mark);
}

void YamlBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  refuse_tag(tag, offset_of(mark));
  const YamlNodeId id = add(YamlNode::Kind::kScalar, mark);
  tree_.nodes_[id].scalar = value;
  tree_.nodes_[id].quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
  attach(id, mark);
  if (anchor != YAML::NullAnchor) anchors_[anchor] = id;
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(YamlNode::Kind::kSequence, mark, tag, anchor);
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  open(YamlNode::Kind::kMap, mark, tag, anchor);
}

YamlNodeId YamlBuilder::add(YamlNode::Kind kind, const YAML::Mark& mark) {
  count(tree_.nodes_.size(), offset_of(mark));
  YamlNode node;
  node.kind = kind;
  node.offset = offset_of(mark);
  tree_.nodes_.push_back(std::move(node));
  return static_cast<YamlNodeId>(tree_.nodes_.size() - 1);
}

void YamlBuilder::attach(YamlNodeId id, const YAML::Mark& mark) {
  if (open_.empty()) {
    tree_.root_ = id;
    return;
  }
  YamlNode& parent = tree_.nodes_[open_.back().id];
  parent.children.push_back(id);
  parent.values += tree_.nodes_[id].values;
  count(parent.values, offset_of(mark));
}

void YamlBuilder::open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor) {
  refuse_tag(tag, offset_of(mark));
  if (open_.size() >= static_cast<std::size_t>(kMaxConfigNesting)) {
    throw Refused{offset_of(mark), str_cat("values are nested over ", kMaxConfigNesting, " deep"),
                  "a configuration needs no more than 10 levels"};
  }
  open_.push_back({add(kind, mark), anchor});
}

// A list or mapping joins its parent when it is complete: until then an alias can't mean it.
void YamlBuilder::close() {
  const Open done = open_.back();
  open_.pop_back();
  YAML::Mark mark;
  mark.pos = static_cast<int>(tree_.nodes_[done.id].offset);
  attach(done.id, mark);
  if (done.anchor != YAML::NullAnchor) anchors_[done.anchor] = done.id;
}

void YamlBuilder::count(std::size_t values, std::size_t offset) const {
  if (values < kMaxConfigValues) return;
  throw Refused{offset,
                str_cat("more than ", kMaxConfigValues, " values, those behind aliases included"),
                "use fewer aliases, and agent_groups for what many agents have in common"};
}

void YamlBuilder::refuse_tag(std::string_view tag, std::size_t offset) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  if (tag.empty() || tag == "?" || tag == "!" || tag.substr(0, kCore.size()) == kCore) return;
  throw Refused{offset, str_cat("the YAML tag ", shown(tag), " has no meaning here"),
                "remove the tag"};
}

}  // namespace usher::config
