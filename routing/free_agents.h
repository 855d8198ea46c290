// The agents: what they can, who of them is free, and who of the free is best for a requirement.
//
// A free agent is loose or parked. Only the parked are in the indexes, by rank and by capability
// class; the loose are few and are all looked at. An agent who is freed into a full line never
// needs parking. Inside Matcher only; one thread. Slots are reused; the epoch tells one freedom
// from the next.
#ifndef USHER_ROUTING_FREE_AGENTS_H_
#define USHER_ROUTING_FREE_AGENTS_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

#include "routing/compatibility.h"
#include "routing/matcher.h"
#include "routing/paged_pool.h"
#include "routing/waiting_lines.h"

namespace usher::routing {

class FreeAgents {
 public:
  static constexpr std::uint32_t kNone = Compatibility::kNone;

  FreeAgents(Compatibility* compatibility, const WaitingLines* lines)
      : compatibility_(compatibility), lines_(lines) {}

  void add(AgentId id, absl::Span<const Ability> abilities, std::int64_t scarcity);
  void remove(std::uint32_t slot);
  // kNone for one who is not known.
  std::uint32_t find(AgentId id) const;

  // Loose, in a new epoch, and not settled.
  void set_free(std::uint32_t slot, const Freedom& freedom);
  void set_busy(std::uint32_t slot);
  bool is_free(std::uint32_t slot) const { return agents_[slot].place != Place::kBusy; }
  void park(std::uint32_t slot);

  AgentId id(std::uint32_t slot) const { return agents_[slot].id; }
  std::uint32_t capability(std::uint32_t slot) const { return agents_[slot].capability; }
  ChannelSet channels(std::uint32_t slot) const { return agents_[slot].channels; }
  std::uint32_t epoch(std::uint32_t slot) const { return agents_[slot].epoch; }
  bool is_current(std::uint32_t slot, std::uint32_t epoch) const {
    return agents_[slot].epoch == epoch && is_free(slot);
  }
  // Settled: nobody who waits, but those whom the matcher has still to look at, can be served by
  // them.
  void settle(std::uint32_t slot);
  std::size_t settled_count() const { return settled_; }
  std::size_t free_count() const { return free_; }
  absl::Span<const std::uint32_t> loose() const { return loose_; }

  struct Choice {
    std::uint32_t slot = kNone;
    std::uint32_t looks = 0;  // at how many agents or classes of them
  };
  // The best-ranked free agent for the waiting contact. `parked_too` is false where it is known
  // that no parked one will do.
  Choice best_for(std::uint32_t contact, bool parked_too) const;

  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t kFirst = kNone;
  enum class Place : std::uint8_t { kBusy, kLoose, kParked };
  struct alignas(64) Agent {
    AgentId id;
    std::int64_t scarcity = 0;
    Instant idle_since;
    std::uint32_t load_ppm = 0;
    std::uint32_t capability = kNone;
    std::uint32_t epoch = 0;
    std::uint32_t index = 0;  // in loose_, or among the others of the capability class, or kFirst
    ChannelSet channels;
    Place place = Place::kBusy;
    bool settled = false;
  };
  struct Rank {
    std::int64_t first = 0;
    Instant idle_since;
    AgentId id;
    friend auto operator<=>(const Rank&, const Rank&) = default;
  };
  struct Ranked {
    Rank rank;
    std::uint32_t slot = kNone;
    std::uint32_t capability = kNone;
    ChannelSet channels;
    friend bool operator<(const Ranked& a, const Ranked& b) { return a.rank < b.rank; }
  };
  using Order = absl::btree_set<Ranked>;
  // The parked of one capability class. The first is spelt out, so that going through classes of
  // one agent each touches one cache line an agent.
  struct Parked {
    AgentId id;
    std::int64_t scarcity = 0;
    Instant idle_since;
    std::uint32_t load_ppm = 0;
    std::uint32_t slot = kNone;
    ChannelSet channels;
    std::unique_ptr<std::vector<std::uint32_t>> others;
  };
  struct Search;

  void unplace(std::uint32_t slot);
  void park_with_peers(std::uint32_t slot);
  void unpark_from_peers(std::uint32_t slot);
  template <typename Who>
  static Rank rank(const Who& who, Ranking ranking, std::int64_t proficiency);
  Ranked ranked(std::uint32_t slot, Ranking ranking) const;
  const Order& order(Ranking ranking) const;
  std::uint32_t looks_in_order(const Search& search) const;
  bool search_in_order(Search& search) const;
  void search_by_class(Search& search) const;
  void offer_parked(Search& search, std::uint32_t capability) const;
  template <typename Who>
  void offer(Search& search, const Who& who, std::uint32_t slot, std::int64_t proficiency) const;

  Compatibility* compatibility_;
  const WaitingLines* lines_;
  PagedPool<Agent> agents_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> slots_;  // looked up, never iterated
  std::uint32_t next_epoch_ = 0;
  std::size_t free_ = 0;
  std::size_t settled_ = 0;

  std::vector<std::uint32_t> loose_;
  std::vector<Parked> parked_;             // by capability class
  std::vector<std::uint64_t> has_parked_;  // a bit row of capability classes
  // The parked in rank order; an order is kept from the first time somebody asks for it.
  mutable std::array<Order, 3> orders_;
  mutable std::array<bool, 3> kept_ = {};
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_FREE_AGENTS_H_
