// The global matcher: who of the free agents serves whom of the waiting contacts.
//
// There is one line for the whole agency, not one a queue. The caller reports what changes; the
// matcher keeps indexes so that a freed agent looks only at lines it may serve and an arrival only
// at agents who may serve it, never at all people. It decides; it does not act: a proposed match
// changes nothing until the caller reports it through remove_waiting and set_busy.
//
// One thread, the owner's. All operations are total: unknown ids and double calls are bugs of the
// caller and CHECK-fail. Deterministic: the same calls give the same answers on every platform.
#ifndef USHER_ROUTING_MATCHER_H_
#define USHER_ROUTING_MATCHER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/types/span.h"

#include "routing/order.h"
#include "routing/requirement.h"
#include "routing/types.h"

namespace usher::routing {

// A number for a distinct Requirement, valid while referenced (see Matcher::acquire).
struct RequirementId {
  std::uint32_t value = 0;
  friend auto operator<=>(const RequirementId&, const RequirementId&) = default;
};

// What makes one free agent preferred to another; see Ranking.
struct Freedom {
  ChannelSet channels;  // on which the agent could take one more contact now; not empty
  Instant idle_since;
  std::uint32_t load_ppm = 0;  // capacity in use, parts per million
  friend auto operator<=>(const Freedom&, const Freedom&) = default;
};

struct Match {
  ContactId contact;
  AgentId agent;
  friend auto operator<=>(const Match&, const Match&) = default;
};

// What the matcher keeps ready. It trades time for time and for memory and never changes an answer;
// the defaults are measured, and tests use others to reach every index.
struct Tuning {
  // When a requirement class gets a column of its own in the compatibility index: after so many
  // looks at it, and one more for each so many agent classes that have to be looked at to make the
  // column.
  std::uint64_t looks_for_any_column = 64;
  std::uint64_t holders_per_look = 4;
  // Released requirement classes whose indexes are kept, in case somebody asks for the same again.
  std::size_t resting_classes = 4096;
};

class Matcher {
 public:
  Matcher() : Matcher(Tuning()) {}
  explicit Matcher(const Tuning& tuning);
  ~Matcher();
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;

  // Interns a normalized requirement and counts one reference; release() gives it back, and the
  // last release forgets the class and its indexes.
  RequirementId acquire(const Requirement& requirement);
  void release(RequirementId id);
  const Requirement& requirement(RequirementId id) const;

  // The contact waits. `avoid`: agents who must not be proposed for it now (they declined or missed
  // it); at most kMaxAvoid, the caller drops the oldest.
  static constexpr std::size_t kMaxAvoid = 16;
  void add_waiting(ContactId id, RequirementId requirement, const OrderKey& key,
                   absl::Span<const AgentId> avoid = {});
  void remove_waiting(ContactId id);
  bool is_waiting(ContactId id) const;

  // The agent is known, with these abilities (normalized) and scarcity (higher is rarer), and not
  // free.
  void add_agent(AgentId id, absl::Span<const Ability> abilities, std::int64_t scarcity);
  void remove_agent(AgentId id);
  bool has_agent(AgentId id) const;
  // The agent can take one more contact on one of the channels; replaces an earlier freedom.
  void set_free(AgentId id, const Freedom& freedom);
  void set_busy(AgentId id);
  bool is_free(AgentId id) const;

  // The next match among what changed since the last call: the earliest waiting contact that some
  // free agent may serve, with the best-ranked such agent. Contacts whose requirement is pull_only
  // are never proposed here (best_contact_for does consider them). nullopt when no free agent may
  // serve anyone who waits. The caller must act on a returned match (or remove either side) before
  // asking again.
  std::optional<Match> next_match();

  // What the agent would be given now on one of `channels` ("next, please"), free or not.
  std::optional<ContactId> best_contact_for(AgentId id, ChannelSet channels) const;
  // Who would be taken for the waiting contact now.
  std::optional<AgentId> best_agent_for(ContactId id) const;

  // How many waiting contacts of the same requirement are ahead of `id`, exactly. (How many wait in
  // front of it over all requirements that its agents may serve is no cheap question, and is not
  // asked here.)
  std::size_t ahead_in_class(ContactId id) const;

  std::size_t waiting_count() const;
  std::size_t free_count() const;
  std::size_t requirement_count() const;
  // Bytes held by the indexes, for metrics and benchmarks; an estimate from container capacities.
  std::size_t memory_bytes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_MATCHER_H_
