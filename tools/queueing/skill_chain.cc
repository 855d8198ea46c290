#include "tools/queueing/skill_chain.h"

#include <algorithm>

namespace usher::queueing {

SkillChain::SkillChain(const SkillSystem& system)
    : system_(system),
      classes_(system.classes.size()),
      ordered_queue_(system.next_contact == NextContact::kFirstCome),
      ordered_idle_(system.next_agent == NextAgent::kLongestIdle) {}

bool SkillChain::explore() {
  SkillState empty;
  empty.busy.assign(system_.groups.size() * classes_, 0);
  if (!ordered_queue_) empty.queue.assign(classes_, 0);
  if (ordered_idle_) {
    for (std::size_t group = 0; group < system_.groups.size(); ++group) {
      empty.idle.insert(empty.idle.end(), system_.groups[group].agents,
                        static_cast<std::uint8_t>(group));
    }
  }
  numbers_.emplace(empty, 0);
  states_.push_back(empty);
  for (std::size_t from = 0; from < states_.size(); ++from) {
    if (states_.size() > kMostStates) return false;
    const SkillState state = states_[from];
    arrivals(from, state);
    completions(from, state);
    abandonments(from, state);
  }
  return true;
}

std::size_t SkillChain::waiting(const SkillState& state, std::size_t of_class) const {
  if (!ordered_queue_) return state.queue[of_class];
  return static_cast<std::size_t>(std::count(state.queue.begin(), state.queue.end(), of_class));
}

std::size_t SkillChain::busy(const SkillState& state, std::size_t group) const {
  std::size_t sum = 0;
  for (std::size_t c = 0; c < classes_; ++c) sum += state.busy[group * classes_ + c];
  return sum;
}

std::size_t SkillChain::idle(const SkillState& state, std::size_t group) const {
  return system_.groups[group].agents - busy(state, group);
}

bool SkillChain::may_take(const SkillState& state, std::size_t group, std::size_t of_class) const {
  const AgentGroup& of_group = system_.groups[group];
  const std::size_t kept = of_group.reserve.empty() ? 0 : of_group.reserve[of_class];
  return idle(state, group) > kept &&
         std::find(of_group.order.begin(), of_group.order.end(), of_class) != of_group.order.end();
}

std::vector<SkillChain::Choice> SkillChain::agents_for(const SkillState& state,
                                                       std::size_t of_class) const {
  std::vector<std::size_t> able;
  for (const std::size_t group : system_.classes[of_class].order) {
    if (may_take(state, group, of_class)) able.push_back(group);
  }
  if (able.empty()) return {};
  switch (system_.next_agent) {
    case NextAgent::kGroupOrder:
      return {{able.front(), 1}};
    case NextAgent::kLongestIdle:
      return {
          {*std::find_first_of(state.idle.begin(), state.idle.end(), able.begin(), able.end()), 1}};
    case NextAgent::kRandom:
      break;
  }
  double total = 0;
  std::vector<Choice> choices;
  for (const std::size_t group : able) {
    choices.push_back({group, static_cast<double>(idle(state, group))});
    total += choices.back().probability;
  }
  for (Choice& choice : choices) choice.probability /= total;
  return choices;
}

std::optional<std::size_t> SkillChain::contact_for(const SkillState& state,
                                                   std::size_t group) const {
  if (ordered_queue_) {
    for (const std::uint8_t waiting : state.queue) {
      if (may_take(state, group, waiting)) return waiting;
    }
    return std::nullopt;
  }
  std::optional<std::size_t> found;
  for (const std::size_t c : system_.groups[group].order) {
    if (state.queue[c] == 0 || !may_take(state, group, c)) continue;
    if (system_.next_contact == NextContact::kPriority) return c;
    if (!found || state.queue[c] > state.queue[*found]) found = c;
  }
  return found;
}

bool SkillChain::room_left(const SkillState& state, std::size_t line) const {
  std::size_t used = 0;
  for (std::size_t c = 0; c < classes_; ++c) {
    if (system_.classes[c].line == line) used += waiting(state, c);
  }
  return used < system_.rooms[line];
}

SkillChain::Arrival SkillChain::arrival(const SkillState& state, std::size_t of_class) const {
  if (!agents_for(state, of_class).empty()) return Arrival::kServed;
  return room_left(state, system_.classes[of_class].line) ? Arrival::kWaits : Arrival::kBlocked;
}

// The longest idle of the group takes it.
void SkillChain::start(SkillState& state, std::size_t group, std::size_t of_class) const {
  ++state.busy[group * classes_ + of_class];
  if (!ordered_idle_) return;
  state.idle.erase(std::find(state.idle.begin(), state.idle.end(), group));
}

void SkillChain::take_from_queue(SkillState& state, std::size_t of_class) const {
  if (ordered_queue_) {
    state.queue.erase(std::find(state.queue.begin(), state.queue.end(), of_class));
  } else {
    --state.queue[of_class];
  }
}

void SkillChain::move(std::size_t from, const SkillState& to, double rate) {
  const auto [at, fresh] = numbers_.try_emplace(to, states_.size());
  if (fresh) states_.push_back(to);
  transitions_.push_back({from, at->second, rate});
}

void SkillChain::arrivals(std::size_t from, const SkillState& state) {
  for (std::size_t c = 0; c < classes_; ++c) {
    const double rate = system_.classes[c].arrival_rate;
    const std::vector<Choice> choices = agents_for(state, c);
    for (const Choice& choice : choices) {
      SkillState to = state;
      start(to, choice.group, c);
      move(from, to, rate * choice.probability);
    }
    if (!choices.empty() || !room_left(state, system_.classes[c].line)) continue;
    SkillState to = state;
    if (ordered_queue_) {
      to.queue.push_back(static_cast<std::uint8_t>(c));
    } else {
      ++to.queue[c];
    }
    move(from, to, rate);
  }
}

void SkillChain::completions(std::size_t from, const SkillState& state) {
  for (std::size_t group = 0; group < system_.groups.size(); ++group) {
    for (std::size_t c = 0; c < classes_; ++c) {
      const std::size_t at = group * classes_ + c;
      if (state.busy[at] == 0) continue;
      SkillState to = state;
      --to.busy[at];
      if (ordered_idle_) to.idle.push_back(static_cast<std::uint8_t>(group));
      if (const auto next = contact_for(to, group)) {
        take_from_queue(to, *next);
        start(to, group, *next);
      }
      move(from, to, state.busy[at] * system_.groups[group].service_rates[c]);
    }
  }
}

void SkillChain::abandonments(std::size_t from, const SkillState& state) {
  if (ordered_queue_) {
    for (std::size_t place = 0; place < state.queue.size(); ++place) {
      const double rate = system_.classes[state.queue[place]].abandonment_rate;
      if (rate == 0) continue;
      SkillState to = state;
      to.queue.erase(to.queue.begin() + static_cast<std::ptrdiff_t>(place));
      move(from, to, rate);
    }
    return;
  }
  for (std::size_t c = 0; c < classes_; ++c) {
    const double rate = system_.classes[c].abandonment_rate;
    if (rate == 0 || state.queue[c] == 0) continue;
    SkillState to = state;
    --to.queue[c];
    move(from, to, rate * state.queue[c]);
  }
}

}  // namespace usher::queueing
