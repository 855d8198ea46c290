#include "engine/config/yaml_tree.h"

#include <algorithm>
#include <array>
#include <exception>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"

#include "engine/config/config_file.h"
#include "engine/config/utf8.h"
#include "engine/config/yaml_builder.h"
#include "routing/text.h"
#include "yaml-cpp/exceptions.h"
#include "yaml-cpp/parser.h"

namespace usher::config {
namespace {

using routing::str_cat;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// yaml-cpp's words for what goes wrong most, and what would be right.
std::string remedy_for(std::string_view problem) {
  struct Known {
    std::string_view part;
    std::string_view remedy;
  };
  constexpr std::array kKnown = {
      Known{"end of map flow", "close it with \"}\""},
      Known{"end of sequence flow", "close it with \"]\""},
      Known{"end of map",
            "keys of one mapping begin in the same column, and quotes above are closed"},
      Known{"end of sequence", "the \"-\" of one list begin in the same column"},
      Known{"illegal map value", "put text that holds \": \" in double quotes"},
      Known{"illegal map key", "put text that begins with \"?\" in double quotes"},
      Known{"illegal EOF in scalar", "close the quotes"},
      Known{"unknown escape", "write a backslash as \"\\\\\", or use single quotes"},
      Known{"anchor is not defined", "an alias *NAME needs an anchor &NAME above it"},
      Known{"illegal flow end", "every \"]\" and \"}\" needs its opening bracket"},
      Known{"unknown token", "put text that begins with \"@\", \"`\" or \"%\" in double quotes"},
  };
  for (const Known& known : kKnown) {
    if (problem.find(known.part) != std::string_view::npos) return std::string(known.remedy);
  }
  return "correct the YAML here";
}

Finding finding_at(const YamlTree& tree, const Refused& refused) {
  const SourceMap::Place place = tree.place(refused.offset);
  return {Finding::Severity::kError, "", place.line, place.column, refused.problem, refused.remedy};
}

// The tab in the indentation of a line at or right above the place where the parser gave up.
std::optional<std::size_t> tab_before(std::string_view text, std::size_t offset) {
  std::size_t end = std::min(offset, text.size());
  for (int lines = 0; lines < 3; ++lines) {
    const std::size_t newline = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::size_t indent = text.find_first_not_of(" \t", begin);
    const std::size_t tab = text.substr(0, indent).find('\t', begin);
    if (tab != std::string_view::npos) return tab;
    if (newline == std::string_view::npos) break;
    end = newline;
  }
  return std::nullopt;
}

Refused refused_by_parser(std::string_view text, const YAML::Exception& e) {
  const std::size_t offset = e.mark.pos < 0 ? text.size() : static_cast<std::size_t>(e.mark.pos);
  if (const auto tab = tab_before(text, offset)) {
    return {*tab, "a tab is used for indentation", "indent with spaces"};
  }
  return {offset, str_cat("this is not YAML: ", e.msg), remedy_for(e.msg)};
}

std::optional<Refused> refused_text(std::string_view text) {
  if (text.size() > kMaxConfigBytes) {
    return Refused{0, str_cat("the text has ", text.size(), " bytes"),
                   str_cat("at most ", kMaxConfigBytes, " (8 MiB) are taken")};
  }
  if (const auto at = first_invalid_utf8(text)) {
    return Refused{*at, "the text is not UTF-8 from here on", "save the file as UTF-8"};
  }
  if (const auto at = first_control(text)) {
    return Refused{*at, str_cat("there is a control character ", shown(text.substr(*at, 1))),
                   "remove it"};
  }
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const YamlTree> YamlTree::parse(std::string_view text,
                                                std::vector<Finding>& findings) {
  auto tree = std::make_shared<YamlTree>();
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  tree->text_ = std::string(text.substr(0, kMaxConfigBytes));
  tree->lines_.push_back(0);
  for (std::size_t i = 0; i < tree->text_.size(); ++i) {
    if (tree->text_[i] == '\n') tree->lines_.push_back(i + 1);
  }
  std::optional<Refused> refused = refused_text(text);
  if (!refused) {
    // yaml-cpp speaks in exceptions; none goes further than this.
    try {
      YamlBuilder builder(*tree);
      std::istringstream in(tree->text_);
      YAML::Parser parser(in);
      while (parser.HandleNextDocument(builder)) {
      }
    } catch (const Refused& r) {
      refused = r;
    } catch (const YAML::Exception& e) {
      refused = refused_by_parser(tree->text_, e);
    } catch (const std::exception& e) {
      refused = Refused{0, str_cat("this is not YAML: ", e.what()), "correct the YAML"};
    }
  }
  if (refused) {
    findings.push_back(finding_at(*tree, *refused));
    tree->root_.reset();
    tree->nodes_.clear();
  }
  return tree;
}

SourceMap::Place YamlTree::place(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const std::size_t begin = *(after - 1);
  // In text that is no UTF-8, only what stands before the first wrong byte is counted.
  const auto before = std::string_view(text_).substr(begin, offset - begin);
  return {static_cast<int>(after - lines_.begin()), static_cast<int>(count_characters(before)) + 1};
}

std::size_t YamlTree::offset_within(YamlNodeId scalar, std::size_t offset) const {
  const YamlNode& found = nodes_[scalar];
  if (found.kind != YamlNode::Kind::kScalar || offset > found.scalar.size()) return found.offset;
  std::size_t begin = found.offset;
  if (begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'')) ++begin;
  const std::string_view written = std::string_view(text_).substr(begin, offset);
  return written == std::string_view(found.scalar).substr(0, offset) ? begin + offset
                                                                     : found.offset;
}

namespace {

// Takes "[2]", ".queues" or "queues" off the front.
std::string_view next_step(std::string_view& path) {
  if (path[0] == '.') path.remove_prefix(1);
  const std::size_t end = path[0] == '[' ? path.find(']') + 1 : path.find_first_of(".[");
  const std::string_view step = path.substr(0, end);
  path.remove_prefix(step.size());
  return step;
}

}  // namespace

std::optional<YamlTree::Found> YamlTree::find(std::string_view path, bool exact) const {
  if (!root_) return std::nullopt;
  Found found{std::nullopt, *root_};
  while (!path.empty()) {
    const std::string_view step = next_step(path);
    const YamlNode& here = nodes_[found.value];
    std::optional<Found> next;
    if (step.front() == '[') {
      std::size_t index = 0;
      const std::string_view digits = step.substr(1, step.size() - 2);
      if (here.kind == YamlNode::Kind::kSequence &&
          absl::SimpleAtoi(routing::to_absl(digits), &index) && index < here.children.size()) {
        next = Found{std::nullopt, here.children[index]};
      }
    } else if (here.kind == YamlNode::Kind::kMap) {
      for (std::size_t i = 0; i + 1 < here.children.size() && !next; i += 2) {
        if (nodes_[here.children[i]].scalar == step) {
          next = Found{here.children[i], here.children[i + 1]};
        }
      }
    }
    if (!next) return exact ? std::nullopt : std::optional<Found>(found);
    found = *next;
  }
  return found;
}

std::string_view kind_name(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "a single value";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a mapping";
  }
  return "";
}

SourceMap::Place SourceMap::locate(std::string_view path, std::size_t offset) const {
  if (!tree_) return {};
  const auto found = tree_->find(path, false);
  if (!found) return tree_->place(0);
  const bool empty = tree_->node(found->value).kind == YamlNode::Kind::kNull;
  if (empty && found->key) return tree_->place(tree_->node(*found->key).offset);
  return tree_->place(tree_->offset_within(found->value, offset));
}

SourceMap::Place SourceMap::locate_key(std::string_view path) const {
  if (!tree_) return {};
  const auto found = tree_->find(path, false);
  if (!found) return tree_->place(0);
  return tree_->place(tree_->node(found->key.value_or(found->value)).offset);
}

bool SourceMap::has(std::string_view path) const { return tree_ && tree_->find(path, true); }

}  // namespace usher::config
