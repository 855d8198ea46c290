#include "engine/core/derive.h"

#include <algorithm>
#include <array>

#include "engine/core/state_data.h"

namespace usher::core {
namespace {

std::array<std::int32_t, routing::kChannelCount> per_channel(absl::Span<const Channel> in_hand) {
  std::array<std::int32_t, routing::kChannelCount> counts{};
  for (const Channel channel : in_hand) ++counts[static_cast<std::size_t>(channel)];
  return counts;
}

}  // namespace

routing::OrderKey order_key(const Contact& contact, const QueueModel& queue) {
  if (contact.starved) return routing::starved_key(contact.id, *contact.draft.origin);
  const std::int32_t minutes =
      std::clamp(contact.draft.priority_minutes + queue.priority_minutes,
                 -routing::kMaxPriorityMinutes, routing::kMaxPriorityMinutes);
  return routing::ordinary_key(contact.id, *contact.draft.origin, minutes);
}

std::int32_t load_of(const CapacityModel& capacity, absl::Span<const Channel> in_hand) {
  std::int32_t load = 0;
  for (const Channel channel : in_hand) {
    load += capacity.channels[static_cast<std::size_t>(channel)].weight;
  }
  return load;
}

routing::ChannelSet channels_that_fit(const CapacityModel& capacity,
                                      absl::Span<const Channel> in_hand) {
  const auto counts = per_channel(in_hand);
  const std::int32_t left = capacity.units - load_of(capacity, in_hand);
  routing::ChannelSet free;
  for (int i = 0; i < routing::kChannelCount; ++i) {
    const auto channel = static_cast<Channel>(i);
    const ChannelCapacityModel& wanted = capacity.channels[static_cast<std::size_t>(i)];
    if (!wanted.serves || wanted.weight > left ||
        counts[static_cast<std::size_t>(i)] >= wanted.max) {
      continue;
    }
    const bool interrupts = std::all_of(in_hand.begin(), in_hand.end(), [&](Channel busy_with) {
      const routing::ChannelSet by =
          capacity.channels[static_cast<std::size_t>(busy_with)].interruptible_by;
      return by.empty() || by.has(channel);
    });
    if (interrupts) free = free.with(channel);
  }
  return free;
}

routing::ChannelSet free_channels(const State& state, const Agent& agent) {
  const StateData& data = StateAccess::data(state);
  const AgentEntry* entry = data.find_agent(agent.id);
  return entry == nullptr ? routing::ChannelSet{} : data.free_channels(*entry);
}

std::int32_t load_of(const State& state, const Agent& agent) {
  const StateData& data = StateAccess::data(state);
  const AgentEntry* entry = data.find_agent(agent.id);
  return entry == nullptr ? 0 : data.load_of(*entry);
}

AgentState state_of(const State& state, const Agent& agent) {
  if (agent.presence == Presence::kOffline) return AgentState::kOffline;
  if (agent.offer) return AgentState::kReserved;
  if (agent.presence == Presence::kDraining) return AgentState::kDraining;
  if (agent.contacts.empty()) {
    return agent.presence == Presence::kBreak ? AgentState::kBreak : AgentState::kAvailable;
  }
  if (!free_channels(state, agent).empty()) return AgentState::kAvailable;
  const bool talks = std::any_of(agent.contacts.begin(), agent.contacts.end(), [&](ContactId id) {
    return state.contact(id)->state != ContactState::kWrapUp;
  });
  return talks ? AgentState::kBusy : AgentState::kWrapUp;
}

}  // namespace usher::core
