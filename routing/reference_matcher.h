// The matcher's meaning, written to be read: it keeps plain lists, sorts everything and asks
// everybody.
//
// It is the oracle for Matcher in property tests and the yardstick in the benchmark; nothing else
// uses it. Both obey these rules:
//  - A pair of a waiting contact and a free agent is possible if the agent's freedom has the
//  channel of
//    the contact's requirement, the agent's abilities satisfy the requirement, and the agent is not
//    in the contact's avoid list.
//  - next_match is, of all possible pairs whose requirement is not pull_only, the contact with the
//  smallest OrderKey, and for it the agent
//    that its requirement's Ranking prefers:
//      kLeastScarce      scarcity ascending, then idle_since, then id
//      kLongestIdle      idle_since, then id
//      kLeastLoaded      load_ppm ascending, then idle_since, then id
//      kMostProficient   proficiency descending, then idle_since, then id
//  - A match that is returned changes nothing. It is returned again until the caller takes the
//  contact
//    out of the line, or the agent, or brings in something better.
//
// One thread. A call that Matcher's header calls a bug of the caller CHECK-fails here too.
#ifndef USHER_ROUTING_REFERENCE_MATCHER_H_
#define USHER_ROUTING_REFERENCE_MATCHER_H_

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "absl/types/span.h"

#include "routing/matcher.h"

namespace usher::routing {

class ReferenceMatcher {
 public:
  RequirementId acquire(const Requirement& requirement);
  void release(RequirementId id);
  const Requirement& requirement(RequirementId id) const;

  void add_waiting(ContactId id, RequirementId requirement, const OrderKey& key,
                   absl::Span<const AgentId> avoid = {});
  void remove_waiting(ContactId id);
  bool is_waiting(ContactId id) const;

  void add_agent(AgentId id, absl::Span<const Ability> abilities, std::int64_t scarcity);
  void remove_agent(AgentId id);
  bool has_agent(AgentId id) const;
  void set_free(AgentId id, const Freedom& freedom);
  void set_busy(AgentId id);
  bool is_free(AgentId id) const;

  std::optional<Match> next_match();
  std::optional<ContactId> best_contact_for(AgentId id, ChannelSet channels) const;
  std::optional<AgentId> best_agent_for(ContactId id) const;
  std::size_t ahead_in_class(ContactId id) const;

  std::size_t waiting_count() const;
  std::size_t free_count() const;
  std::size_t requirement_count() const;

 private:
  struct Class {
    Requirement requirement;
    std::size_t references = 0;
  };
  struct Contact {
    RequirementId requirement;
    OrderKey key;
    std::vector<AgentId> avoid;
  };
  struct Agent {
    Abilities abilities;
    std::int64_t scarcity = 0;
    std::optional<Freedom> freedom;
  };

  bool may_serve(AgentId id, const Agent& agent, ChannelSet channels, const Contact& contact) const;
  bool prefers(const Requirement& requirement, AgentId a, AgentId b) const;
  // Everybody who waits, in the order of their keys.
  std::vector<ContactId> line() const;

  std::map<RequirementId, Class> classes_;
  std::map<ContactId, Contact> contacts_;
  std::map<AgentId, Agent> agents_;
};

}  // namespace usher::routing

#endif  // USHER_ROUTING_REFERENCE_MATCHER_H_
