// decide(), one command each. For engine/core only; see step.h for what is promised.
//
// The writer's thread. Constant over the state: a Decider reads, puts a Plan together and gives it
// away.
#ifndef USHER_ENGINE_CORE_DECIDER_H_
#define USHER_ENGINE_CORE_DECIDER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"

#include "engine/core/command.h"
#include "engine/core/pair_table.h"
#include "engine/core/plan.h"
#include "engine/core/state_data.h"
#include "engine/core/step.h"

namespace usher::core {

class Decider {
 public:
  Decider(const State& state, const Call& call, Instant now)
      : state_(state), data_(StateAccess::data(state)), call_(call), now_(now), plan_(data_, now) {}

  Outcome operator()(const SubmitContact& command);
  Outcome operator()(const UpdateContact& command);
  Outcome operator()(const CancelContact& command);
  Outcome operator()(const ConnectContact& command);
  Outcome operator()(const HoldContact& command);
  Outcome operator()(const RetrieveContact& command);
  Outcome operator()(const EndContact& command);
  Outcome operator()(const CompleteContact& command);
  Outcome operator()(const SignIn& command);
  Outcome operator()(const LoseSession& command);
  Outcome operator()(const ResumeSession& command);
  Outcome operator()(const SignOut& command);
  Outcome operator()(const SetAgentState& command);
  Outcome operator()(const PullNext& command);
  Outcome operator()(const AcceptOffer& command);
  Outcome operator()(const DeclineOffer& command);
  Outcome operator()(const FailOffer& command);
  Outcome operator()(const AttachChannel& command);
  Outcome operator()(const DetachChannel& command);
  Outcome operator()(const ApplyConfig& command);
  Outcome operator()(const Restarted& command);
  Outcome operator()(const Tick& command);

 private:
  const Model& model() const { return *data_.model; }
  Decision done(Reply reply = {});

  // Contacts.
  Outcome simple_change(std::string_view key, ContactAction action, Event (*event)(ContactId));
  std::optional<Refusal> refusal_of(const Contact& contact, ContactAction action) const;
  std::string new_key(ContactId id) const;
  bool line_is_full(const QueueModel& queue, std::string* limit) const;
  // The draft as it will be kept: origin and journey set, over needs gone.
  ContactDraft settled(ContactDraft draft, const std::string& key) const;
  std::optional<Refusal> patched(const Contact& contact, const ContactPatch& patch,
                                 ContactDraft& draft) const;
  void update_in_line(const Contact& contact, ContactDraft draft);

  // Agents.
  const AgentEntry* configured_agent(std::string_view key, std::optional<Refusal>& refusal) const;
  std::optional<Refusal> refusal_of(const Agent& agent, AgentAction action) const;
  std::optional<Refusal> check_break_reason(Presence presence, const std::string& reason) const;
  void leave(const Agent& agent, const std::string& reason);

  // Offers.
  std::optional<Refusal> refusal_of(const Offer& offer, OfferAction action) const;
  std::optional<Refusal> check_answer(OfferId id, std::int64_t fence, const std::string& agent,
                                      OfferAction action) const;
  bool able(const Model& model, const AgentModel& agent, const ContactDraft& draft,
            const QueueModel& queue) const;

  // Channels.
  std::optional<Refusal> check_held(const AttachChannel& command) const;
  void reconcile_lost(const std::string& adapter, const absl::flat_hash_set<std::string>& held,
                      Reconciled& reconciled);
  void reconcile_held(const std::string& adapter, const HeldByAdapter& held, ContactId& next,
                      Reconciled& reconciled);
  void take_in(const std::string& adapter, const HeldByAdapter& held, ContactId id);
  void lose(const Contact& contact, const std::string& reason);

  // Configuration.
  void rescind_unfit(const Model& candidate);
  void sign_out_removed(const Model& candidate);
  void requeue(const Model& candidate);

  // Deadlines. False: it touches what an earlier one of this tick touched and waits for the next
  // tick.
  bool due(const Deadline& deadline);
  bool touch(absl::Span<const ContactId> contacts, AgentId agent);
  bool offer_due(OfferId id);
  bool wrap_up_due(ContactId id);
  bool session_due(AgentId id);
  bool adapter_due(Instant at);
  bool need_due(ContactId id);
  void forget_due();

  const State& state_;
  const StateData& data_;
  const Call& call_;
  Instant now_;
  Plan plan_;
  absl::flat_hash_set<ContactId> touched_contacts_;  // looked up, never iterated
  absl::flat_hash_set<AgentId> touched_agents_;      // likewise
};

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_DECIDER_H_
