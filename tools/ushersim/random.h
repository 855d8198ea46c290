// A small generator whose numbers are the same everywhere, so that a seed names the same people on
// every machine (the distributions of <random> differ between libraries). A value; one thread.
// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
#ifndef USHER_TOOLS_USHERSIM_RANDOM_H_
#define USHER_TOOLS_USHERSIM_RANDOM_H_

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace usher::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  // In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double probability) { return uniform() < probability; }
  // In [0, size); size must not be 0.
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(next() % size); }
  double exponential(double mean) { return -mean * std::log1p(-uniform()); }

  // Rank r of [0, size) with a probability proportional to 1 / (r + 1).
  std::size_t zipf(std::size_t size) {
    double total = 0;
    for (std::size_t rank = 0; rank < size; ++rank) total += 1.0 / static_cast<double>(rank + 1);
    double left = uniform() * total;
    for (std::size_t rank = 0; rank < size; ++rank) {
      left -= 1.0 / static_cast<double>(rank + 1);
      if (left < 0) return rank;
    }
    return size - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_RANDOM_H_
