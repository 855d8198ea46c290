// From the public message to the model that decisions are made from: every rule of config.proto is
// checked, references are resolved, defaults filled in, groups and places folded into agents.
//
// Pure, any thread; time zones are looked up in the system's tz database. Nothing throws.
#ifndef USHER_ENGINE_CONFIG_COMPILE_H_
#define USHER_ENGINE_CONFIG_COMPILE_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "engine/config/finding.h"
#include "engine/config/source_map.h"
#include "engine/core/model.h"
#include "usher/v1/config.pb.h"

namespace usher::config {

struct Compiled {
  core::ModelPtr model;  // null where a finding is an error
  std::vector<Finding> findings;
};

// The model's revision, applied_by, comment and applied_at are for the caller to fill in (in a
// copy). model->source is the message, serialized deterministically.
// `source` gives findings their line and column, `path` is where the agency stands in it.
Compiled compile(const usher::v1::AgencyConfig& agency, const SourceMap& source = {},
                 std::string_view path = {});

// The model of a `source` that compile made, by this or an earlier release: what was valid once is
// taken as it is. DATA_LOSS where the bytes are no AgencyConfig.
absl::StatusOr<core::ModelPtr> decode_source(std::string_view source);
// The message itself, for readers of the configuration.
absl::StatusOr<usher::v1::AgencyConfig> decode_config(std::string_view source);

// Everything about the server that can be said without its agencies.
std::vector<Finding> validate_server(const usher::v1::ServerConfig& server,
                                     const SourceMap& source = {});
// The server, the list of agencies, and what credentials say about them; not the agencies' content.
std::vector<Finding> validate_file(const usher::v1::Config& config, const SourceMap& source = {});

// With every default of config.proto filled in; tls, credentials stay as they are.
usher::v1::ServerConfig with_defaults(usher::v1::ServerConfig server);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_COMPILE_H_
