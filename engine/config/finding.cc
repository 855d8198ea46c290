#include "engine/config/finding.h"

#include <algorithm>
#include <tuple>

#include "routing/text.h"

namespace usher::config {

using routing::str_cat;

bool has_errors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.severity == Finding::Severity::kError; });
}

void sort_findings(std::vector<Finding>& findings) {
  const auto key = [](const Finding& f) { return std::tie(f.severity, f.line, f.column); };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

std::string to_string(const Finding& finding, std::string_view file) {
  const std::string_view severity =
      finding.severity == Finding::Severity::kError ? "error" : "warning";
  const std::string place =
      finding.line > 0 ? str_cat(":", finding.line, ":", finding.column) : std::string();
  const std::string path =
      finding.line > 0 || finding.path.empty() ? std::string() : str_cat(finding.path, ": ");
  return str_cat(file, place, ": ", severity, ": ", path, finding.problem,
                 finding.remedy.empty() ? "" : "; ", finding.remedy);
}

}  // namespace usher::config
