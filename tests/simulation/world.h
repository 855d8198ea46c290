// What a seed draws before anything happens: the size of the agency, its configurations, which
// faults are on, and the people who will come.
//
// Values after construction; one thread.
#ifndef USHER_TESTS_SIMULATION_WORLD_H_
#define USHER_TESTS_SIMULATION_WORLD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/command.h"
#include "engine/core/contact.h"
#include "engine/core/model.h"
#include "engine/journal/journal.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/random.h"
#include "tests/simulation/scheduler.h"

namespace usher::simulation {

inline constexpr Instant kStart{std::chrono::seconds(1'800'000'000)};

// Faults that a seed may not turn on, from the command line.
struct Limits {
  FaultSet without;
};

struct Options {
  std::uint64_t seed = 0;
  FaultSet faults;
  Duration safety{};          // how long faults are on
  Duration liveness{};        // and how long after that everything must be over
  Duration between_people{};  // mean
  int burst_per_mille = 0;    // how likely an arrival is a burst
  Duration patience{};        // mean
  Duration talk{};            // mean
  Duration between_kills{};   // mean, where kills are on
  std::size_t queue_limit = 10'000;
  std::size_t pending_limit = 16'384;
  std::size_t feed_limit = 10'000;
  std::uint64_t snapshot_every = 1000;
  Duration append_time{};  // at most, without a fault

  std::string to_text() const;
};

class World {
 public:
  World(std::uint64_t seed, const Limits& limits);

  const Options& options() const { return options_; }
  std::size_t configurations() const { return models_.size(); }
  const core::ModelPtr& configuration(std::size_t number) const { return models_[number]; }
  // Of what `configuration` gives: the journal's way back from a source.
  journal::ModelDecoder decoder() const;
  // Everybody who is an agent in any configuration.
  const std::vector<std::string>& agents() const { return agent_ids_; }

  // Somebody who comes through the adapter ("" for the front desk, which is none).
  core::ContactDraft a_person(Random& random, const std::string& adapter, Instant now) const;
  // A change to somebody's matter that makes sense.
  core::ContactPatch a_patch(Random& random) const;

 private:
  void draw_options(Random random, const Limits& limits);
  void draw_configurations(Random random);
  core::Model first_configuration(Random& random) const;
  core::AgentModel an_agent(Random& random, const std::string& id) const;
  void alter(Random& random, core::Model& model) const;
  void add(core::Model model);

  Options options_;
  std::vector<core::ModelPtr> models_;
  std::vector<std::string> agent_ids_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_WORLD_H_
