#include "engine/core/plan.h"

#include "engine/core/derive.h"
#include "routing/check.h"

namespace usher::core {

const QueueModel& Plan::queue(const Contact& contact) const {
  const QueueModel* queue = data_.queue_of(contact);
  return queue != nullptr ? *queue : classify(*data_.model, contact.draft);
}

std::optional<Instant> Plan::avoid_until(const Contact& contact) const {
  const Duration pause = queue(contact).reoffer_after;
  if (pause <= Duration::zero()) return std::nullopt;
  return now_ + pause;
}

void Plan::rescind(OfferId offer, std::string reason) {
  if (!offer || !rescinded_.insert(offer).second) return;
  add(OfferEnded{offer, OfferState::kRescinded, std::move(reason), std::nullopt});
}

void Plan::rescind(const Contact& contact, std::string reason) {
  rescind(contact.offer, std::move(reason));
}

void Plan::rescind(const Agent& agent, std::string reason) {
  rescind(agent.offer, std::move(reason));
}

void Plan::leaves_hands(AgentId id) {
  const AgentEntry* entry = data_.find_agent(id);
  USHER_CHECK(entry != nullptr);
  const Agent& agent = entry->agent;
  if (++leaving_[id] < agent.contacts.size()) return;
  if (!agent.configured) {
    sign_out(agent, "removed from the configuration");
  } else if (agent.presence == Presence::kDraining) {
    sign_out(agent, agent.presence_reason.empty() ? "drained" : agent.presence_reason);
  }
}

void Plan::sign_out(const Agent& agent, std::string reason) {
  if (!signed_out_.insert(agent.id).second) return;
  rescind(agent, reason);
  add(AgentSignedOut{agent.id, std::move(reason)});
}

void Plan::close(const Contact& contact, ContactState state, std::string outcome_code,
                 std::string reason) {
  rescind(contact, reason);
  add(ContactClosed{contact.id, state, std::move(outcome_code), std::move(reason)});
  if (is_with_agent(contact.state)) leaves_hands(contact.agent);
}

void Plan::end_conversation(const Contact& contact, EndedBy ended_by) {
  const QueueModel& rules = queue(contact);
  if (rules.wrap_up_limit > Duration::zero()) {
    add(WrapUpStarted{contact.id, ended_by, now_ + rules.wrap_up_limit});
    return;
  }
  close(contact, ContactState::kCompleted, rules.outcome_required ? "unspecified" : "",
        "the queue has no wrap-up");
}

void Plan::return_to_line(const Contact& contact, std::string reason,
                          std::optional<Instant> avoid_until) {
  add(ContactReturned{contact.id, std::move(reason), avoid_until});
  leaves_hands(contact.agent);
  await_adapter(contact.draft.adapter);
}

void Plan::await_adapter(const std::string& adapter) {
  if (adapter.empty() || data_.attached(adapter)) return;
  const auto at = data_.adapters.find(adapter);
  if (at != data_.adapters.end() && at->second.attachment && at->second.attachment->grace_ends) {
    return;
  }
  if (!awaited_.insert(adapter).second) return;
  add(ChannelDetached{adapter, now_ + data_.model->adapter_grace});
}

}  // namespace usher::core
