#include "tools/ushersim/run/roster.h"

#include <algorithm>

#include "engine/core/derive.h"
#include "routing/check.h"

namespace usher::plan {

Roster::Roster(const System& system, AnyRouter& router, Tally& tally)
    : system_(system), router_(router), tally_(tally), agents_(system.agents().size()) {}

std::uint32_t Roster::end_of(std::uint32_t group) const {
  return group + 1 < system_.scenario().groups.size() ? system_.first_agent(group + 1)
                                                      : static_cast<std::uint32_t>(agents_.size());
}

void Roster::set_presence(std::uint32_t group, std::int64_t count, Duration now) {
  const std::uint32_t begin = system_.first_agent(group);
  const std::uint32_t end = end_of(group);
  std::int64_t there = 0;
  for (std::uint32_t i = begin; i < end; ++i) {
    there += agents_[i].on_duty && !agents_[i].leaving ? 1 : 0;
  }
  for (std::uint32_t i = begin; i < end && there < count; ++i) {
    if (!agents_[i].leaving) continue;
    agents_[i].leaving = false;
    tell(i);
    ++there;
  }
  for (std::uint32_t i = begin; i < end && there < count; ++i) {
    if (agents_[i].on_duty) continue;
    come(i, now);
    ++there;
  }
  // The idle go first.
  for (const bool idle : {true, false}) {
    for (std::uint32_t i = end; i > begin && there > count; --i) {
      Agent& agent = agents_[i - 1];
      if (!agent.on_duty || agent.leaving || agent.in_hand.empty() != idle) continue;
      if (idle) {
        go(i - 1, now);
      } else {
        agent.leaving = true;
        tell(i - 1);
      }
      --there;
    }
  }
}

void Roster::come(std::uint32_t agent, Duration now) {
  Agent& a = agents_[agent];
  a.on_duty = true;
  a.since = a.idle_since = now;
  tell(agent);
}

void Roster::go(std::uint32_t agent, Duration now) {
  Agent& a = agents_[agent];
  a.on_duty = a.leaving = false;
  if (!system_.agents()[agent].unlimited) {
    tally_.add_staffed(system_.agents()[agent].group, a.since, now);
  }
  tell(agent);
}

void Roster::tell(std::uint32_t agent) {
  Agent& a = agents_[agent];
  routing::Freedom freedom;
  if (a.on_duty && !a.leaving) {
    freedom.channels = core::channels_that_fit(*system_.agents()[agent].capacity, a.in_hand);
  }
  if (!freedom.channels.empty()) {
    freedom.idle_since = routing::Instant(a.idle_since);
    if (!a.in_hand.empty()) {
      const std::int64_t load = core::load_of(*system_.agents()[agent].capacity, a.in_hand);
      freedom.load_ppm = static_cast<std::uint32_t>(load * 1'000'000 / units(agent));
    }
    router_.set_free(agent, freedom);
    a.is_free = true;
  } else if (a.is_free) {
    router_.set_busy(agent);
    a.is_free = false;
  }
}

void Roster::take(std::uint32_t agent, routing::Channel channel, Duration) {
  if (system_.agents()[agent].unlimited) return;
  agents_[agent].in_hand.push_back(channel);
  tell(agent);
}

void Roster::release(std::uint32_t agent, routing::Channel channel, Duration now) {
  Agent& a = agents_[agent];
  const auto at = std::find(a.in_hand.begin(), a.in_hand.end(), channel);
  USHER_CHECK(at != a.in_hand.end());
  a.in_hand.erase(at);
  if (a.in_hand.empty()) {
    a.idle_since = now;
    if (a.leaving) {
      go(agent, now);
      return;
    }
  }
  tell(agent);
}

std::int64_t Roster::weight(std::uint32_t agent, routing::Channel channel) const {
  return system_.agents()[agent].capacity->channels[static_cast<std::size_t>(channel)].weight;
}

std::int64_t Roster::units(std::uint32_t agent) const {
  return system_.agents()[agent].capacity->units;
}

void Roster::close(Duration now) {
  for (std::uint32_t i = 0; i < agents_.size(); ++i) {
    if (agents_[i].on_duty && !system_.agents()[i].unlimited) {
      tally_.add_staffed(system_.agents()[i].group, agents_[i].since, now);
    }
  }
}

}  // namespace usher::plan
