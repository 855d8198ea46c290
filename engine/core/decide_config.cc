#include <memory>
#include <utility>

#include "engine/core/decider.h"
#include "engine/core/derive.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

// The validated model has all this; decide() is total and does not trust it.
std::optional<Refusal> check_model(const Model* model) {
  if (model == nullptr) return missing_field("config", "a configuration");
  if (model->queues.empty()) return missing_field("queues", "at least one queue");
  if (model->classification.empty()) {
    return missing_field("classification", "at least one rule, the last without conditions");
  }
  for (const ClassificationRuleModel& rule : model->classification) {
    if (model->queue(rule.queue) == nullptr) {
      return invalid_field("classification",
                           str_cat("names an unknown queue \"", rule.queue, "\""));
    }
  }
  for (const AgentModel& agent : model->agents) {
    if (agent.capacity.units <= 0 || model->agent(agent.id) != &agent) {
      return invalid_field("agents",
                           str_cat("agent \"", agent.id, "\" is named twice or has no capacity"));
    }
  }
  return std::nullopt;
}

bool still_fits(const StateData& data, const Agent& agent, const AgentModel& model,
                Channel channel) {
  return channels_that_fit(model.capacity, data.in_hand(agent)).has(channel);
}

}  // namespace

void Decider::rescind_unfit(const Model& candidate) {
  state_.live_offers([&](const Offer& offer) {
    const Contact& contact = *state_.contact(offer.contact);
    const Agent& agent = *state_.agent(offer.agent);
    const AgentModel* next = candidate.agent(agent.key);
    const bool fits = next != nullptr && still_fits(data_, agent, *next, contact.draft.channel) &&
                      able(candidate, *next, contact.draft, classify(candidate, contact.draft));
    if (!fits) {
      plan_.rescind(contact, "the configuration changed and the agent is no longer able");
    }
    return true;
  });
}

void Decider::sign_out_removed(const Model& candidate) {
  state_.agents_after({}, [&](const Agent& agent) {
    const bool leaves = candidate.agent(agent.key) == nullptr && agent.contacts.empty() &&
                        agent.presence != Presence::kOffline;
    if (leaves) plan_.add(AgentSignedOut{agent.id, "removed from the configuration"});
    return true;
  });
}

void Decider::requeue(const Model& candidate) {
  state_.contacts_after({}, [&](const Contact& contact) {
    if (is_terminal(contact.state)) return true;
    // A contact with an agent keeps its queue while there is one of that name.
    if (!is_in_line(contact.state) && candidate.queue(contact.queue) != nullptr) return true;
    const QueueModel& queue = classify(candidate, contact.draft);
    if (queue.id != contact.queue) plan_.add(ContactUpdated{contact.id, contact.draft, queue.id});
    return true;
  });
}

Outcome Decider::operator()(const ApplyConfig& command) {
  const std::int64_t current = data_.model == nullptr ? 0 : data_.model->revision;
  if (command.expected_revision != 0 && command.expected_revision != current) {
    Refusal refusal = etag_mismatch("the configuration");
    refusal.message = str_cat("expected_revision is ", command.expected_revision, ", but revision ",
                              current, " is in force; read it again and decide again");
    refusal.facts = {{"revision", str_cat(current)}};
    return refusal;
  }
  if (auto refusal = check_model(command.model.get())) return *std::move(refusal);
  auto model = std::make_shared<Model>(*command.model);
  model->revision = current + 1;
  model->applied_by = call_.principal;
  model->applied_at = now_;
  rescind_unfit(*model);
  sign_out_removed(*model);
  plan_.add(ConfigApplied{model});
  requeue(*model);
  return done(model->revision);
}

}  // namespace usher::core
