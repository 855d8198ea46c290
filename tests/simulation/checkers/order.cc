#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void OrderChecker::on_event(const Shadow& shadow, const core::Record& record,
                            const core::Event& event) {
  const auto* made = std::get_if<core::OfferMade>(&event);
  if (made == nullptr) return;
  const ShadowContact* offered = shadow.contact(made->contact);
  const ShadowAgent* taker = shadow.agent(made->agent);
  if (offered == nullptr || taker == nullptr || shadow.queue_of(*offered) == nullptr) return;
  const Place place = shadow.place(*offered);
  for (const core::ContactId id : shadow.in_line()) {
    const ShadowContact& other = *shadow.contact(id);
    if (id == made->contact || !shadow.ready(other) || place < shadow.place(other)) continue;
    // Who pulls may have asked for some channels only.
    if (made->pulled && other.draft.channel != offered->draft.channel) continue;
    if (!made->pulled && shadow.queue_of(other)->pull_only) continue;
    for (const auto& [agent_id, agent] : shadow.agents()) {
      if (made->pulled && agent_id != made->agent) continue;
      if (other.avoids(agent_id) || !shadow.free_for(agent, other.draft.channel)) continue;
      if (!shadow.able_to_serve(agent, other)) continue;
      findings_.fail(Family::kOrder,
                     str_cat("record ", record.sequence, ": ", offered->key, " overtakes ",
                             other.key, ", whom agent ", agent.key, " could serve now"));
      return;
    }
  }
}

}  // namespace usher::simulation
