#include "routing/order.h"

#include "routing/check.h"

namespace usher::routing {

OrderKey ordinary_key(ContactId id, Instant origin, std::int32_t priority_minutes) {
  USHER_CHECK(priority_minutes >= -kMaxPriorityMinutes && priority_minutes <= kMaxPriorityMinutes);
  return {Band::kOrdinary, origin - std::chrono::minutes(priority_minutes), id};
}

OrderKey starved_key(ContactId id, Instant origin) { return {Band::kStarved, origin, id}; }

}  // namespace usher::routing
