#include <algorithm>
#include <utility>

#include "engine/core/check_draft.h"
#include "engine/core/decider.h"
#include "engine/core/derive.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {

using routing::str_cat;

std::string Decider::new_key(ContactId id) const {
  std::string key = str_cat("c-", id.value);
  for (int i = 2; state_.contact(key) != nullptr; ++i) key = str_cat("c-", id.value, "-", i);
  return key;
}

ContactDraft Decider::settled(ContactDraft draft, const std::string& key) const {
  draft.origin = std::clamp(draft.origin.value_or(now_), now_ - kMaxOriginAge, now_);
  if (draft.journey.empty()) draft.journey = key;
  std::erase_if(draft.needs,
                [&](const Need& need) { return need.expires && *need.expires <= now_; });
  return draft;
}

bool Decider::line_is_full(const QueueModel& queue, std::string* limit) const {
  if (data_.in_line >= model().max_waiting) {
    *limit = str_cat("the agency's max_waiting of ", model().max_waiting, " is reached");
    return true;
  }
  if (queue.max_waiting > 0 && state_.counters(queue.id).waiting >= queue.max_waiting) {
    *limit = str_cat("max_waiting of queue ", queue.id, ", ", queue.max_waiting, ", is reached");
    return true;
  }
  return false;
}

Outcome Decider::operator()(const SubmitContact& command) {
  if (command.key.size() > kMaxIdBytes) {
    return Refusal{Reason::kTooLarge,
                   str_cat("contact_id has ", command.key.size(), " bytes; at most ", kMaxIdBytes),
                   {{"field", "contact_id"}, {"limit", str_cat(kMaxIdBytes)}}};
  }
  if (const Contact* earlier = command.key.empty() ? nullptr : state_.contact(command.key)) {
    if (earlier->fingerprint != command.fingerprint) {
      return Refusal{Reason::kContactExists,
                     str_cat("contact \"", command.key,
                             "\" exists with different content; update it, or take another id"),
                     {{"contact", command.key}}};
    }
    Decision repeated;
    repeated.reply = earlier->id;
    repeated.repeated = true;
    return repeated;
  }
  if (auto refusal = check_origin(command.draft, now_)) return *std::move(refusal);
  if (auto refusal = check_form(command.draft, now_)) return *std::move(refusal);
  if (auto refusal = check_references(model(), command.draft)) return *std::move(refusal);

  const ContactId id = state_.next_contact_id();
  const std::string key = command.key.empty() ? new_key(id) : command.key;
  ContactDraft draft = settled(command.draft, key);
  const QueueModel& queue = classify(model(), draft);
  std::string limit;
  if (line_is_full(queue, &limit)) {
    plan_.add(ContactBlocked{id, key, command.fingerprint, std::move(draft), queue.id, limit});
    return done(id);
  }
  const std::string adapter = draft.adapter;
  plan_.add(ContactSubmitted{id, key, command.fingerprint, std::move(draft), queue.id});
  plan_.await_adapter(adapter);
  return done(id);
}

}  // namespace usher::core
