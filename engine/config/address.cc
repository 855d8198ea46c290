#include "engine/config/address.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

#include "routing/text.h"

namespace usher::config {
namespace {

constexpr std::string_view kForm = "write ADDRESS:PORT, for example 127.0.0.1:7420 or [::1]:7420";

bool is_number(std::string_view text, int highest, int* value) {
  const bool digits = !text.empty() && text.size() <= 5 &&
                      text.find_first_not_of("0123456789") == std::string_view::npos;
  return digits && absl::SimpleAtoi(routing::to_absl(text), value) && *value <= highest;
}

bool is_ipv4(std::string_view host) {
  const auto parts = routing::split(host, '.');
  int ignored = 0;
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
           return is_number(part, 255, &ignored) && (part.size() == 1 || part[0] != '0');
         });
}

// RFC 4291 section 2.2: eight groups of up to four hex digits, one run of zeros as "::", the last
// two groups also as IPv4.
bool is_ipv6(std::string_view host) {
  const std::size_t gap = host.find("::");
  const bool has_gap = gap != std::string_view::npos;
  if (has_gap && host.find("::", gap + 1) != std::string_view::npos) return false;
  std::size_t groups = 0;
  const auto count = [&](std::string_view part, bool last) {
    if (part.empty()) return true;
    const auto pieces = routing::split(part, ':');
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (last && i + 1 == pieces.size() && is_ipv4(pieces[i])) {
        groups += 2;
        continue;
      }
      if (pieces[i].empty() || pieces[i].size() > 4) return false;
      if (!std::all_of(pieces[i].begin(), pieces[i].end(), absl::ascii_isxdigit)) return false;
      ++groups;
    }
    return true;
  };
  if (!has_gap) return !host.empty() && count(host, true) && groups == 8;
  return count(host.substr(0, gap), false) && count(host.substr(gap + 2), true) && groups < 8;
}

absl::Status refused(std::string_view what) {
  return absl::InvalidArgumentError(routing::str_cat(what, "; ", kForm));
}

}  // namespace

absl::StatusOr<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return refused("has no port");
  Address address;
  std::string_view host = text.substr(0, colon);
  if (!is_number(text.substr(colon + 1), 65'535, &address.port)) {
    return refused("has no port from 0 to 65535");
  }
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  address.host = std::string(host);
  if (bracketed && is_ipv6(host)) {
    address.is_loopback = host == "::1" || host == "0:0:0:0:0:0:0:1";
  } else if (!bracketed && is_ipv4(host)) {
    address.is_loopback = host.substr(0, 4) == "127.";
  } else if (!bracketed && host == "localhost") {
    address.is_loopback = true;
  } else if (!bracketed && is_ipv6(host)) {
    return refused("has an IPv6 address without brackets");
  } else {
    return refused("begins with neither an IP address nor localhost");
  }
  return address;
}

}  // namespace usher::config
