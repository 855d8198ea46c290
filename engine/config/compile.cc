#include "engine/config/compile.h"

#include <string>
#include <utility>

#include "absl/status/status.h"

#include "engine/config/agency_check.h"
#include "engine/config/checker.h"
#include "engine/config/model_builder.h"
#include "engine/config/reach.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace usher::config {
namespace {

// Without maps in the schema the order of fields is fixed; deterministic all the same, for maps to
// come.
std::string serialized(const usher::v1::AgencyConfig& agency) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    agency.SerializeToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace

Compiled compile(const usher::v1::AgencyConfig& agency, const SourceMap& source,
                 std::string_view path) {
  Compiled compiled;
  Checker check(source, path, compiled.findings);
  AgencyCheck(agency, check).run();
  // Who could serve what is asked only of a configuration that means something.
  if (check.failed()) return compiled;
  auto model = build_model(agency);
  Reach(*model, check).run();
  if (check.failed()) return compiled;
  model->source = serialized(agency);
  compiled.model = std::move(model);
  return compiled;
}

absl::StatusOr<usher::v1::AgencyConfig> decode_config(std::string_view source) {
  usher::v1::AgencyConfig agency;
  if (!agency.ParseFromArray(source.data(), static_cast<int>(source.size()))) {
    return absl::DataLossError("a configuration of the journal can't be read: not an AgencyConfig");
  }
  return agency;
}

absl::StatusOr<core::ModelPtr> decode_source(std::string_view source) {
  const auto agency = decode_config(source);
  if (!agency.ok()) return agency.status();
  auto model = build_model(*agency);
  model->source = std::string(source);
  return core::ModelPtr(std::move(model));
}

}  // namespace usher::config
