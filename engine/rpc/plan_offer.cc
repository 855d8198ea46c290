#include "engine/rpc/convert.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/render.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

auto answer_offer(Host* host, core::OfferId id, View view) {
  return [host, id, view](const core::State& state, const core::Done*, v1::Offer& out) -> Trouble {
    const core::Offer* offer = state.offer(id);
    if (offer == nullptr) return unknown_offer(id.value);
    render(state, host->id(), *offer, view, out);
    return {};
  };
}

// `make` gets the offer's id and the agent for whom alone the caller may answer.
template <typename Request, typename Make>
Or<Plan<v1::Offer>> plan_answer(Edge& edge, const Caller& caller, Request& request,
                                Violations& violations, Make make) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kOffer, "name", request.name());
  if (!place.ok()) return place.problem();
  if (request.fence() == 0) {
    violations.add("fence", v1::ERROR_REASON_MISSING_FIELD,
                   "is required: the fence of the offer that was seen");
  }
  if (!violations.empty()) return violations.problem();
  Or<core::Call> call = call_of(caller, request);
  if (!call.ok()) return call.problem();
  const core::OfferId id{place->name.number};
  return Plan<v1::Offer>{.host = place->host,
                         .command = make(id, std::string(caller.only_agent())),
                         .call = *std::move(call),
                         .answer = answer_offer(place->host, id, View::kFull)};
}

}  // namespace

Problem unknown_offer(std::uint64_t id) {
  return {
      .reason = v1::ERROR_REASON_UNKNOWN_OFFER,
      .message = str_cat("no offer ", id,
                         " is known: it never was, or it ended so long ago that it left memory"),
      .facts = {{"offer", std::to_string(id)}}};
}

Or<Plan<v1::Offer>> plan_get_offer(Edge& edge, const Caller& caller, v1::GetOfferRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kOffer, "name", request.name());
  if (!place.ok()) return place.problem();
  return Plan<v1::Offer>{.host = place->host,
                         .answer = answer_offer(place->host, core::OfferId{place->name.number},
                                                offer_view_of(caller))};
}

Or<Plan<v1::Offer>> plan_accept(Edge& edge, const Caller& caller, v1::AcceptOfferRequest& request) {
  Violations violations;
  return plan_answer(
      edge, caller, request, violations, [&request](core::OfferId id, std::string agent) {
        return core::AcceptOffer{.offer = id, .fence = request.fence(), .agent = std::move(agent)};
      });
}

Or<Plan<v1::Offer>> plan_decline(Edge& edge, const Caller& caller,
                                 v1::DeclineOfferRequest& request) {
  Violations violations;
  if (request.reason_code().empty()) {
    violations.add("reason_code", v1::ERROR_REASON_MISSING_FIELD,
                   "is required: one of the configuration's decline reasons");
  }
  check_size(request.reason_code(), kMaxCodeBytes, "reason_code", violations);
  return plan_answer(edge, caller, request, violations,
                     [&request](core::OfferId id, std::string agent) {
                       return core::DeclineOffer{.offer = id,
                                                 .fence = request.fence(),
                                                 .reason_code = request.reason_code(),
                                                 .agent = std::move(agent)};
                     });
}

}  // namespace usher::rpc
