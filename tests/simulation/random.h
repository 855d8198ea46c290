// The simulation's own source of chance: xoshiro256** (Blackman and Vigna, 2018) seeded by
// SplitMix64. Integers only, so that every compiler and library draws the same.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_RANDOM_H_
#define USHER_TESTS_SIMULATION_RANDOM_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "routing/check.h"
#include "routing/types.h"

namespace usher::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (std::uint64_t& word : words_) {
      seed += 0x9e3779b97f4a7c15ULL;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
      word = mixed ^ (mixed >> 31);
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(words_[1] * 5, 7) * 9;
    const std::uint64_t shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = std::rotl(words_[3], 45);
    return result;
  }
  // 0 to n - 1; the bias of the remainder is below 2^-40 for every n that is used here.
  std::uint64_t below(std::uint64_t n) {
    USHER_CHECK(n > 0);
    return next() % n;
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1)));
  }
  routing::Duration between(routing::Duration low, routing::Duration high) {
    return routing::Duration(between(low.count(), high.count()));
  }
  bool chance(int per_mille) { return below(1000) < static_cast<std::uint64_t>(per_mille); }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(from.size()))];
  }
  // About exponential: -log2 of a uniform number by its leading zeros and a straight line between
  // powers of two, at most 30 times the mean.
  routing::Duration exponential(routing::Duration mean) {
    const std::uint64_t uniform = next() | 1;
    const int zeros = std::countl_zero(uniform);
    const std::uint64_t fraction = (uniform << zeros << 1) >> 44;           // of 2^20
    const std::int64_t log2 = (static_cast<std::int64_t>(zeros + 1) << 20)  // of 2^20
                              - static_cast<std::int64_t>(fraction);
    const std::int64_t ln = log2 * 710 >> 10;  // times ln 2
    return routing::Duration((mean.count() >> 10) * ln >> 10);
  }
  // A stream of its own, so that drawing more here does not change what is drawn there.
  Random fork(std::uint64_t label) const {
    return Random(words_[0] ^ (label * 0xd1342543de82ef95ULL));
  }

 private:
  std::array<std::uint64_t, 4> words_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_RANDOM_H_
