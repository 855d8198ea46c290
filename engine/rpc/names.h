// Resource names of the contract: "agencies/{agency}/contacts/{contact}" and its like.
//
// Pure; any thread. A name that is refused yields MALFORMED_NAME that shows the right form.
#ifndef USHER_ENGINE_RPC_NAMES_H_
#define USHER_ENGINE_RPC_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/rpc/errors.h"

namespace usher::rpc {

enum class NameKind : std::uint8_t {
  kAgency,
  kContact,
  kAgent,
  kSession,
  kOffer,
  kQueue,
  kService,
  kSite,
  kAdapter,
  kRevision,
};

struct Name {
  std::string agency;
  std::string id;            // empty for an agency; the agent for a session
  std::uint64_t number = 0;  // of an offer, a session, a revision
};

// "agencies/{agency}/contacts/{contact}", for texts.
std::string_view pattern_of(NameKind kind);
// `field` is the path that the error names.
Or<Name> parse_name(NameKind kind, std::string_view field, std::string_view text);

std::string agency_name(std::string_view agency);
// For kinds with a text id. An empty id gives an empty name.
std::string make_name(NameKind kind, std::string_view agency, std::string_view id);
// For offers and revisions. 0 gives an empty name.
std::string make_name(NameKind kind, std::string_view agency, std::uint64_t number);
std::string session_name(std::string_view agency, std::string_view agent, std::uint64_t session);

// [A-Za-z0-9][A-Za-z0-9._~-]{0,62}
bool is_id(std::string_view text);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_NAMES_H_
