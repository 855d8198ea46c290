#include "engine/core/explain.h"
#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void NextEventChecker::after(const Shadow& shadow, const core::Record& record) {
  for (const core::ContactId id : shadow.in_line()) {
    const ShadowContact& contact = *shadow.contact(id);
    if (shadow.attached(contact.draft.adapter)) continue;
    const auto at = shadow.adapters().find(contact.draft.adapter);
    if (at != shadow.adapters().end() && at->second.grace_ends) continue;
    findings_.fail(Family::kNextEvent,
                   str_cat("record ", record.sequence, ": ", contact.key, " waits for adapter ",
                           contact.draft.adapter, ", which is away without a grace"));
  }
}

// Explain looks at everybody, so it is asked about a few contacts at a time, all in turn.
void NextEventChecker::audit(const Shadow& shadow, const core::State& state, Instant) {
  auto at = shadow.in_line().upper_bound(asked_last_);
  for (int i = 0; i < 3 && !shadow.in_line().empty(); ++i) {
    if (at == shadow.in_line().end()) at = shadow.in_line().begin();
    const core::ContactId id = asked_last_ = *at++;
    const ShadowContact& contact = *shadow.contact(id);
    const core::Contact* known = state.contact(id);
    if (known == nullptr || !shadow.ready(contact)) continue;
    const core::QueueModel* queue = shadow.queue_of(contact);
    int able = 0;
    int free = 0;
    for (const auto& [agent_id, agent] : shadow.agents()) {
      if (!shadow.able_to_serve(agent, contact)) continue;
      ++able;
      const bool now = shadow.free_for(agent, contact.draft.channel) && !contact.avoids(agent_id);
      free += now ? 1 : 0;
    }
    const core::ContactExplanation why = core::explain_contact(state, *known, {}, 5);
    if (why.summary.empty() || why.eligible + why.able_not_free != able ||
        (queue != nullptr && !queue->pull_only && why.eligible != free)) {
      findings_.fail(Family::kNextEvent, str_cat("Explain says of ", contact.key, " that ",
                                                 why.eligible, " agents and ", why.able_not_free,
                                                 " who are not free could serve, but it is ", free,
                                                 " of ", able, ": ", why.summary));
    }
    if (!known->starved && !why.next_timer) {
      findings_.fail(Family::kNextEvent, str_cat(contact.key, " waits without a timer"));
    }
  }
}

}  // namespace usher::simulation
