#include "tools/client/request_id.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_format.h"

namespace usher::client {

std::string new_request_id() {
  std::random_device device;
  std::uint32_t word[4];
  for (auto& w : word) w = device();
  word[1] = (word[1] & 0xffff0fffu) | 0x00004000u;
  word[2] = (word[2] & 0x3fffffffu) | 0x80000000u;
  return absl::StrFormat("%08x-%04x-%04x-%04x-%04x%08x", word[0], word[1] >> 16, word[1] & 0xffffu,
                         word[2] >> 16, word[2] & 0xffffu, word[3]);
}

}  // namespace usher::client
