// What one command leads to, as it is put together: the events that always go together.
//
// For decide() only, on the writer's thread. It reads the state as it was before the command and
// remembers what it has already put on the list, so that one agent who loses two contacts in one
// command is signed out once.
#ifndef USHER_ENGINE_CORE_PLAN_H_
#define USHER_ENGINE_CORE_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

#include "engine/core/event.h"
#include "engine/core/state_data.h"

namespace usher::core {

// Grows with every offer, so that no two copies of an offer look alike.
inline std::int64_t fence_of(std::uint64_t sequence, OfferId id) {
  return static_cast<std::int64_t>(sequence + id.value);
}

class Plan {
 public:
  Plan(const StateData& data, Instant now) : data_(data), now_(now) {}

  void add(Event event) { events_.push_back(std::move(event)); }
  std::vector<Event> take() { return std::move(events_); }
  std::size_t size() const { return events_.size(); }

  // The live offer, if any, is withdrawn, once a plan; the agent stays as they are.
  void rescind(const Contact& contact, std::string reason);
  void rescind(const Agent& agent, std::string reason);
  // Any contact that has not ended reaches its end.
  void close(const Contact& contact, ContactState state, std::string outcome_code,
             std::string reason);
  // A connected contact's conversation is over: wrap-up, or the end where there is none.
  void end_conversation(const Contact& contact, EndedBy ended_by);
  // An assigned contact goes back to its place in line.
  void return_to_line(const Contact& contact, std::string reason,
                      std::optional<Instant> avoid_until);
  // At most once a plan; a live offer is rescinded first.
  void sign_out(const Agent& agent, std::string reason);
  // A contact now waits for this adapter: if it is away, its grace begins.
  void await_adapter(const std::string& adapter);

  const QueueModel& queue(const Contact& contact) const;
  // When the queue of the contact lets it be offered again to an agent who gave it up; none for "at
  // once".
  std::optional<Instant> avoid_until(const Contact& contact) const;

 private:
  void rescind(OfferId offer, std::string reason);
  void leaves_hands(AgentId agent);

  const StateData& data_;
  Instant now_;
  std::vector<Event> events_;
  absl::flat_hash_map<AgentId, std::size_t> leaving_;  // looked up, never iterated
  absl::flat_hash_set<AgentId> signed_out_;            // likewise
  absl::flat_hash_set<OfferId> rescinded_;             // likewise
  absl::flat_hash_set<std::string> awaited_;           // likewise
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_PLAN_H_
