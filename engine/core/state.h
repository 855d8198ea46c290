// The whole state of one agency, derived indexes included.
//
// Owned by the single writer; read and changed on its thread only. It changes through apply()
// alone: there is no other way to write to it. Look-ups never fail loudly: an unknown id or key
// yields nullptr.
#ifndef USHER_ENGINE_CORE_STATE_H_
#define USHER_ENGINE_CORE_STATE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/counters.h"
#include "engine/core/event.h"
#include "engine/core/model.h"
#include "routing/matcher.h"
#include "routing/requirement.h"

namespace usher::core {

struct Snapshot;
struct StateData;    // state_data.h, for engine/core itself
struct StateAccess;  // likewise

class State {
 public:
  State();
  ~State();
  State(State&&) noexcept;
  State& operator=(State&&) noexcept;

  // The last record applied and its time; 0 and the epoch before the first.
  std::uint64_t sequence() const;
  Instant now() const;
  // The configuration in force; nullptr before the first ConfigApplied.
  const ModelPtr& model() const;
  // The last kMaxRevisions revisions, oldest first.
  static constexpr std::size_t kMaxRevisions = 100;
  const std::vector<ModelPtr>& revisions() const;

  const Contact* contact(ContactId id) const;
  const Contact* contact(std::string_view key) const;
  const Agent* agent(AgentId id) const;
  const Agent* agent(std::string_view key) const;
  const Offer* offer(OfferId id) const;
  const Attachment* attachment(std::string_view adapter) const;
  bool attached(std::string_view adapter) const;

  // In order of id (attachments: of adapter id). `after` 0 begins at the first; the visitor returns
  // false to stop. They are how listings page without holding anything up.
  template <typename T>
  using Visitor = absl::FunctionRef<bool(const T&)>;
  void contacts_after(ContactId after, Visitor<Contact> visit) const;
  void agents_after(AgentId after, Visitor<Agent> visit) const;
  void live_offers(Visitor<Offer> visit) const;
  void attachments(Visitor<Attachment> visit) const;

  // What an earlier request with this key was answered; nullptr when unknown or forgotten.
  struct Answered {
    std::uint64_t fingerprint = 0;
    Reply reply;
    Instant at;
  };
  const Answered* answered(std::string_view principal, std::string_view request_id) const;
  static constexpr routing::Duration kRequestRetention = std::chrono::hours(24);
  static constexpr std::size_t kMaxRequests = 200'000;

  // When something happens by itself next; the writer then submits Tick.
  std::optional<Instant> next_deadline() const;

  const routing::Matcher& matcher() const;
  const routing::Vocabulary& vocabulary() const;
  // The counters of a queue; zero where it has none yet.
  const QueueCounters& counters(std::string_view queue) const;
  std::int64_t waiting_count() const;

  // In line (offered or not) of one adapter's contacts, and all its contacts that have not ended,
  // by id.
  std::int64_t in_line_of(std::string_view adapter) const;
  void live_contacts_of(std::string_view adapter, Visitor<Contact> visit) const;

  // Ids the next entities will get.
  ContactId next_contact_id() const;
  OfferId next_offer_id() const;
  SessionId next_session_id() const;

  // For recovery and replay comparison. from_snapshot rebuilds every index.
  Snapshot to_snapshot() const;
  static State from_snapshot(Snapshot snapshot);
  // A hash of everything but derived indexes, the same on every platform: equal states, equal
  // digests.
  std::uint64_t digest() const;

 private:
  friend struct StateAccess;
  std::unique_ptr<StateData> data_;
};

// Changes the state by the record's events, in order. The record must be the next one (sequence() +
// 1) and come from decide() or a journal; anything else is a bug and CHECK-fails.
void apply(State& state, const Record& record);

// Applies what the record has before the offer was made, for explain_offer(). The state is of no
// other use afterwards. CHECK-fails like apply().
void apply_until_offer(State& state, const Record& record, OfferId offer);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_STATE_H_
