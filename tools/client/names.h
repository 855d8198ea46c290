// Resource names: from the short ids that people type to the full names of the contract and back.
// Pure functions; any thread. What can't be a name is INVALID_ARGUMENT that shows a right one.
#ifndef USHER_TOOLS_CLIENT_NAMES_H_
#define USHER_TOOLS_CLIENT_NAMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace usher::client {

// The collections below an agency.
enum class Collection { kContact, kAgent, kOffer, kQueue, kService, kSite, kAdapter };

// "contacts", "agents", ...
absl::string_view segment(Collection collection);

// "agencies/{id}" for "id" or for the name itself.
absl::StatusOr<std::string> agency_name(absl::string_view id_or_name);

// The full name for a short id ("c-17", in `agency`) or for a full name (whose agency wins).
// `agency` may be empty when the name is full.
absl::StatusOr<std::string> full_name(Collection collection, absl::string_view agency,
                                      absl::string_view id_or_name);

// The last segment: "c-17" of "agencies/demo/contacts/c-17"; "" of "".
std::string short_id(absl::string_view name);

// "demo" of "agencies/demo/contacts/c-17"; "" where it is no full name.
std::string agency_of(absl::string_view name);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_NAMES_H_
