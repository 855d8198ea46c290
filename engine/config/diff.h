// What differs between two configurations of an agency, in the words of the file.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CONFIG_DIFF_H_
#define USHER_ENGINE_CONFIG_DIFF_H_

#include <string>
#include <vector>

#include "usher/v1/config.pb.h"

namespace usher::config {

// In the order of the schema, removals before additions. Paths have ids in place of positions where
// elements have one: "queues[benefits].offer_timeout", "agents[a-101].skills[tax].level",
// "agents[a-101].languages[es/SPOKEN]"; classification rules, which are an ordered list, keep
// positions (old ones for what is removed) and are aligned by content, a moved one being removed
// here and added there. The order of elements with ids means nothing and is not compared. Values
// are YAML in flow style on one line. Lists of plain values are compared as one value.
std::vector<usher::v1::ConfigDifference> diff(const usher::v1::AgencyConfig& from,
                                              const usher::v1::AgencyConfig& to);

// "queues[benefits].offer_timeout: 20s → 15s"; "added" and "removed" where a side is empty.
std::string to_string(const usher::v1::ConfigDifference& difference);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_DIFF_H_
