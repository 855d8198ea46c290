// Identifiers and instants that every part of the decision library shares.
//
// Values only: they may be copied to and used from any thread. Nothing here fails.
#ifndef USHER_ROUTING_TYPES_H_
#define USHER_ROUTING_TYPES_H_

#include <chrono>
#include <compare>
#include <cstdint>
#include <utility>

namespace usher::routing {

// Microseconds since the Unix epoch, UTC. Always handed in; this library never reads a clock.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

// A number given once and never reused, in order of creation. The tag keeps kinds apart.
template <typename Tag>
struct Id {
  std::uint64_t value = 0;  // 0 means "none"; the first real one is 1

  explicit operator bool() const { return value != 0; }
  friend auto operator<=>(const Id&, const Id&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.value);
  }
};

using ContactId = Id<struct ContactTag>;
using AgentId = Id<struct AgentTag>;
using OfferId = Id<struct OfferTag>;

enum class Channel : std::uint8_t { kPhone, kChat, kWeb, kInPerson };
inline constexpr int kChannelCount = 4;

// A set of channels, one bit each.
struct ChannelSet {
  std::uint8_t bits = 0;

  static constexpr ChannelSet of(Channel c) {
    return {static_cast<std::uint8_t>(1U << static_cast<unsigned>(c))};
  }
  constexpr bool has(Channel c) const { return (bits & of(c).bits) != 0; }
  constexpr bool empty() const { return bits == 0; }
  constexpr ChannelSet with(Channel c) const {
    return {static_cast<std::uint8_t>(bits | of(c).bits)};
  }
  friend auto operator<=>(const ChannelSet&, const ChannelSet&) = default;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_TYPES_H_
