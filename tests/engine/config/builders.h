// Small valid configurations for tests to change.
#ifndef USHER_TESTS_ENGINE_CONFIG_BUILDERS_H_
#define USHER_TESTS_ENGINE_CONFIG_BUILDERS_H_

#include <string>
#include <vector>

#include "engine/config/compile.h"
#include "engine/config/config_file.h"

namespace usher::config {

// Two agents, one queue, one service, two sites: no finding.
inline const std::string& town_yaml() {
  static const std::string kYaml = R"(id: town
time_zone: Europe/Lisbon
default_language: pt
skills: [{id: benefits}, {id: tax}]
sites:
  - {id: hall, provides: [STEP_FREE], counters: [{id: "1", provides: [HEARING_LOOP]}, {id: "2"}]}
  - {id: annex, counters: [{id: "7"}]}
services:
  - {id: general}
  - {id: tax, required_skills: tax >= 2}
queues:
  - {id: general}
classification:
  - {queue: general}
agent_groups:
  - id: staff
    languages: [{tag: pt, modality: SPOKEN}]
    skills: [{skill: benefits, level: 3}, {skill: tax, level: 3}]
agents:
  - {id: ana, groups: [staff]}
  - {id: rui, groups: [staff]}
adapters:
  - {id: phone, channel: PHONE}
)";
  return kYaml;
}

inline usher::v1::AgencyConfig town() { return load_agency_text(town_yaml(), "town").config; }

inline std::vector<std::string> lines_of(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) lines.push_back(to_string(finding, "F"));
  return lines;
}

}  // namespace usher::config

#endif  // USHER_TESTS_ENGINE_CONFIG_BUILDERS_H_
