#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void WorkChecker::after(const Shadow& shadow, const core::Record& record) {
  if (shadow.in_line().empty()) return;
  for (const auto& [id, agent] : shadow.agents()) {
    if (!shadow.may_be_offered_anything(agent)) continue;
    const std::vector<core::Channel> in_hand = shadow.in_hand(agent);
    for (const core::ContactId waiting : shadow.in_line()) {
      const ShadowContact& contact = *shadow.contact(waiting);
      if (!shadow.ready(contact) || contact.avoids(id)) continue;
      const core::QueueModel* queue = shadow.queue_of(contact);
      if (queue == nullptr || queue->pull_only) continue;
      if (!fits(shadow.configured(agent)->capacity, in_hand, contact.draft.channel)) continue;
      if (!shadow.able_to_serve(agent, contact)) continue;
      findings_.fail(Family::kWork,
                     str_cat("record ", record.sequence, ": ", contact.key, " waits while agent ",
                             agent.key, " is free and able to serve it"));
      return;
    }
  }
}

}  // namespace usher::simulation
