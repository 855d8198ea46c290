// Common random numbers: every person's draws come from a key of their own, so that the same seed
// sends the same people, with the same patience and the same matters, to every policy and staffing,
// whatever was decided about others before.
//
// The key is a hash of seed, replication, class, number within the class and attempt; each purpose
// is a generator of its own. Pure values; any thread.
#ifndef USHER_TOOLS_USHERSIM_RUN_STREAMS_H_
#define USHER_TOOLS_USHERSIM_RUN_STREAMS_H_

#include <cstdint>

#include "tools/ushersim/random.h"

namespace usher::plan {

using sim::Random;

enum class Purpose : std::uint64_t { kArrival = 1, kService, kWrapUp, kPatience, kRetry, kDay };

// SplitMix64's finalizer over both: neighbouring numbers give unrelated ones.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = (a ^ (b * 0x9e3779b97f4a7c15ULL)) + 0xd1b54a32d192ed03ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// Of everything that one class draws in one replication. `tag` is a hash of the class's name:
// adding a class to a scenario leaves the people of the others as they were.
inline std::uint64_t class_key(std::uint64_t seed, std::uint64_t replication, std::uint64_t tag) {
  return mix(mix(seed, replication), tag);
}
inline std::uint64_t person_key(std::uint64_t of_class, std::uint64_t number) {
  return mix(of_class, number);
}
inline Random stream(std::uint64_t key, Purpose purpose, std::uint64_t attempt = 0) {
  return Random(mix(key, (attempt << 8U) | static_cast<std::uint64_t>(purpose)));
}

}  // namespace usher::plan

#endif  // USHER_TOOLS_USHERSIM_RUN_STREAMS_H_
