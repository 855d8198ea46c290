// The sentences of refusals that several commands share.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CORE_REFUSALS_H_
#define USHER_ENGINE_CORE_REFUSALS_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/refusal.h"
#include "routing/types.h"

namespace usher::core {

Refusal invalid_field(std::string_view field, std::string_view problem);
Refusal missing_field(std::string_view field, std::string_view what);
Refusal unknown_contact(std::string_view key);
Refusal unknown_agent(std::string_view key);
// Names the nearest of what exists, at most five.
Refusal unknown_reference(std::string_view kind, std::string_view id,
                          const std::vector<std::string>& existing);
Refusal etag_mismatch(std::string_view what);

// "2026-03-01T12:00:00Z".
std::string to_text(routing::Instant at);
// "1 h 5 min", "45 s".
std::string to_text(routing::Duration duration);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_REFUSALS_H_
