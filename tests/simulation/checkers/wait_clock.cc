#include <algorithm>

#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void WaitClockChecker::on_event(const Shadow& shadow, const core::Record& record,
                                const core::Event& event) {
  const auto entered = [&](const std::string& key, const core::ContactDraft& draft) {
    const auto at = truth_.people.find(key);
    if (at == truth_.people.end()) return;
    const Truth::Person& person = at->second;
    const Instant first = std::min(person.draft.origin.value_or(person.heard), record.at);
    const bool untold = person.without_origin || !person.draft.origin;
    const bool right = *draft.origin == first || (untold && *draft.origin == record.at);
    if (!right) {
      findings_.fail(Family::kWaitClock, str_cat("record ", record.sequence, ": the wait of ", key,
                                                 " does not begin with the first attempt"));
    }
  };
  if (const auto* submitted = std::get_if<core::ContactSubmitted>(&event)) {
    entered(submitted->key, submitted->draft);
  }
  const auto* updated = std::get_if<core::ContactUpdated>(&event);
  const ShadowContact* contact = updated == nullptr ? nullptr : shadow.contact(updated->id);
  if (contact != nullptr && *updated->draft.origin != contact->origin) {
    findings_.fail(Family::kWaitClock, str_cat("record ", record.sequence, ": the wait clock of ",
                                               contact->key, " was set anew"));
  }
}

void WaitClockChecker::audit(const Shadow& shadow, const core::State& state, Instant) {
  for (const core::ContactId id : shadow.live()) {
    const core::Contact* contact = state.contact(id);
    if (contact == nullptr || *contact->draft.origin == shadow.contact(id)->origin) continue;
    findings_.fail(Family::kWaitClock,
                   str_cat("the engine has another origin of ", contact->key, " than its records"));
  }
}

}  // namespace usher::simulation
