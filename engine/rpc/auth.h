// Who calls: a bearer token or a name of the client's certificate becomes a Caller with roles.
//
// Immutable once made; any thread. Tokens are compared by SHA-256 in constant time and never stored
// or logged. A refused caller learns nothing about which credentials exist.
#ifndef USHER_ENGINE_RPC_AUTH_H_
#define USHER_ENGINE_RPC_AUTH_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <grpcpp/server_context.h>

#include "engine/rpc/errors.h"
#include "engine/rpc/role_table.h"
#include "usher/v1/config.pb.h"

namespace usher::rpc {

struct Caller {
  std::string id;  // the credential's; "local" where none is asked for
  RoleSet roles;
  std::vector<std::string> agencies;  // empty: all
  std::string agent;                  // set: an AGENT who acts for this agent only

  bool may_use(std::string_view agency) const;
  // The agent's id where this caller may act for that one only: their credential names one, and no
  // other role of theirs goes further.
  std::string_view only_agent() const;
};

class Authenticator {
 public:
  // `open`: loopback without TLS and without credentials, where everybody local is admin.
  Authenticator(const v1::ServerConfig& config, bool open);

  Or<Caller> identify(const grpc::ServerContextBase& context) const;
  // The part of identify() that tests reach without a connection.
  Or<Caller> identify(std::optional<std::string_view> authorization,
                      const std::vector<std::string>& certificate_names) const;

 private:
  struct Entry {
    Caller caller;
    std::optional<std::array<unsigned char, 32>> token_hash;
    std::string certificate_name;
  };
  bool open_;
  std::vector<Entry> entries_;
};

// UNAUTHENTICATED is the other function's; this one says ROLE_NOT_ALLOWED.
Trouble check_role(const Caller& caller, std::string_view method);
Trouble check_agency(const Caller& caller, std::string_view agency);
// NOT_YOURSELF where the caller may act for another agent only.
Trouble check_agent(const Caller& caller, std::string_view agent);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_AUTH_H_
