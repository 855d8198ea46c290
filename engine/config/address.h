// "ADDRESS:PORT" as the server's configuration writes it. For this module only.
//
// Pure; any thread; no name is ever looked up.
#ifndef USHER_ENGINE_CONFIG_ADDRESS_H_
#define USHER_ENGINE_CONFIG_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace usher::config {

struct Address {
  std::string host;  // without brackets
  int port = 0;      // 0: the system chooses one
  bool is_loopback = false;
};

// IPv4, IPv6 in brackets (RFC 3986), or "localhost". "PROBLEM; REMEDY" otherwise.
absl::StatusOr<Address> parse_address(std::string_view text);

}  // namespace usher::config

#endif  // USHER_ENGINE_CONFIG_ADDRESS_H_
