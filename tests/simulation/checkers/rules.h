// The rules of routing a second time, written to be obvious: who is able to serve whom, what fits
// into whose hands, and who stands before whom. Nothing here calls the engine's own predicates.
//
// Pure; any thread. Good for the configurations and people that World draws, not for all there are.
#ifndef USHER_TESTS_SIMULATION_CHECKERS_RULES_H_
#define USHER_TESTS_SIMULATION_CHECKERS_RULES_H_

#include <tuple>
#include <vector>

#include "engine/core/contact.h"
#include "engine/core/model.h"

namespace usher::simulation {

// Language, hard needs, skills of contact, service and queue, site, and the channel.
bool able(const core::Model& model, const core::AgentModel& agent, const core::ContactDraft& draft,
          const core::QueueModel& queue);

// One more contact on the channel beside those in hand.
bool fits(const core::CapacityModel& capacity, const std::vector<core::Channel>& in_hand,
          core::Channel channel);

// Which queue the classification rules send the draft to.
const core::QueueModel& queue_for(const core::Model& model, const core::ContactDraft& draft);

// Smaller is served first.
using Place = std::tuple<int, core::Instant, core::ContactId>;
Place place_of(core::ContactId id, const core::ContactDraft& draft, const core::QueueModel& queue,
               bool starved);

// How rare what the agent brings is among all agents; the smaller is preferred.
std::int64_t scarcity_of(const core::Model& model, const core::AgentModel& agent);
std::int64_t load_of(const core::CapacityModel& capacity,
                     const std::vector<core::Channel>& in_hand);

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_CHECKERS_RULES_H_
