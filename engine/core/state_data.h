// What a State is made of: the values that a snapshot holds, and the indexes that follow from them.
//
// For engine/core itself; everybody else goes through State. Owned by the single writer, its thread
// only. The edit_* functions keep every index right, whatever the change is: apply() says what
// changed in a value and never touches an index. An id that is not there is a bug and CHECK-fails.
#ifndef USHER_ENGINE_CORE_STATE_DATA_H_
#define USHER_ENGINE_CORE_STATE_DATA_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/counters.h"
#include "engine/core/model.h"
#include "engine/core/state.h"
#include "routing/matcher.h"
#include "routing/requirement.h"

namespace usher::core {

// Something that happens by itself. Ordered by time, so the first one is the next.
struct Deadline {
  enum class Kind : std::uint8_t {
    kOffer,         // id: the offer
    kWrapUp,        // id: the contact
    kStarvation,    // id: the contact
    kAvoidance,     // id: the contact, other: the agent
    kNeedExpiry,    // id: the contact
    kSessionGrace,  // id: the agent
    kAdapterGrace,  // the first adapter, in order of id, whose grace ends at that time
  };
  Instant at;
  Kind kind = Kind::kOffer;
  std::uint64_t id = 0;
  std::uint64_t other = 0;
  friend auto operator<=>(const Deadline&, const Deadline&) = default;
};
using Deadlines = absl::InlinedVector<Deadline, 4>;

struct AgentEntry {
  Agent agent;
  const AgentModel* model = nullptr;  // of the configuration in force; nullptr: not configured
  std::int64_t scarcity = 0;
  routing::Abilities abilities;             // as the matcher has them
  std::optional<routing::Freedom> freedom;  // what the matcher was told
};

struct AdapterEntry {
  std::optional<Attachment> attachment;  // none: never attached or detached
  absl::btree_set<ContactId> live;       // contacts that have not ended
  std::int64_t in_line = 0;
};

struct RequestEntry {
  std::string key;  // principal, a zero byte, request id
  std::size_t principal_bytes = 0;
  State::Answered answered;
};

// What an edit of a contact makes the matcher forget.
enum class Reline : std::uint8_t {
  kNo,
  kPlace,  // the order key or the avoidances changed
  kClass,  // what it asks for changed
};

struct StateData {
  std::uint64_t sequence = 0;
  Instant now{};
  std::uint64_t next_contact = 1;
  std::uint64_t next_agent = 1;
  std::uint64_t next_offer = 1;
  std::uint64_t next_session = 1;
  std::vector<ModelPtr> revisions;
  ModelPtr model;  // the last of them

  absl::btree_map<ContactId, std::unique_ptr<Contact>> contacts;
  absl::btree_map<AgentId, std::unique_ptr<AgentEntry>> agents;
  absl::btree_map<OfferId, std::unique_ptr<Offer>> offers;
  std::map<std::string, AdapterEntry, std::less<>> adapters;
  std::map<std::string, QueueCounters, std::less<>> counters;
  std::deque<RequestEntry> requests;  // elements never move

  // The keys are those of the entries themselves. Looked up, never iterated.
  absl::flat_hash_map<absl::string_view, Contact*> contacts_by_key;
  absl::flat_hash_map<absl::string_view, AgentEntry*> agents_by_key;
  absl::flat_hash_map<absl::string_view, const RequestEntry*> requests_by_key;

  absl::btree_set<OfferId> live_offers;
  absl::btree_set<std::pair<Instant, ContactId>> ended_contacts;
  absl::btree_set<std::pair<Instant, OfferId>> ended_offers;
  absl::btree_set<Deadline> deadlines;
  std::int64_t in_line = 0;

  routing::Matcher matcher;
  routing::Vocabulary vocabulary;

  Contact& contact(ContactId id);
  AgentEntry& agent(AgentId id);
  Offer& offer(OfferId id);
  const AgentEntry* find_agent(AgentId id) const;
  const Contact* find_contact(ContactId id) const;
  const QueueModel* queue_of(const Contact& contact) const { return model->queue(contact.queue); }
  bool attached(std::string_view adapter) const;

  // place_contact leaves deadlines and the matcher to rebuild_matching().
  Contact& place_contact(Contact&& contact);
  Contact& add_contact(Contact contact);
  void edit_contact(Contact& contact, Reline reline, absl::FunctionRef<void(Contact&)> change);
  void forget_contact(ContactId id);

  AgentEntry& add_agent(Agent agent);
  void edit_agent(AgentEntry& entry, absl::FunctionRef<void(Agent&)> change);
  void remove_agent(AgentId id);
  // After something that its capacity depends on changed outside of edit_agent.
  void sync_agent(AgentEntry& entry);

  Offer& add_offer(Offer offer);
  void end_offer(Offer& offer, OfferState outcome, std::string reason);
  void forget_offer(OfferId id);

  void edit_attachment(const std::string& adapter, absl::FunctionRef<void(Attachment&)> change);

  void add_request(std::string_view principal, std::string_view request_id,
                   State::Answered answered);
  void forget_oldest_request();

  // Everything the matcher knows anew, after the model changed or the values were loaded.
  void rebuild_matching();

  std::optional<Instant> retention_due() const;
  // How many of the oldest may leave now.
  std::size_t contacts_to_forget(Instant at) const;
  std::size_t offers_to_forget(Instant at) const;
  std::size_t requests_to_forget(Instant at) const;

  routing::ChannelSet free_channels(const AgentEntry& entry) const;
  std::int32_t load_of(const AgentEntry& entry) const;
  absl::InlinedVector<Channel, 8> in_hand(const Agent& agent) const;

 private:
  // A contact's share in the indexes, taken out and put in around a change.
  Deadlines deadlines_of(const Contact& contact) const;
  void count(const Contact& contact, int by);
  void replace(const Deadlines& before, const Deadlines& after);
  void sync_line(Contact& contact, Reline reline);
  void index_attachment_grace(const Attachment& attachment, bool add);
  void add_to_matcher(AgentEntry& entry);
};

struct StateAccess {
  static StateData& data(State& state) { return *state.data_; }
  static const StateData& data(const State& state) { return *state.data_; }
};

std::string request_key(std::string_view principal, std::string_view request_id);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_STATE_DATA_H_
