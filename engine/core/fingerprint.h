// A stable 64-bit hash of bytes: tells whether a repeated request has the same content.
//
// FNV-1a with the published 64-bit parameters (RFC 9923 has the algorithm): the same on every
// platform and in every version, which absl::Hash is not. Not for adversaries: who collides with
// their own request harms only themselves. Pure; any thread.
#ifndef USHER_ENGINE_CORE_FINGERPRINT_H_
#define USHER_ENGINE_CORE_FINGERPRINT_H_

#include <cstdint>
#include <string_view>

namespace usher::core {

inline constexpr std::uint64_t kFingerprintSeed = 0xcbf29ce484222325ULL;

constexpr std::uint64_t fingerprint(std::string_view bytes, std::uint64_t seed = kFingerprintSeed) {
  std::uint64_t hash = seed;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_FINGERPRINT_H_
