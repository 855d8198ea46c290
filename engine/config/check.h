// A configuration text checked whole, for `usherctl config check`, for the daemon's start, and for
// ValidateAgencyConfig and ApplyAgencyConfig: form and meaning, with places.
//
// Any thread; check_file reads the file, the rest is pure. Nothing throws.
#ifndef USHER_ENGINE_CONFIG_CHECK_H_
#define USHER_ENGINE_CONFIG_CHECK_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/finding.h"
#include "engine/core/model.h"
#include "usher/v1/config.pb.h"

namespace usher::config {

struct Checked {
  usher::v1::Config config;            // as written
  std::vector<core::ModelPtr> models;  // one an agency, in order; empty where a finding is an error
  std::vector<Finding> findings;       // sorted
};
Checked check_file(const std::string& path);
Checked check_text(std::string_view yaml);

struct CheckedAgency {
  usher::v1::AgencyConfig config;
  core::ModelPtr model;           // null where a finding is an error
  std::vector<Finding> findings;  // sorted
};
// A whole file or one agency's part of it; it must be this agency's.
CheckedAgency check_agency_text(std::string_view yaml, std::string_view agency_id);
// The same for a message; findings have no line.
CheckedAgency check_agency(const usher::v1::AgencyConfig& agency, std::string_view agency_id);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_CHECK_H_
