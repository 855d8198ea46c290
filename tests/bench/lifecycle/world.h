// The agency that benchmarks serve: who is able to do what, and what people ask for. The same for
// Usher and for the database beside it.
//
// Pure; any thread.
#ifndef USHER_TESTS_BENCH_LIFECYCLE_WORLD_H_
#define USHER_TESTS_BENCH_LIFECYCLE_WORLD_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/e2e/harness/client.h"

namespace usher::bench {

namespace v1 = ::usher::v1;

inline constexpr int kLanguages = 12;
inline constexpr int kSkills = 16;
inline constexpr int kLevels = 3;

// What one person asks for: a language, and one skill at a level (1 to kLevels).
struct Wanted {
  int language = 0;
  int skill = 0;
  int level = 1;
  // As bits: one a language, kLevels a skill.
  std::uint64_t bits() const;
};

struct Able {
  std::vector<int> languages;
  std::vector<int> skill_levels;  // by skill; 0: none
  std::uint64_t bits() const;
};

class World {
 public:
  World(int agents, std::uint64_t seed);

  const std::vector<Able>& agents() const { return agents_; }
  // Four in five ask in the first language; skills and levels evenly.
  static Wanted somebody(std::mt19937_64& random);

  // The configuration file. `server`: lines below "server:".
  std::string config(const std::string& server) const;
  static std::string agent_name(int agent);
  // -1 where it is no name of ours.
  static int agent_of(const std::string& name);
  static v1::CreateContactRequest request(const Wanted& wanted, const std::string& request_id);

 private:
  std::vector<Able> agents_;
};

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_LIFECYCLE_WORLD_H_
