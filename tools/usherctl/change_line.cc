#include "tools/usherctl/change_line.h"

#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/client/names.h"
#include "tools/client/table.h"

namespace usher::ctl {
namespace {

using client::short_id;
using client::word;

std::string with(const char* label, const std::string& name) {
  return name.empty() ? "" : absl::StrCat(" ", label, " ", client::printable(short_id(name)));
}

}  // namespace

std::string line_of(const v1::Contact& contact) {
  std::string line = absl::StrCat("contact ", short_id(contact.name()), " ", word(contact.state()),
                                  " ", word(contact.channel()), with("queue", contact.queue()),
                                  with("site", contact.site()), with("agent", contact.agent()));
  if (!contact.outcome_code().empty()) {
    absl::StrAppend(&line, " outcome ", client::printable(contact.outcome_code()));
  }
  if (!contact.state_reason().empty())
    absl::StrAppend(&line, ": ", client::printable(contact.state_reason()));
  return line;
}

std::string line_of(const v1::Agent& agent) {
  std::string line = absl::StrCat("agent ", short_id(agent.name()), " ", word(agent.state()));
  if (!agent.state_reason().empty())
    absl::StrAppend(&line, " ", client::printable(agent.state_reason()));
  if (agent.session_lost()) line += " (session lost)";
  absl::StrAppend(&line, " load ", agent.load(), "/", agent.capacity());
  return line;
}

std::string line_of(const v1::Offer& offer) {
  std::string line = absl::StrCat("offer ", short_id(offer.name()), " ", word(offer.state()),
                                  with("contact", offer.contact()), with("agent", offer.agent()));
  if (offer.pulled()) line += " pulled";
  if (!offer.reason().empty()) absl::StrAppend(&line, ": ", client::printable(offer.reason()));
  return line;
}

std::string line_of(const v1::WatchResponse& change) {
  switch (change.item_case()) {
    case v1::WatchResponse::kContact:
      return line_of(change.contact());
    case v1::WatchResponse::kAgent:
      return line_of(change.agent());
    case v1::WatchResponse::kOffer:
      return line_of(change.offer());
    case v1::WatchResponse::kNewConfigRevision:
      return absl::StrCat("configuration revision ", change.new_config_revision(), " in force");
    case v1::WatchResponse::kSynced:
    case v1::WatchResponse::kHeartbeat:
    case v1::WatchResponse::ITEM_NOT_SET:
      break;
  }
  return "";
}

}  // namespace usher::ctl
