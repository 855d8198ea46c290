#include <algorithm>
#include <utility>

#include "engine/core/check_draft.h"
#include "engine/core/decider.h"
#include "engine/core/derive.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

constexpr std::size_t kMaxReasonCodeBytes = 64;

bool changes_routing(const ContactPatch& patch) {
  return patch.service || patch.languages || patch.fallback || patch.needs ||
         patch.required_skills || patch.site || patch.priority_minutes;
}

ContactAction action_of(EndedBy ended_by) {
  switch (ended_by) {
    case EndedBy::kPerson:
      return ContactAction::kEndByPerson;
    case EndedBy::kAgent:
      return ContactAction::kEndByAgent;
    case EndedBy::kChannelFailure:
      return ContactAction::kEndByChannelFailure;
    case EndedBy::kPersonDidNotCome:
      return ContactAction::kEndByNoShow;
  }
  return ContactAction::kEndByPerson;
}

struct Ending {
  ContactState state;
  std::string_view reason;
};

// How a contact that was never connected ends.
Ending ending_of(EndedBy ended_by) {
  switch (ended_by) {
    case EndedBy::kPerson:
    case EndedBy::kAgent:
      return {ContactState::kAbandoned, "the person left before being connected"};
    case EndedBy::kChannelFailure:
      return {ContactState::kLostByChannel, "the channel broke before the person was connected"};
    case EndedBy::kPersonDidNotCome:
      return {ContactState::kNoShow, "the person was called and did not come"};
  }
  return {};
}

}  // namespace

std::optional<Refusal> Decider::refusal_of(const Contact& contact, ContactAction action) const {
  const Cell pair = cell(contact.state, action);
  if (!pair.refusal) return std::nullopt;
  const std::string allowed = allowed_states(action);
  return Refusal{*pair.refusal,
                 str_cat("contact \"", contact.key, "\" is ", name_of(contact.state), "; ",
                         name_of(action), " is allowed in ", allowed),
                 {{"state", std::string(name_of(contact.state))}, {"allowed", allowed}}};
}

Outcome Decider::simple_change(std::string_view key, ContactAction action,
                               Event (*event)(ContactId)) {
  const Contact* contact = state_.contact(key);
  if (contact == nullptr) return unknown_contact(key);
  if (auto refusal = refusal_of(*contact, action)) return *std::move(refusal);
  plan_.add(event(contact->id));
  return done(contact->id);
}

Outcome Decider::operator()(const ConnectContact& command) {
  const Contact* contact = state_.contact(command.contact);
  // Adapter and agent may both report it.
  if (contact != nullptr && contact->state == ContactState::kConnected) return done(contact->id);
  return simple_change(command.contact, ContactAction::kConnect,
                       [](ContactId id) -> Event { return ContactConnected{id}; });
}

Outcome Decider::operator()(const HoldContact& command) {
  return simple_change(command.contact, ContactAction::kHold,
                       [](ContactId id) -> Event { return ContactHeld{id}; });
}

Outcome Decider::operator()(const RetrieveContact& command) {
  return simple_change(command.contact, ContactAction::kRetrieve,
                       [](ContactId id) -> Event { return ContactRetrieved{id}; });
}

Outcome Decider::operator()(const CancelContact& command) {
  const Contact* contact = state_.contact(command.contact);
  if (contact == nullptr) return unknown_contact(command.contact);
  if (command.expected_version && *command.expected_version != contact->version) {
    return etag_mismatch(str_cat("contact \"", contact->key, "\""));
  }
  if (command.reason_code.size() > kMaxReasonCodeBytes) {
    return invalid_field("reason_code", str_cat("has more than ", kMaxReasonCodeBytes, " bytes"));
  }
  if (auto refusal = refusal_of(*contact, ContactAction::kCancel)) return *std::move(refusal);
  plan_.close(*contact, ContactState::kCancelled, command.reason_code, "cancelled");
  return done(contact->id);
}

Outcome Decider::operator()(const EndContact& command) {
  const Contact* contact = state_.contact(command.contact);
  if (contact == nullptr) return unknown_contact(command.contact);
  if (auto refusal = refusal_of(*contact, action_of(command.ended_by))) return *std::move(refusal);
  const bool talks =
      contact->state == ContactState::kConnected || contact->state == ContactState::kHeld;
  if (talks) {
    plan_.end_conversation(*contact, command.ended_by);
  } else if (command.ended_by == EndedBy::kAgent) {
    plan_.return_to_line(*contact, "given back by the agent before they were connected",
                         plan_.avoid_until(*contact));
  } else {
    const Ending ending = ending_of(command.ended_by);
    plan_.close(*contact, ending.state, "", std::string(ending.reason));
  }
  return done(contact->id);
}

Outcome Decider::operator()(const CompleteContact& command) {
  const Contact* contact = state_.contact(command.contact);
  if (contact == nullptr) return unknown_contact(command.contact);
  if (auto refusal = refusal_of(*contact, ContactAction::kComplete)) return *std::move(refusal);
  const std::vector<std::string>& codes = model().outcome_codes;
  if (command.outcome_code.empty()) {
    if (plan_.queue(*contact).outcome_required) {
      return missing_field("outcome_code",
                           "one of the configuration's outcome codes: this queue requires it");
    }
  } else if (std::find(codes.begin(), codes.end(), command.outcome_code) == codes.end()) {
    return unknown_reference("outcome code", command.outcome_code, codes);
  }
  plan_.close(*contact, ContactState::kCompleted, command.outcome_code, "completed");
  return done(contact->id);
}

std::optional<Refusal> Decider::patched(const Contact& contact, const ContactPatch& patch,
                                        ContactDraft& draft) const {
  const auto take = [](auto& field, const auto& value) {
    if (value) field = *value;
  };
  take(draft.service, patch.service);
  take(draft.languages, patch.languages);
  take(draft.fallback, patch.fallback);
  take(draft.needs, patch.needs);
  take(draft.required_skills, patch.required_skills);
  take(draft.site, patch.site);
  take(draft.priority_minutes, patch.priority_minutes);
  take(draft.display, patch.display);
  take(draft.identity, patch.identity);
  take(draft.journey, patch.journey);
  if (draft.journey.empty()) draft.journey = contact.key;
  if (auto refusal = check_form(draft, now_)) return refusal;
  // What was taken in under an earlier configuration stays valid until it is itself changed.
  ContactDraft changed = draft;
  changed.adapter.clear();
  if (!patch.site && !model().has_site(draft.site)) changed.site.clear();
  if (!patch.required_skills) changed.required_skills.clear();
  if (!patch.service && model().service(draft.service) == nullptr) return std::nullopt;
  if (!patch.site && draft.channel == Channel::kInPerson && changed.site.empty()) {
    return std::nullopt;
  }
  return check_references(model(), changed);
}

Outcome Decider::operator()(const UpdateContact& command) {
  const Contact* contact = state_.contact(command.contact);
  if (contact == nullptr) return unknown_contact(command.contact);
  if (command.expected_version && *command.expected_version != contact->version) {
    return etag_mismatch(str_cat("contact \"", contact->key, "\""));
  }
  if (auto refusal = refusal_of(*contact, ContactAction::kUpdate)) return *std::move(refusal);
  if (!is_in_line(contact->state) && changes_routing(command.patch)) {
    return Refusal{
        Reason::kWrongState,
        str_cat("contact \"", contact->key, "\" is ", name_of(contact->state),
                "; while it is with an agent only display, identity and journey_id may "
                "change, the rest in WAITING and OFFERED"),
        {{"state", std::string(name_of(contact->state))}, {"allowed", "WAITING, OFFERED"}}};
  }
  ContactDraft draft = settled(contact->draft, contact->key);
  if (auto refusal = patched(*contact, command.patch, draft)) return *std::move(refusal);
  if (draft == contact->draft) return done(contact->id);
  if (is_in_line(contact->state)) {
    update_in_line(*contact, std::move(draft));
  } else {
    plan_.add(ContactUpdated{contact->id, std::move(draft), contact->queue});
  }
  return done(contact->id);
}

void Decider::update_in_line(const Contact& contact, ContactDraft draft) {
  const QueueModel& queue = classify(model(), draft);
  if (contact.offer) {
    const AgentEntry* agent = data_.find_agent(data_.offers.at(contact.offer)->agent);
    if (agent->model == nullptr || !able(model(), *agent->model, draft, queue)) {
      plan_.rescind(contact, "the contact changed and the agent is no longer able to serve it");
    }
  }
  plan_.add(ContactUpdated{contact.id, std::move(draft), queue.id});
}

bool Decider::able(const Model& model, const AgentModel& agent, const ContactDraft& draft,
                   const QueueModel& queue) const {
  return agent.capacity.channels[static_cast<std::size_t>(draft.channel)].serves &&
         meets_all(abilities_of(model, agent), clauses_of(model, draft, queue));
}

}  // namespace usher::core
