// Reads mappings of a scenario file: typed values, and a finding for every mistake, so that one run
// names them all.
//
// One thread, for the time of one reading. Every getter that finds something wrong says so and
// gives the default.
#ifndef USHER_TOOLS_USHERSIM_RUN_FIELDS_H_
#define USHER_TOOLS_USHERSIM_RUN_FIELDS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/config/finding.h"
#include "engine/config/yaml_tree.h"
#include "routing/types.h"

namespace usher::plan {

using routing::Duration;

// One file.
class Document {
 public:
  Document(std::string file, std::string_view text);

  const std::string& file() const { return file_; }
  const config::YamlTree& tree() const { return *tree_; }
  const config::YamlNode& node(config::YamlNodeId id) const { return tree_->node(id); }
  void error(config::YamlNodeId at, std::string_view path, std::string problem, std::string remedy);
  void refuse(std::string problem, std::string remedy);  // the file as a whole
  const std::vector<config::Finding>& findings() const { return findings_; }

 private:
  std::string file_;
  std::vector<config::Finding> findings_;
  std::shared_ptr<const config::YamlTree> tree_;
};

// A place in a document.
struct Place {
  Document* document = nullptr;
  config::YamlNodeId id = 0;
  std::string path;

  const config::YamlNode& node() const { return document->node(id); }
  void error(std::string problem, std::string remedy) const {
    document->error(id, path, std::move(problem), std::move(remedy));
  }
  // The parts of a list; a finding where it is none.
  std::vector<Place> list() const;
  std::optional<std::string> text() const;
  std::optional<double> number(double lowest, double highest) const;
  std::optional<std::int64_t> integer(std::int64_t lowest, std::int64_t highest) const;
  std::optional<bool> boolean() const;
  // "90s", "1h30m".
  std::optional<Duration> duration(Duration lowest, Duration highest) const;
  // "07:30" or "07:30:15", from midnight to "24:00".
  std::optional<Duration> time_of_day() const;
  // The index of the word among those that are taken there.
  std::optional<std::size_t> word(const std::vector<std::string>& known,
                                  std::string_view plural) const;
};

class Fields {
 public:
  // Findings for keys that are not among `keys`, for keys twice, and for what is no mapping.
  Fields(const Place& place, std::vector<std::string> keys);

  const Place& place() const { return place_; }
  std::optional<Place> get(std::string_view key) const;
  bool has(std::string_view key) const { return get(key).has_value(); }
  // With a finding where it is missing.
  std::optional<Place> need(std::string_view key, std::string_view remedy) const;
  // Findings where two of them stand side by side, or none and `one_is_needed`.
  void at_most_one(const std::vector<std::string>& keys, bool one_is_needed) const;

  std::string text(std::string_view key, std::string otherwise) const;
  double number(std::string_view key, double lowest, double highest, double otherwise) const;
  std::int64_t integer(std::string_view key, std::int64_t lowest, std::int64_t highest,
                       std::int64_t otherwise) const;
  bool boolean(std::string_view key, bool otherwise) const;
  Duration duration(std::string_view key, Duration lowest, Duration highest,
                    Duration otherwise) const;
  std::vector<Place> list(std::string_view key) const;
  // Ids of a list as indexes into `known`; none twice.
  std::vector<std::size_t> references(std::string_view key, const std::vector<std::string>& known,
                                      std::string_view plural) const;

 private:
  Place place_;
  std::vector<std::string> keys_;
};

// Checks the form [a-z0-9][a-z0-9._-]{0,62} of an id.
bool is_id(std::string_view text);

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_FIELDS_H_
