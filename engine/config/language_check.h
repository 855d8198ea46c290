// Languages as configurations name them. For this module only.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CONFIG_LANGUAGE_CHECK_H_
#define USHER_ENGINE_CONFIG_LANGUAGE_CHECK_H_

#include <string>
#include <string_view>

#include "engine/config/checker.h"
#include "engine/core/model.h"
#include "google/protobuf/repeated_field.h"
#include "usher/v1/config.pb.h"

namespace usher::config {

void check_languages(Checker& check, const std::string& path,
                     const google::protobuf::RepeatedPtrField<usher::v1::AgentLanguage>& languages);
void check_default_language(Checker& check, const std::string& path, const std::string& tag);
// Ranges of RFC 4647 section 2.1 ("vi", "zh-Hant", "*").
void check_language_ranges(Checker& check, const std::string& path,
                           const google::protobuf::RepeatedPtrField<std::string>& ranges);

// The canonical tag; the tag as it is where it has none.
std::string canonical_or_same(const std::string& tag);
routing::Modality to_modality(usher::v1::Modality modality);
// RFC 4647 section 3.3.1: whether everything that `inner` matches is matched by `outer`.
bool range_covers(std::string_view outer, std::string_view inner);
// Whether an agent with this language may serve somebody whose language the range matches.
bool language_meets(const core::AgentLanguageModel& language, std::string_view range);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_LANGUAGE_CHECK_H_
