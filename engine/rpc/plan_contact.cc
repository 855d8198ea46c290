#include <algorithm>

#include "engine/rpc/convert.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/render.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;
using ContactAnswer = std::function<Trouble(const core::State&, const core::Done*, v1::Contact&)>;

// The contact that the reply speaks of.
ContactAnswer answer_contact(const Host* host, const Caller& caller, bool own) {
  return [host, caller, own](const core::State& state, const core::Done* done, v1::Contact& out) {
    const auto* id = std::get_if<core::ContactId>(&done->decision.reply);
    const core::Contact* contact = id == nullptr ? nullptr : state.contact(*id);
    if (contact == nullptr) return Trouble(unknown_contact("of an earlier answer"));
    const View view = own ? View::kFull : view_of(state, caller, *contact);
    render(state, host->id(), *contact, view, true, out);
    return Trouble();
  };
}

// An agent's own credential goes no further than the contacts of that agent.
std::function<std::optional<core::Refusal>(const core::State&)> only_theirs(
    const Caller& caller, const std::string& key) {
  if (caller.only_agent().empty()) return {};
  return [agent_key = std::string(caller.only_agent()),
          key](const core::State& state) -> std::optional<core::Refusal> {
    const core::Contact* contact = state.contact(key);
    if (contact == nullptr) return std::nullopt;
    const core::Agent* agent = state.agent(contact->agent);
    if (agent != nullptr && agent->key == agent_key) return std::nullopt;
    return core::Refusal{.reason = core::Reason::kNotAssigned,
                         .message = str_cat("the contact is not assigned to agent ", agent_key,
                                            ", for whom the credential acts")};
  };
}

// What most methods are: a name, a key for retries, a command.
template <typename Request, typename Make>
Or<Plan<v1::Contact>> plan_by_name(Edge& edge, const Caller& caller, Request& request, Make make) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kContact, "name", request.name());
  if (!place.ok()) return place.problem();
  Or<core::Call> call = call_of(caller, request);
  if (!call.ok()) return call.problem();
  return Plan<v1::Contact>{.host = place->host,
                           .command = make(place->name.id),
                           .call = *std::move(call),
                           .forbidden = only_theirs(caller, place->name.id),
                           .answer = answer_contact(place->host, caller, false)};
}

}  // namespace

Problem unknown_contact(std::string_view key) {
  return {
      .reason = v1::ERROR_REASON_UNKNOWN_CONTACT,
      .message = str_cat("no contact ", key,
                         " is known: it never was, or it ended so long ago that it left memory"),
      .facts = {{"contact", std::string(key)}}};
}

Trouble check_configured(const core::State& state) {
  if (state.model()) return {};
  return Problem{.reason = v1::ERROR_REASON_NOT_SERVING,
                 .message = "the agency has no configuration yet; it is starting"};
}

Or<Plan<v1::Contact>> plan_create(Edge& edge, const Caller& caller,
                                  v1::CreateContactRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  Or<core::Call> call = call_of(caller, request);
  if (!call.ok()) return call.problem();
  Violations violations;
  const core::Instant now = host->clock().now();
  core::SubmitContact command =
      convert_create(request, {.agency = host->id(), .now = now}, violations);
  if (!violations.empty()) return violations.problem();
  Plan<v1::Contact> plan{.host = host, .call = *std::move(call)};
  if (!request.validate_only()) {
    plan.command = std::move(command);
    plan.answer = answer_contact(host, caller, true);
    return plan;
  }
  plan.answer = [host, command = std::move(command), asked = plan.call, now](
                    const core::State& state, const core::Done*, v1::Contact& out) -> Trouble {
    if (Trouble trouble = check_configured(state)) return trouble;
    const auto outcome = core::decide(state, command, asked, std::max(now, state.now()));
    if (const auto* refusal = std::get_if<core::Refusal>(&outcome)) return from_refusal(*refusal);
    const auto& decision = *std::get_if<core::Decision>(&outcome);
    const auto* id = std::get_if<core::ContactId>(&decision.reply);
    // The same contact once more.
    if (const core::Contact* known = id == nullptr ? nullptr : state.contact(*id)) {
      render(state, host->id(), *known, View::kFull, true, out);
    }
    for (const core::Event& event : decision.events) {
      if (const auto* submitted = std::get_if<core::ContactSubmitted>(&event)) {
        render_draft(host->id(), submitted->key, submitted->draft, submitted->queue, out);
      }
    }
    return {};
  };
  return plan;
}

Or<Plan<v1::Contact>> plan_get_contact(Edge& edge, const Caller& caller,
                                       v1::GetContactRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kContact, "name", request.name());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  return Plan<v1::Contact>{
      .host = host,
      .answer = [host, caller, key = place->name.id](const core::State& state, const core::Done*,
                                                     v1::Contact& out) -> Trouble {
        const core::Contact* contact = state.contact(key);
        if (contact == nullptr) return unknown_contact(key);
        render(state, host->id(), *contact, view_of(state, caller, *contact), true, out);
        return {};
      }};
}

Or<Plan<v1::Contact>> plan_update(Edge& edge, const Caller& caller,
                                  v1::UpdateContactRequest& request) {
  Or<Edge::Place> place =
      edge.locate(caller, NameKind::kContact, "contact.name", request.contact().name());
  if (!place.ok()) return place.problem();
  Host* host = place->host;
  Or<core::Call> call = call_of(caller, request);
  if (!call.ok()) return call.problem();
  Violations violations;
  core::UpdateContact command{.contact = place->name.id};
  command.patch =
      convert_patch(request, {.agency = host->id(), .now = host->clock().now()}, violations);
  command.expected_version = convert_etag(request.contact().etag(), "contact.etag", violations);
  if (!violations.empty()) return violations.problem();
  return Plan<v1::Contact>{.host = host,
                           .command = std::move(command),
                           .call = *std::move(call),
                           .forbidden = only_theirs(caller, place->name.id),
                           .answer = answer_contact(host, caller, false)};
}

Or<Plan<v1::Contact>> plan_cancel(Edge& edge, const Caller& caller,
                                  v1::CancelContactRequest& request) {
  Violations violations;
  check_size(request.reason_code(), kMaxCodeBytes, "reason_code", violations);
  const auto version = convert_etag(request.etag(), "etag", violations);
  if (!violations.empty()) return violations.problem();
  auto plan = plan_by_name(edge, caller, request, [&](const std::string& key) {
    return core::CancelContact{
        .contact = key, .reason_code = request.reason_code(), .expected_version = version};
  });
  // Withdrawing somebody who waits is nobody's contact yet: an agent may do it for the person.
  if (plan.ok()) plan->forbidden = {};
  return plan;
}

Or<Plan<v1::Contact>> plan_connect(Edge& edge, const Caller& caller,
                                   v1::ConnectContactRequest& request) {
  return plan_by_name(edge, caller, request,
                      [](const std::string& key) { return core::ConnectContact{.contact = key}; });
}

Or<Plan<v1::Contact>> plan_hold(Edge& edge, const Caller& caller, v1::HoldContactRequest& request) {
  return plan_by_name(edge, caller, request,
                      [](const std::string& key) { return core::HoldContact{.contact = key}; });
}

Or<Plan<v1::Contact>> plan_retrieve(Edge& edge, const Caller& caller,
                                    v1::RetrieveContactRequest& request) {
  return plan_by_name(edge, caller, request,
                      [](const std::string& key) { return core::RetrieveContact{.contact = key}; });
}

Or<Plan<v1::Contact>> plan_end(Edge& edge, const Caller& caller, v1::EndContactRequest& request) {
  Violations violations;
  check_enum(request.ended_by(), false, "ended_by", violations);
  if (!violations.empty()) return violations.problem();
  return plan_by_name(edge, caller, request, [&request](const std::string& key) {
    return core::EndContact{.contact = key, .ended_by = to_core(request.ended_by())};
  });
}

Or<Plan<v1::Contact>> plan_complete(Edge& edge, const Caller& caller,
                                    v1::CompleteContactRequest& request) {
  Violations violations;
  check_size(request.outcome_code(), kMaxCodeBytes, "outcome_code", violations);
  if (!violations.empty()) return violations.problem();
  return plan_by_name(edge, caller, request, [&request](const std::string& key) {
    return core::CompleteContact{.contact = key, .outcome_code = request.outcome_code()};
  });
}

Or<Plan<v1::Contact>> plan_transfer(Edge& edge, const Caller& caller,
                                    v1::TransferContactRequest& request) {
  Or<Edge::Place> place = edge.locate(caller, NameKind::kContact, "name", request.name());
  if (!place.ok()) return place.problem();
  return not_in_this_release(
      "TransferContact", "change the contact's service with UpdateContact while it waits instead");
}

}  // namespace usher::rpc
