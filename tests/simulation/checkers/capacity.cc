#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void CapacityChecker::on_event(const Shadow& shadow, const core::Record& record,
                               const core::Event& event) {
  const auto* made = std::get_if<core::OfferMade>(&event);
  if (made == nullptr) return;
  const ShadowAgent* agent = shadow.agent(made->agent);
  const ShadowContact* contact = shadow.contact(made->contact);
  if (agent == nullptr || contact == nullptr) return;  // the shadow has said so
  const core::AgentModel* configured = shadow.configured(*agent);
  if (agent->offer) {
    findings_.fail(Family::kOwnership, str_cat("record ", record.sequence, ": agent ", agent->key,
                                               " gets an offer beside a live one"));
    return;
  }
  if (configured != nullptr &&
      fits(configured->capacity, shadow.in_hand(*agent), contact->draft.channel)) {
    return;
  }
  findings_.fail(
      Family::kCapacity,
      str_cat("record ", record.sequence, ": agent ", agent->key, " with ", agent->contacts.size(),
              " contacts in hand is offered ", contact->key, ", which does not fit"));
}

}  // namespace usher::simulation
