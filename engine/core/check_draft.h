// What a draft must keep to before it becomes a contact. The edge has checked the syntax; this
// checks everything that matters to routing again, because decide() is total.
//
// Pure; any thread.
#ifndef USHER_ENGINE_CORE_CHECK_DRAFT_H_
#define USHER_ENGINE_CORE_CHECK_DRAFT_H_

#include <optional>

#include "engine/core/contact.h"
#include "engine/core/model.h"
#include "engine/core/refusal.h"

namespace usher::core {

inline constexpr Duration kMaxOriginAge = std::chrono::hours(24 * 400);
inline constexpr Duration kMaxOriginAhead = std::chrono::seconds(5);

// Bounds, languages, needs, skills' levels: what holds in every configuration.
std::optional<Refusal> check_form(const ContactDraft& draft, Instant now);
// Service, site, adapter and skills exist and go together.
std::optional<Refusal> check_references(const Model& model, const ContactDraft& draft);
// Not in the future and not over 400 days ago.
std::optional<Refusal> check_origin(const ContactDraft& draft, Instant now);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_CHECK_DRAFT_H_
