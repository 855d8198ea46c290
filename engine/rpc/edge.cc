#include "engine/rpc/edge.h"

#include "routing/text.h"

namespace usher::rpc {

Or<Host*> Edge::host(const Caller& caller, const std::string& agency) const {
  if (Trouble trouble = check_agency(caller, agency)) return *std::move(trouble);
  const auto found = hosts.find(agency);
  if (found != hosts.end()) return found->second.get();
  return Problem{.reason = v1::ERROR_REASON_UNKNOWN_AGENCY,
                 .message = routing::str_cat("this daemon has no agency ", agency,
                                             "; MonitorService.ListAgencies says which it has"),
                 .facts = {{"agency", agency}}};
}

Or<Edge::Place> Edge::locate(const Caller& caller, NameKind kind, std::string_view field,
                             std::string_view text) const {
  Or<Name> name = parse_name(kind, field, text);
  if (!name.ok()) return name.problem();
  Or<Host*> found = host(caller, name->agency);
  if (!found.ok()) return found.problem();
  return Place{.host = *found, .name = *std::move(name)};
}

}  // namespace usher::rpc
