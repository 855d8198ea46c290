// Page tokens of listings: where to go on, bound to the request that they came from.
//
// Pure; any thread. Opaque to clients; a token of another request is refused with
// INVALID_PAGE_TOKEN.
#ifndef USHER_ENGINE_RPC_PAGE_H_
#define USHER_ENGINE_RPC_PAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

#include "engine/core/fingerprint.h"
#include "engine/rpc/errors.h"
#include "engine/rpc/wire.h"
#include "routing/text.h"

namespace usher::rpc {

struct Page {
  std::uint64_t after = 0;  // the id behind which it goes on
  int size = 0;
  std::uint64_t binding = 0;
};

inline std::string page_token(const Page& page, std::uint64_t after) {
  return absl::StrFormat("p%016x%016x", page.binding, after);
}

// `request` has page_size and page_token; everything else of it is what the token is bound to.
template <typename Request>
Or<Page> read_page(const Request& request, int default_size, int most) {
  Violations violations;
  if (request.page_size() < 0 || request.page_size() > most) {
    violations.add("page_size", v1::ERROR_REASON_INVALID_FIELD,
                   routing::str_cat(request.page_size(), " is outside 0 to ", most));
  }
  Request others = request;
  others.clear_page_size();
  others.clear_page_token();
  Page page{.size = request.page_size() == 0 ? default_size : request.page_size(),
            .binding = core::fingerprint(deterministic_bytes(others),
                                         core::fingerprint(request.GetDescriptor()->full_name()))};
  const std::string& token = request.page_token();
  std::uint64_t binding = 0;
  if (!token.empty() &&
      (token.size() != 33 || token[0] != 'p' ||
       !absl::SimpleHexAtoi(token.substr(1, 16), &binding) || binding != page.binding ||
       !absl::SimpleHexAtoi(token.substr(17), &page.after))) {
    violations.add(
        "page_token", v1::ERROR_REASON_INVALID_PAGE_TOKEN,
        "is not a token of this request; send next_page_token back with all other fields "
        "as they were, or none to begin again");
  }
  if (!violations.empty()) return violations.problem();
  return page;
}

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_PAGE_H_
