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

constexpr std::size_t kMaxHeld = 100'000;

}  // namespace

std::optional<Refusal> Decider::check_held(const AttachChannel& command) const {
  if (command.held.size() > kMaxHeld) {
    return Refusal{Reason::kTooLarge,
                   str_cat("held has ", command.held.size(), " contacts; at most ", kMaxHeld),
                   {{"limit", str_cat(kMaxHeld)}, {"actual", str_cat(command.held.size())}}};
  }
  absl::flat_hash_set<std::string> keys;  // looked up, never iterated
  for (std::size_t i = 0; i < command.held.size(); ++i) {
    const HeldByAdapter& held = command.held[i];
    const std::string field = str_cat("held[", i, "].");
    if (held.key.empty()) return missing_field(field + "contact_id", "the id of the contact");
    if (held.key.size() > kMaxIdBytes) {
      return invalid_field(field + "contact_id", str_cat("has more than ", kMaxIdBytes, " bytes"));
    }
    if (!keys.insert(held.key).second) {
      return invalid_field(field + "contact_id",
                           str_cat("\"", held.key, "\" is named twice; name every contact once"));
    }
    if (state_.contact(held.key) != nullptr) continue;
    // What is wrong with a person who is there must not keep them out, as far as routing can cope
    // with it.
    if (auto refusal = check_form(settled(held.draft, held.key), now_)) {
      refusal->message = str_cat("held[", i, "], contact \"", held.key, "\": ", refusal->message);
      return refusal;
    }
  }
  return std::nullopt;
}

void Decider::lose(const Contact& contact, const std::string& reason) {
  const bool talks =
      contact.state == ContactState::kConnected || contact.state == ContactState::kHeld;
  if (talks) {
    plan_.end_conversation(contact, EndedBy::kChannelFailure);
  } else {
    plan_.close(contact, ContactState::kLostByChannel, "", reason);
  }
}

void Decider::reconcile_lost(const std::string& adapter,
                             const absl::flat_hash_set<std::string>& held, Reconciled& reconciled) {
  state_.live_contacts_of(adapter, [&](const Contact& contact) {
    if (contact.state == ContactState::kWrapUp || held.contains(contact.key)) return true;
    lose(contact, str_cat("adapter ", adapter, " no longer holds the person"));
    reconciled.lost.push_back(contact.id);
    return true;
  });
}

void Decider::take_in(const std::string& adapter, const HeldByAdapter& held, ContactId id) {
  ContactDraft draft = settled(held.draft, held.key);
  draft.adapter = adapter;
  draft.channel = model().adapter(adapter)->channel;
  const QueueModel& queue = classify(model(), draft);
  plan_.add(ContactSubmitted{id, held.key, held.fingerprint, std::move(draft), queue.id});
}

void Decider::reconcile_held(const std::string& adapter, const HeldByAdapter& held, ContactId& next,
                             Reconciled& reconciled) {
  const Contact* contact = state_.contact(held.key);
  if (contact == nullptr) {
    take_in(adapter, held, next);
    reconciled.taken_in.push_back(next);
    ++next.value;
    return;
  }
  if (is_terminal(contact->state) || contact->state == ContactState::kWrapUp) {
    reconciled.release.push_back(held.key);
    return;
  }
  reconciled.kept.push_back(contact->id);
  if (contact->draft.adapter != adapter &&
      contact->draft.channel == model().adapter(adapter)->channel) {
    // The adapter that holds the person is the one that counts.
    ContactDraft draft = contact->draft;
    draft.adapter = adapter;
    plan_.add(ContactUpdated{contact->id, std::move(draft), contact->queue});
  }
  if (contact->state != ContactState::kAssigned || held.connected_agent.empty()) return;
  if (state_.agent(contact->agent)->key == held.connected_agent) {
    plan_.add(ContactConnected{contact->id});
  }
}

Outcome Decider::operator()(const AttachChannel& command) {
  if (model().adapter(command.adapter) == nullptr) {
    std::vector<std::string> ids;
    for (const AdapterModel& adapter : model().adapters) ids.push_back(adapter.id);
    return unknown_reference("adapter", command.adapter, ids);
  }
  if (auto refusal = check_held(command)) return *std::move(refusal);
  const Attachment* before = state_.attachment(command.adapter);
  Reconciled reconciled;
  reconciled.epoch = (before == nullptr ? 0 : before->epoch) + 1;
  plan_.add(ChannelAttached{command.adapter, reconciled.epoch});

  absl::flat_hash_set<std::string> keys;  // looked up, never iterated
  for (const HeldByAdapter& held : command.held) keys.insert(held.key);
  reconcile_lost(command.adapter, keys, reconciled);
  ContactId next = state_.next_contact_id();
  for (const HeldByAdapter& held : command.held) {
    reconcile_held(command.adapter, held, next, reconciled);
  }
  Decision decision = done(static_cast<std::int64_t>(reconciled.epoch));
  decision.reconciled = std::move(reconciled);
  return decision;
}

Outcome Decider::operator()(const DetachChannel& command) {
  const Attachment* attachment = state_.attachment(command.adapter);
  if (attachment == nullptr || !attachment->attached || attachment->epoch != command.epoch) {
    return done();
  }
  state_.live_contacts_of(command.adapter, [&](const Contact& contact) {
    plan_.rescind(contact, "adapter detached");
    return true;
  });
  std::optional<Instant> grace_ends;
  if (state_.in_line_of(command.adapter) > 0) grace_ends = now_ + model().adapter_grace;
  plan_.add(ChannelDetached{command.adapter, grace_ends});
  return done();
}

Outcome Decider::operator()(const Restarted&) {
  if (data_.model == nullptr) return done();
  state_.attachments([&](const Attachment& attachment) {
    if (!attachment.attached) return true;
    state_.live_contacts_of(attachment.adapter, [&](const Contact& contact) {
      plan_.rescind(contact, "adapter detached");
      return true;
    });
    std::optional<Instant> grace_ends;
    if (state_.in_line_of(attachment.adapter) > 0) grace_ends = now_ + model().adapter_grace;
    plan_.add(ChannelDetached{attachment.adapter, grace_ends});
    return true;
  });
  state_.agents_after({}, [&](const Agent& agent) {
    if (agent.presence != Presence::kOffline && !agent.session_grace_ends) {
      plan_.add(SessionLost{agent.id, now_ + model().session_grace});
    }
    return true;
  });
  return done();
}

bool Decider::adapter_due(Instant at) {
  const Attachment* overdue = nullptr;
  state_.attachments([&](const Attachment& attachment) {
    if (attachment.grace_ends == at) overdue = &attachment;
    return overdue == nullptr;
  });
  // Its contacts may be anybody's, so it has a tick of its own.
  if (overdue == nullptr || plan_.size() > 0) return false;
  int closed = 0;
  bool more = false;
  state_.live_contacts_of(overdue->adapter, [&](const Contact& contact) {
    if (!is_in_line(contact.state)) return true;
    if (closed == kMaxDeadlinesPerTick) {
      more = true;
      return false;
    }
    plan_.close(contact, ContactState::kLostByChannel, "",
                str_cat("adapter ", overdue->adapter, " did not come back within ",
                        to_text(model().adapter_grace)));
    ++closed;
    return true;
  });
  // With the grace still over, the next tick goes on.
  if (!more) plan_.add(ChannelDetached{overdue->adapter, std::nullopt});
  return false;
}

}  // namespace usher::core
