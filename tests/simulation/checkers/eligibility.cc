#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

void EligibilityChecker::check_draft(const core::Record& record, const std::string& key,
                                     const core::ContactDraft& draft) {
  const auto at = truth_.people.find(key);
  if (at == truth_.people.end()) {
    findings_.fail(Family::kConservation, str_cat("nobody is contact ", key));
    return;
  }
  core::ContactDraft said = at->second.draft;
  std::erase_if(said.needs,
                [&](const core::Need& need) { return need.expires && *need.expires <= record.at; });
  const bool same = said.languages == draft.languages && said.needs == draft.needs &&
                    said.required_skills == draft.required_skills && said.site == draft.site &&
                    said.fallback == draft.fallback && said.service == draft.service &&
                    said.channel == draft.channel;
  if (same) return;
  findings_.fail(Family::kEligibility, str_cat("record ", record.sequence, ": what contact ", key,
                                               " asks for is not what the person said"));
}

void EligibilityChecker::on_event(const Shadow& shadow, const core::Record& record,
                                  const core::Event& event) {
  if (const auto* submitted = std::get_if<core::ContactSubmitted>(&event)) {
    check_draft(record, submitted->key, submitted->draft);
  }
  const auto* made = std::get_if<core::OfferMade>(&event);
  if (made == nullptr) return;
  const ShadowAgent* agent = shadow.agent(made->agent);
  const ShadowContact* contact = shadow.contact(made->contact);
  if (agent == nullptr || contact == nullptr) return;
  const auto fail = [&](const char* what) {
    findings_.fail(Family::kEligibility, str_cat("record ", record.sequence, ": agent ", agent->key,
                                                 " is offered ", contact->key, " and ", what));
  };
  if (agent->presence != core::Presence::kAvailable) fail("is not available");
  if (agent->grace_ends) fail("has lost the session");
  if (!shadow.attached(contact->draft.adapter)) fail("the adapter is away");
  if (contact->avoids(made->agent)) fail("has just given the contact up");
  if (!shadow.able_to_serve(*agent, *contact)) fail("is not able to serve it");
}

void EligibilityChecker::after(const Shadow& shadow, const core::Record& record) {
  for (const core::OfferId id : shadow.live_offers()) {
    const ShadowOffer& offer = *shadow.offer(id);
    const ShadowAgent* agent = shadow.agent(offer.agent);
    const ShadowContact* contact = shadow.contact(offer.contact);
    if (agent != nullptr && contact != nullptr && shadow.able_to_serve(*agent, *contact)) continue;
    findings_.fail(Family::kEligibility,
                   str_cat("record ", record.sequence, ": offer ", id.value,
                           " stays live although its agent is not able to serve it any more"));
  }
}

}  // namespace usher::simulation
