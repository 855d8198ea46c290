// What is wrong with a configuration: where, what, and what would be right.
//
// Values; any thread. A finding names values, never one of a field that is classified SECRET.
#ifndef USHER_ENGINE_CONFIG_FINDING_H_
#define USHER_ENGINE_CONFIG_FINDING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace usher::config {

struct Finding {
  enum class Severity : std::uint8_t {
    kError,    // it can't be put in force
    kWarning,  // it can, but somebody should look
  };
  Severity severity = Severity::kError;
  // "agencies[0].queues[2].required_skills"; without "agencies[0]." where one agency's part was
  // checked alone; empty for the text as a whole.
  std::string path;
  int line = 0;    // in the YAML text, from 1; 0 where there was no text
  int column = 0;  // in characters, from 1; 0 where there was no text
  std::string problem;
  std::string remedy;
  friend bool operator==(const Finding&, const Finding&) = default;
};

bool has_errors(const std::vector<Finding>& findings);

// Errors first, each in the order of the text; without a text in the order they were found.
void sort_findings(std::vector<Finding>& findings);

// "FILE:LINE:COLUMN: error: problem; remedy". Without a line: "FILE: error: path: problem; remedy".
std::string to_string(const Finding& finding, std::string_view file);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_FINDING_H_
