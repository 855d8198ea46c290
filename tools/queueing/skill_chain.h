// The Markov chain of a skill-based system: its states, found from the empty one, and the moves
// between them. For skill_system.cc and its tests. Pure; any thread.
#ifndef USHER_TOOLS_QUEUEING_SKILL_CHAIN_H_
#define USHER_TOOLS_QUEUEING_SKILL_CHAIN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tools/queueing/markov.h"
#include "tools/queueing/skill_system.h"

namespace usher::queueing {

struct SkillState {
  std::vector<std::uint8_t> busy;  // agents of group g with class c at g * classes + c
  std::vector<std::uint8_t> idle;  // kLongestIdle: groups of the idle agents, longest idle first
  std::vector<std::uint8_t>
      queue;  // kFirstCome: classes in order of arrival; else: how many of each

  auto operator<=>(const SkillState&) const = default;
};

class SkillChain {
 public:
  // The system has no problem().
  explicit SkillChain(const SkillSystem& system);

  // False where there are more than kMostStates states.
  bool explore();

  const std::vector<SkillState>& states() const { return states_; }
  const std::vector<Transition>& transitions() const { return transitions_; }

  std::size_t waiting(const SkillState& state, std::size_t of_class) const;
  std::size_t busy(const SkillState& state, std::size_t group) const;

  enum class Arrival { kServed, kWaits, kBlocked };
  Arrival arrival(const SkillState& state, std::size_t of_class) const;

 private:
  struct Choice {
    std::size_t group;
    double probability;
  };
  std::size_t idle(const SkillState& state, std::size_t group) const;
  bool may_take(const SkillState& state, std::size_t group, std::size_t of_class) const;
  std::vector<Choice> agents_for(const SkillState& state, std::size_t of_class) const;
  std::optional<std::size_t> contact_for(const SkillState& state, std::size_t group) const;
  bool room_left(const SkillState& state, std::size_t line) const;
  void start(SkillState& state, std::size_t group, std::size_t of_class) const;
  void take_from_queue(SkillState& state, std::size_t of_class) const;
  void move(std::size_t from, const SkillState& to, double rate);
  void arrivals(std::size_t from, const SkillState& state);
  void completions(std::size_t from, const SkillState& state);
  void abandonments(std::size_t from, const SkillState& state);

  const SkillSystem& system_;
  std::size_t classes_;
  bool ordered_queue_;
  bool ordered_idle_;
  std::map<SkillState, std::size_t> numbers_;
  std::vector<SkillState> states_;
  std::vector<Transition> transitions_;
};

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_SKILL_CHAIN_H_
