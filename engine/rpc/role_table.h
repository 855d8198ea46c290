// Which role may call which method: one table, readable at a glance.
//
// Pure; any thread. A method that is not in the table may be called by nobody.
#ifndef USHER_ENGINE_RPC_ROLE_TABLE_H_
#define USHER_ENGINE_RPC_ROLE_TABLE_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "usher/v1/config.pb.h"

namespace usher::rpc {

// A set of roles, one bit each.
struct RoleSet {
  std::uint8_t bits = 0;

  constexpr bool has(v1::Role role) const {
    return (bits >> static_cast<unsigned>(role) & 1U) != 0;
  }
  constexpr bool meets(RoleSet other) const { return (bits & other.bits) != 0; }
  constexpr RoleSet with(v1::Role role) const {
    return {static_cast<std::uint8_t>(bits | 1U << static_cast<unsigned>(role))};
  }
};

// `method` is "ContactService.CreateContact". nullptr where there is none.
const RoleSet* roles_for(std::string_view method);
// "ADAPTER, ADMIN".
std::string to_string(RoleSet roles);
// Every method of the table, for the test that compares it with the contract.
std::vector<std::string_view> methods_in_table();

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_ROLE_TABLE_H_
