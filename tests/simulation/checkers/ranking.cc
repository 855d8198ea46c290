#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

std::vector<std::int64_t> RankingChecker::figures(const Shadow& shadow, const ShadowAgent& agent,
                                                  routing::Ranking ranking) {
  if (of_ != shadow.model()) {
    of_ = shadow.model();
    scarcity_.clear();
    for (const core::AgentModel& each : of_->agents) {
      scarcity_[each.id] = scarcity_of(*of_, each);
    }
  }
  std::int64_t first = 0;
  if (ranking == routing::Ranking::kLeastScarce) first = scarcity_[agent.key];
  if (ranking == routing::Ranking::kLeastLoaded) {
    const core::CapacityModel& capacity = shadow.configured(agent)->capacity;
    first = load_of(capacity, shadow.in_hand(agent)) * 1'000'000 / capacity.units;
  }
  return {first, agent.idle_since.time_since_epoch().count(),
          static_cast<std::int64_t>(agent.id.value)};
}

void RankingChecker::on_event(const Shadow& shadow, const core::Record& record,
                              const core::Event& event) {
  const auto* made = std::get_if<core::OfferMade>(&event);
  if (made == nullptr || made->pulled) return;
  const ShadowContact* contact = shadow.contact(made->contact);
  const ShadowAgent* taken = shadow.agent(made->agent);
  if (contact == nullptr || taken == nullptr || shadow.configured(*taken) == nullptr) return;
  const routing::Ranking ranking = shadow.queue_of(*contact)->ranking;
  if (ranking == routing::Ranking::kMostProficient) return;  // what it adds up is the matcher's own
  const auto mine = figures(shadow, *taken, ranking);
  for (const auto& [id, agent] : shadow.agents()) {
    if (id == made->agent || contact->avoids(id)) continue;
    if (!shadow.free_for(agent, contact->draft.channel)) continue;
    if (!shadow.able_to_serve(agent, *contact)) continue;
    if (figures(shadow, agent, ranking) > mine) continue;
    findings_.fail(Family::kRanking,
                   str_cat("record ", record.sequence, ": ", contact->key, " goes to ", taken->key,
                           " although the ranking of the queue prefers ", agent.key));
    return;
  }
}

}  // namespace usher::simulation
