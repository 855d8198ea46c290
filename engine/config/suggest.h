// What somebody who mistyped a word probably meant. For this module and tools/ushersim/run.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CONFIG_SUGGEST_H_
#define USHER_ENGINE_CONFIG_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace usher::config {

// The known word that is fewest edits away (a letter added, lost, changed, or two swapped), the
// first of equals; empty where none is near: over a third of the letters, at most 3, differ.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

// `did you mean "benefits"?`, or `known ROLE: "a", "b", … (12 in all)`, or `no ROLE is configured`.
std::string suggestion(std::string_view word, const std::vector<std::string>& known,
                       std::string_view plural_role);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_SUGGEST_H_
