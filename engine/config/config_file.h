// The configuration file: YAML with exactly the messages of usher/v1/config.proto, read through
// their descriptors, and written back.
//
// Pure but for load_file; any thread. Nothing throws. Whatever is wrong becomes a finding; a
// message beside findings that are errors holds what could be read and must not be put in force.
// Bounds: 8 MiB of text, nesting of 64, a million values after aliases are expanded, 1,000
// findings.
#ifndef USHER_ENGINE_CONFIG_CONFIG_FILE_H_
#define USHER_ENGINE_CONFIG_CONFIG_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/finding.h"
#include "engine/config/source_map.h"
#include "google/protobuf/message.h"
#include "usher/v1/config.pb.h"

namespace usher::config {

inline constexpr std::size_t kMaxConfigBytes = 8U << 20U;
inline constexpr int kMaxConfigNesting = 64;
inline constexpr std::size_t kMaxConfigValues = 1'000'000;
inline constexpr std::size_t kMaxFindings = 1'000;

struct Loaded {
  usher::v1::Config config;
  // What the text as such has wrong: form, keys, types. Meaning is the matter of compile.h; check.h
  // does both.
  std::vector<Finding> findings;
  SourceMap source;
};

struct LoadedAgency {
  usher::v1::AgencyConfig config;
  std::vector<Finding> findings;
  SourceMap source;
  std::string path;  // where the agency stands in the text: "agencies[0]", or "" for a part alone
};

// A file that can't be read is a finding like any other.
Loaded load_file(const std::string& path);
Loaded load_text(std::string_view yaml);

// A whole file, of which the agency is taken and the rest only read, or one agency's part of it.
// An agency of another id is a finding.
LoadedAgency load_agency_text(std::string_view yaml, std::string_view agency_id);

// The canonical text of any message of config.proto: fields in the order of the schema, what is not
// set left out, durations as "1h30m". load_text(to_yaml(x)) gives x again. Fields classified SECRET
// are written only if `with_secrets`.
std::string to_yaml(const google::protobuf::Message& message, bool with_secrets = true);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_CONFIG_FILE_H_
