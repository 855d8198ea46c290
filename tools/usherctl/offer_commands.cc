// offer {get,list,accept,decline}, and accepting or declining an agent's live offer.
#include "tools/usherctl/offer_commands.h"

#include <memory>

#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/usherctl/listing.h"
#include "tools/usherctl/menu.h"
#include "tools/usherctl/render.h"
#include "usher/v1/agent.grpc.pb.h"
#include "usher/v1/offer.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::Collection;
using client::ExitCode;
using client::short_id;
using client::word;
using Offers = v1::OfferService::Stub;

void print_change(Session& session, const v1::Offer& offer) {
  session.out() << short_id(offer.name()) << ' ' << word(offer.state()) << ", contact "
                << short_id(offer.contact()) << ", agent " << short_id(offer.agent()) << '\n';
}

Answer<std::int64_t> current_fence(Session& session, const std::string& name) {
  v1::GetOfferRequest request;
  request.set_name(name);
  auto offer = session.call(&Offers::GetOffer, request);
  if (!offer) return offer.failure();
  return offer->fence();
}

ExitCode get(Session& session, const std::string& id) {
  auto name = session.name(Collection::kOffer, id);
  if (!name) return session.fail(name.failure());
  v1::GetOfferRequest request;
  request.set_name(*name);
  auto offer = session.call(&Offers::GetOffer, request);
  if (!offer) return session.fail(offer.failure());
  return session.show<v1::Offer>(*offer, [&session](const v1::Offer& shown) {
    offer_fields(shown, session.now()).print(session.out(), session.colour());
  });
}

struct ListOptions {
  std::string agent;
  int limit = kDefaultLimit;
};

ExitCode list(Session& session, const ListOptions& options) {
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  v1::ListOffersRequest request;
  request.set_parent(*agency);
  if (!options.agent.empty()) {
    auto name = session.name(Collection::kAgent, options.agent);
    if (!name) return session.fail(name.failure());
    request.set_agent(*name);
  }
  return show_list<v1::Offer>(
      session,
      collect<v1::Offer>(session, &Offers::ListOffers, request, options.limit, kLargestPage,
                         [](const auto& page) { return page.offers(); }),
      offer_table(), "no live offers", [&session](client::Table& table, const v1::Offer& offer) {
        add_row(table, offer, session.now());
      });
}

}  // namespace

ExitCode print_offer_change(Session& session, Answer<v1::Offer> offer) {
  if (!offer) return session.fail(offer.failure());
  return session.show<v1::Offer>(
      *offer, [&session](const v1::Offer& shown) { print_change(session, shown); });
}

Answer<v1::Offer> answer_offer(Session& session, const std::string& id, const OfferReply& reply) {
  auto name = session.name(Collection::kOffer, id);
  if (!name) return name.failure();
  std::int64_t fence = reply.fence;
  if (fence == 0) {
    auto current = current_fence(session, *name);
    if (!current) return current.failure();
    fence = *current;
  }
  if (reply.accept) {
    v1::AcceptOfferRequest request;
    request.set_name(*name);
    request.set_fence(fence);
    return session.call(&Offers::AcceptOffer, request);
  }
  v1::DeclineOfferRequest request;
  request.set_name(*name);
  request.set_fence(fence);
  request.set_reason_code(reply.reason);
  return session.call(&Offers::DeclineOffer, request);
}

Answer<std::string> live_offer_of(Session& session, const std::string& agent_id) {
  auto name = session.name(Collection::kAgent, agent_id);
  if (!name) return name.failure();
  v1::GetAgentRequest request;
  request.set_name(*name);
  auto agent = session.call(&v1::AgentService::Stub::GetAgent, request);
  if (!agent) return agent.failure();
  if (!agent->offer().empty()) return agent->offer();
  client::Failure failure;
  failure.code = ExitCode::kRefused;
  failure.problem = absl::StrCat("agent ", short_id(*name), " has no live offer");
  failure.next = absl::StrCat("See why with `usherctl explain agent ", short_id(*name), "`.");
  return failure;
}

void add_reply_options(CLI::App& app, OfferReply& reply) {
  app.add_option("--fence", reply.fence,
                 "The fence of the offer that was seen; default: read first")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  if (!reply.accept) {
    app.add_option("--reason", reply.reason, "One of the configured decline reasons")
        ->required()
        ->type_name("CODE");
  }
}

void add_offer_commands(Menu& menu) {
  CLI::App& offer = menu.group("offer", "Offers: one contact proposed to one agent");
  auto id = std::make_shared<std::string>();
  menu.verb(offer, "get", "Read one offer", [id](Session& session) { return get(session, *id); })
      .add_option("OFFER", *id, "The offer's id or name")
      ->required()
      ->type_name("");
  auto options = std::make_shared<ListOptions>();
  CLI::App& app = menu.verb(offer, "list", "List live offers, oldest first",
                            [options](Session& session) { return list(session, *options); });
  app.add_option("--agent", options->agent, "Only offers to this agent")->type_name("ID");
  app.add_option("--limit", options->limit, "At most so many")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  for (const bool accept : {true, false}) {
    auto reply = std::make_shared<OfferReply>();
    reply->accept = accept;
    CLI::App& verb =
        menu.verb(offer, accept ? "accept" : "decline",
                  accept ? "Take the contact" : "Give it back", [id, reply](Session& session) {
                    return print_offer_change(session, answer_offer(session, *id, *reply));
                  });
    verb.add_option("OFFER", *id, "The offer's id or name")->required()->type_name("");
    add_reply_options(verb, *reply);
  }
}

}  // namespace usher::ctl
