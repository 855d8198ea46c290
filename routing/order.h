// The order in which waiting contacts are served.
//
// Linear ageing: a contact's place is its origin time minus the minutes its priority is worth, so
// the order of two contacts never changes while they wait (the key does not depend on "now"). Pure
// values; any thread.
#ifndef USHER_ROUTING_ORDER_H_
#define USHER_ROUTING_ORDER_H_

#include <compare>
#include <cstdint>

#include "routing/types.h"

namespace usher::routing {

// Served before every contact of a later band.
enum class Band : std::uint8_t {
  kStarved,  // waited past the configured bound: the head of the line, whatever its class
  kOrdinary,
};

struct OrderKey {
  Band band = Band::kOrdinary;
  Instant due;   // earlier is served first
  ContactId id;  // the stable tie-break: who came first
  friend auto operator<=>(const OrderKey&, const OrderKey&) = default;
};

// The most a priority is worth, a day either way; whoever reads one from outside refuses more.
inline constexpr std::int32_t kMaxPriorityMinutes = 1440;

// `priority_minutes` −1440 to 1440; each minute is worth one minute of waiting.
OrderKey ordinary_key(ContactId id, Instant origin, std::int32_t priority_minutes);
// Among the starved the one who waits longest is first; priority no longer counts.
OrderKey starved_key(ContactId id, Instant origin);

}  // namespace usher::routing

#endif  // USHER_ROUTING_ORDER_H_
