// Answering offers, shared by `offer accept|decline OFFER` and `agent accept|decline AGENT`. Main
// thread. A refused answer changes nothing and comes back as its Failure.
#ifndef USHER_TOOLS_USHERCTL_OFFER_COMMANDS_H_
#define USHER_TOOLS_USHERCTL_OFFER_COMMANDS_H_

#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/usherctl/session.h"
#include "usher/v1/offer.pb.h"

namespace usher::ctl {

struct OfferReply {
  bool accept = true;
  std::int64_t fence = 0;  // 0: the offer is read first
  std::string reason;      // for declining
};

void add_reply_options(CLI::App& app, OfferReply& reply);
Answer<v1::Offer> answer_offer(Session& session, const std::string& id, const OfferReply& reply);
client::ExitCode print_offer_change(Session& session, Answer<v1::Offer> offer);

// The name of the agent's live offer; a refusal where there is none.
Answer<std::string> live_offer_of(Session& session, const std::string& agent_id);

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_OFFER_COMMANDS_H_
