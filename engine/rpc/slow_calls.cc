#include "engine/rpc/slow_calls.h"

#include "engine/core/explain.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/render.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

// The state in which the offer was decided: a contact or a sign-in of the same record is part of
// it.
absl::StatusOr<core::State> state_before(Host& host, const core::Offer& offer) {
  auto reader = host.agency().open_reader();
  if (!reader.ok()) return reader.status();
  auto before = runtime::state_at(**reader, offer.sequence - 1);
  if (!before.ok()) return before.status();
  bool found = false;
  const absl::Status read = (*reader)->read(offer.sequence - 1, [&](core::Record record) {
    found = true;
    core::apply_until_offer(*before, record, offer.id);
    return absl::CancelledError("one record is enough");
  });
  if (!found) return read;
  return before;
}

Trouble explain_past(Host& host, const core::Offer& offer, v1::OfferExplanation& out) {
  auto before = state_before(host, offer);
  if (!before.ok()) {
    return Problem{.reason = v1::ERROR_REASON_INTERNAL,
                   .message = routing::str_cat("the journal can't be read back: ",
                                               routing::to_std(before.status().message()))};
  }
  render(*before, host.id(), core::explain_offer(*before, offer.contact, offer.agent), out);
  out.set_offer(make_name(NameKind::kOffer, host.id(), offer.id.value));
  out.set_config_revision(offer.revision);
  out.set_sequence(static_cast<std::int64_t>(offer.sequence));
  return {};
}

}  // namespace

void list_agencies(Edge& edge, CallPtr<v1::ListAgenciesRequest, v1::ListAgenciesResponse> call) {
  for (const auto& [id, host] : edge.hosts) {
    if (!call->caller.may_use(id)) continue;
    auto* entry = call->response.add_agencies();
    entry->set_name(agency_name(id));
    entry->set_display_name(host->display_name());
  }
  call->end({});
}

void get_status(Edge& edge, CallPtr<v1::GetStatusRequest, v1::AgencyStatus> call) {
  Or<Plan<v1::AgencyStatus>> plan = plan_status(edge, call->caller, call->request);
  if (!plan.ok()) return call->end(plan.problem());
  Host& host = *plan->host;
  using End = EndCall<v1::GetStatusRequest, v1::AgencyStatus>;
  if (!host.agency().status().journal_failing) {
    if (!carry_out(std::move(*plan), call->time_left, End{call})) return;
  }
  render_status(host, edge.version, call->response);
  call->end({});
}

void explain_offer(Edge& edge, CallPtr<v1::ExplainOfferRequest, v1::OfferExplanation> call) {
  Or<Edge::Place> place = edge.locate(call->caller, NameKind::kOffer, "name", call->request.name());
  if (!place.ok()) return call->end(place.problem());
  Host* host = place->host;
  const core::OfferId id{place->name.number};
  const auto find = [id](const core::State& state, core::Offer& found) -> Trouble {
    const core::Offer* offer = state.offer(id);
    if (offer == nullptr) return unknown_offer(id.value);
    found = *offer;
    return {};
  };
  const auto then = [&edge, host, call](Trouble trouble, core::Offer& offer) {
    if (trouble) return call->end(std::move(trouble));
    on_worker(edge, edge.history, call,
              [host, call, offer] { call->end(explain_past(*host, offer, call->response)); });
  };
  if (Trouble trouble = look_then<core::Offer>(*host, find, then)) call->end(std::move(trouble));
}

}  // namespace usher::rpc
