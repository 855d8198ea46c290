// An OrderKey in two words, which is what the indexes compare. Values; any thread.
#ifndef USHER_ROUTING_PACKED_KEY_H_
#define USHER_ROUTING_PACKED_KEY_H_

#include <compare>
#include <cstdint>
#include <limits>

#include "routing/check.h"
#include "routing/order.h"

namespace usher::routing {

struct PackedKey {
  std::uint64_t major = 0;  // the band in the top bit, then when it is due
  std::uint64_t id = 0;
  friend auto operator<=>(const PackedKey&, const PackedKey&) = default;
};

// After every key.
inline constexpr PackedKey kNever = {std::numeric_limits<std::uint64_t>::max(),
                                     std::numeric_limits<std::uint64_t>::max()};

// Keeps the order. CHECK-fails for a time more than 146,000 years from 1970.
inline PackedKey packed(const OrderKey& key) {
  constexpr std::int64_t kSpan = std::int64_t{1} << 61;
  const std::int64_t due = key.due.time_since_epoch().count();
  USHER_CHECK(due > -kSpan && due < kSpan);
  const std::uint64_t band = key.band == Band::kStarved ? 0 : std::uint64_t{1} << 63;
  return {band | static_cast<std::uint64_t>(due + kSpan), key.id.value};
}

}  // namespace usher::routing

#endif  // USHER_ROUTING_PACKED_KEY_H_
