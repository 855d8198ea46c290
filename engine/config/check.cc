#include "engine/config/check.h"

#include <utility>

#include "engine/config/compile.h"
#include "engine/config/config_file.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using routing::str_cat;

void append(std::vector<Finding>& to, std::vector<Finding> more) {
  for (Finding& finding : more) to.push_back(std::move(finding));
}

Checked checked(Loaded loaded) {
  Checked result;
  result.findings = std::move(loaded.findings);
  result.config = std::move(loaded.config);
  // Where the form is wrong already, a check of meaning would report what follows from that.
  if (!has_errors(result.findings)) {
    append(result.findings, validate_file(result.config, loaded.source));
    for (int i = 0; i < result.config.agencies_size(); ++i) {
      Compiled compiled =
          compile(result.config.agencies(i), loaded.source, str_cat("agencies[", i, "]"));
      append(result.findings, std::move(compiled.findings));
      result.models.push_back(std::move(compiled.model));
    }
  }
  if (has_errors(result.findings)) result.models.clear();
  sort_findings(result.findings);
  return result;
}

CheckedAgency checked(usher::v1::AgencyConfig config, std::vector<Finding> findings,
                      const SourceMap& source, std::string_view path) {
  CheckedAgency result;
  result.config = std::move(config);
  result.findings = std::move(findings);
  if (!has_errors(result.findings)) {
    Compiled compiled = compile(result.config, source, path);
    append(result.findings, std::move(compiled.findings));
    result.model = std::move(compiled.model);
  }
  sort_findings(result.findings);
  return result;
}

}  // namespace

Checked check_file(const std::string& path) { return checked(load_file(path)); }

Checked check_text(std::string_view yaml) { return checked(load_text(yaml)); }

CheckedAgency check_agency_text(std::string_view yaml, std::string_view agency_id) {
  LoadedAgency loaded = load_agency_text(yaml, agency_id);
  return checked(std::move(loaded.config), std::move(loaded.findings), loaded.source, loaded.path);
}

CheckedAgency check_agency(const usher::v1::AgencyConfig& agency, std::string_view agency_id) {
  std::vector<Finding> findings;
  if (!agency.id().empty() && agency.id() != agency_id) {
    findings.push_back({Finding::Severity::kError, "id", 0, 0,
                        str_cat("this is the configuration of agency ", shown(agency.id())),
                        str_cat("apply it to that agency, or write id: ", agency_id)});
  }
  return checked(agency, std::move(findings), {}, {});
}

}  // namespace usher::config
