// A scenario in the form that decisions need: requirements and abilities as the engine derives
// them, who may serve whom, and the tables that a replication looks things up in.
//
// Immutable once made; any thread.
#ifndef USHER_TOOLS_USHERSIM_RUN_SYSTEM_H_
#define USHER_TOOLS_USHERSIM_RUN_SYSTEM_H_

#include <cstdint>
#include <vector>

#include "engine/core/model.h"
#include "routing/requirement.h"
#include "tools/ushersim/run/scenario.h"

namespace usher::plan {

// What a class asks for at one age: stage 0 is what the person needs, the others are relaxed.
struct Line {
  std::uint32_t cls = 0;
  std::uint32_t queue = 0;
  routing::Requirement requirement;
};

struct SimAgent {
  std::uint32_t group = 0;
  std::uint32_t kind = 0;
  std::int64_t scarcity = 0;
  const core::CapacityModel* capacity = nullptr;
  bool unlimited = false;
};

// Agents of one group with the same abilities.
struct Kind {
  std::uint32_t group = 0;
  routing::Abilities abilities;
};

class System {
 public:
  // The scenario must outlive it.
  explicit System(const Scenario& scenario);

  const Scenario& scenario() const { return *scenario_; }
  const std::vector<Line>& lines() const { return lines_; }
  std::uint32_t line_of(std::uint32_t cls, std::uint32_t stage) const {
    return first_line_[cls] + stage;
  }
  const std::vector<SimAgent>& agents() const { return agents_; }
  const std::vector<Kind>& kinds() const { return kinds_; }
  // Agents of a group are neighbours.
  std::uint32_t first_agent(std::uint32_t group) const { return first_agent_[group]; }

  // By abilities; the channel is a matter of capacity.
  bool may_serve(std::uint32_t kind, std::uint32_t line) const {
    return eligible_[line * kinds_.size() + kind] != 0;
  }
  // The agents lack a language or need that the person has.
  bool is_unmet(std::uint32_t cls, std::uint32_t kind) const {
    return unmet_[cls * kinds_.size() + kind] != 0;
  }
  const Distribution& service_time(std::uint32_t cls, std::uint32_t group) const {
    return service_[cls * scenario_->groups.size() + group];
  }
  // Hashes of the classes' names, for streams.h.
  std::uint64_t tag(std::uint32_t cls) const { return tags_[cls]; }
  // Who nobody on the roster could ever serve, whatever the hour: indexes of classes.
  std::vector<std::uint32_t> unservable() const;

 private:
  void add_agents(routing::Vocabulary& vocabulary);
  void add_lines(const routing::Vocabulary& vocabulary);
  void add_services();

  const Scenario* scenario_;
  std::vector<SimAgent> agents_;
  std::vector<Kind> kinds_;
  std::vector<std::uint32_t> first_agent_;
  std::vector<Line> lines_;
  std::vector<std::uint32_t> first_line_;
  std::vector<std::uint8_t> eligible_;
  std::vector<std::uint8_t> unmet_;
  std::vector<Distribution> service_;
  std::vector<std::uint64_t> tags_;
};

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_SYSTEM_H_
