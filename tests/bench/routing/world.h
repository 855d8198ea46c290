// The worlds of the routing benchmark: who works there, and who comes.
//
// How they are made, so that nobody has to guess what was measured:
//  - Attributes: 80 languages, 20 needs, 40 sites, and the world's skills. Languages and skills are
//  drawn
//    by Zipf's law (exponent 1): the second is half as common as the first, the tenth a tenth.
//  - An agent has one to three languages, one site, each need with 5 %, and so many skills at
//  levels 1
//    to 10. Scarcity is what their abilities are worth: the sum, over them, of one over the share
//    of agents who have it. In `nation` 2,000 profiles are shared by all agents; elsewhere each
//    agent is drawn alone, and nearly everybody is unlike everybody else.
//  - A requirement is drawn from what a random agent can do, so that somebody can serve it: a
//  language
//    (one in five takes a second one as well), skills at or below that agent's level (so many, one
//    in five clauses an either-or), a need with 8 %, the site with 10 %. 60 % are calls, 20 %
//    chats, 10 % web forms, 10 % walk-ins. Whether an agent may serve a requirement is not drawn
//    but follows; the table prints the share of pairs that may.
//  - Contacts choose a requirement class by Zipf's law with exponent 0.8; in `adversarial` each
//  contact
//    draws a requirement of its own. One in ten has a priority of 5 to 30 minutes.
//  - Everybody who waits came within the last hours of a day, one every 10 ms, in order; agents are
//  busy.
//
// All numbers come from one xorshift generator with a fixed seed.
#ifndef USHER_TESTS_BENCH_ROUTING_WORLD_H_
#define USHER_TESTS_BENCH_ROUTING_WORLD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "routing/matcher.h"

namespace usher::bench {

class Prng {
 public:
  explicit Prng(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U + 1) {}
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ * 0x2545F4914F6CDD1DU;
  }
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }
  bool percent(std::uint32_t chance) { return below(100) < chance; }

 private:
  std::uint64_t state_;
};

// Numbers below n, the k-th as often as 1/(k+1)^exponent.
class Zipf {
 public:
  Zipf(std::uint32_t n, double exponent);
  std::uint32_t draw(Prng& prng) const;

 private:
  std::vector<std::uint64_t> cumulative_;
};

struct WorldSpec {
  std::string name;
  std::uint32_t agents = 0;
  std::uint32_t waiting = 0;
  std::uint32_t requirements = 0;                                 // 0: each contact draws its own
  std::uint32_t profiles = 0;                                     // 0: each agent draws their own
  std::uint32_t skills = 0;                                       // in the vocabulary
  std::uint32_t least_skills = 0, most_skills = 0;                // of an agent
  std::uint32_t least_skill_clauses = 0, most_skill_clauses = 0;  // of a requirement
  double target_per_s = 0;                                        // 0: none is set
  std::uint32_t idle = 0;                                         // agents, at the beginning
  // Events before the measured ones: until the requirements that are asked for often have columns.
  std::uint64_t warm_up = 2'000'000;
};

const std::vector<WorldSpec>& world_specs();

struct BenchAgent {
  routing::Abilities abilities;
  std::int64_t scarcity = 0;
};

class World {
 public:
  explicit World(const WorldSpec& spec);

  const WorldSpec& spec() const { return spec_; }
  const std::vector<BenchAgent>& agents() const { return agents_; }
  // Empty in a world where each contact draws its own requirement.
  const std::vector<routing::Requirement>& classes() const { return classes_; }
  std::uint32_t draw_class() { return popularity_.draw(prng_); }
  routing::Requirement draw_requirement();
  std::int32_t next_priority();
  Prng& prng() { return prng_; }
  // Of so many random pairs of an agent and a contact, the share that may be matched.
  double density(int pairs);

 private:
  routing::Abilities draw_abilities();
  void set_scarcity();

  WorldSpec spec_;
  Prng prng_;
  Zipf languages_;
  Zipf skills_;
  Zipf popularity_;
  std::vector<BenchAgent> agents_;
  std::vector<routing::Requirement> classes_;
};

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_ROUTING_WORLD_H_
