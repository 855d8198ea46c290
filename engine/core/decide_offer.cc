#include <algorithm>
#include <utility>

#include "engine/core/decider.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

std::string_view sentence_of(OfferState state) {
  switch (state) {
    case OfferState::kLive:
      return "is live";
    case OfferState::kAccepted:
      return "was accepted before";
    case OfferState::kDeclined:
      return "was declined before";
    case OfferState::kMissed:
      return "was not answered in time; the contact is back in its place";
    case OfferState::kRescinded:
      return "was withdrawn";
    case OfferState::kFailed:
      return "failed: the agent could not be reached";
  }
  return {};
}

Refusal expired(const Offer& offer) {
  return {Reason::kOfferExpired,
          str_cat("offer ", offer.id.value, " expired at ", to_text(offer.deadline),
                  "; the contact is back in its place"),
          {{"expired_at", to_text(offer.deadline)}}};
}

}  // namespace

std::optional<Refusal> Decider::refusal_of(const Offer& offer, OfferAction action) const {
  const Cell pair = cell(offer.state, action);
  if (!pair.refusal) return std::nullopt;
  if (*pair.refusal == Reason::kOfferExpired) return expired(offer);
  std::string message = str_cat("offer ", offer.id.value, " ", sentence_of(offer.state));
  if (offer.state == OfferState::kRescinded && !offer.reason.empty()) {
    message += str_cat(": ", offer.reason);
  }
  return Refusal{*pair.refusal,
                 std::move(message),
                 {{"state", std::string(name_of(offer.state))},
                  {"ended_at", to_text(offer.ended.value_or(offer.deadline))}}};
}

std::optional<Refusal> Decider::check_answer(OfferId id, std::int64_t fence,
                                             const std::string& agent, OfferAction action) const {
  const Offer* offer = state_.offer(id);
  if (offer == nullptr) {
    return Refusal{Reason::kUnknownOffer,
                   str_cat("there is no offer ", id.value,
                           "; it was never made, or ended so long ago that it left memory"),
                   {{"offer", str_cat(id.value)}}};
  }
  if (!agent.empty()) {
    const Agent* owner = state_.agent(offer->agent);
    if (owner == nullptr || owner->key != agent) {
      return Refusal{Reason::kNotYourself,
                     str_cat("offer ", id.value, " is not an offer to agent \"", agent, "\""),
                     {{"agent", agent}}};
    }
  }
  if (fence != offer->fence) {
    return Refusal{Reason::kStaleFence,
                   str_cat("the fence is not that of offer ", id.value,
                           "; answer with the fence that came with the offer"),
                   {{"offer", str_cat(id.value)}}};
  }
  if (auto refusal = refusal_of(*offer, action)) return refusal;
  // Its tick is due and will give the contact back.
  if (now_ >= offer->deadline) return expired(*offer);
  return std::nullopt;
}

Outcome Decider::operator()(const AcceptOffer& command) {
  if (auto refusal =
          check_answer(command.offer, command.fence, command.agent, OfferAction::kAccept)) {
    return *std::move(refusal);
  }
  plan_.add(OfferEnded{command.offer, OfferState::kAccepted, "", std::nullopt});
  return done(command.offer);
}

Outcome Decider::operator()(const DeclineOffer& command) {
  if (auto refusal =
          check_answer(command.offer, command.fence, command.agent, OfferAction::kDecline)) {
    return *std::move(refusal);
  }
  const std::vector<std::string>& reasons = model().decline_reasons;
  if (command.reason_code.empty()) {
    return missing_field("reason_code", "one of the configuration's decline reasons");
  }
  if (std::find(reasons.begin(), reasons.end(), command.reason_code) == reasons.end()) {
    return unknown_reference("decline reason", command.reason_code, reasons);
  }
  const Contact& contact = *state_.contact(state_.offer(command.offer)->contact);
  plan_.add(OfferEnded{command.offer, OfferState::kDeclined, command.reason_code,
                       plan_.avoid_until(contact)});
  return done(command.offer);
}

Outcome Decider::operator()(const FailOffer& command) {
  const Offer* offer = state_.offer(command.offer);
  if (offer == nullptr) {
    return Refusal{Reason::kUnknownOffer,
                   str_cat("there is no offer ", command.offer.value),
                   {{"offer", str_cat(command.offer.value)}}};
  }
  if (auto refusal = refusal_of(*offer, OfferAction::kFail)) return *std::move(refusal);
  const Contact& contact = *state_.contact(offer->contact);
  if (!command.adapter.empty() && command.adapter != contact.draft.adapter) {
    return Refusal{Reason::kNotYourself,
                   str_cat("offer ", offer->id.value, " is not for a contact of adapter \"",
                           command.adapter, "\""),
                   {{"adapter", command.adapter}}};
  }
  plan_.add(
      OfferEnded{command.offer, OfferState::kFailed, command.reason, plan_.avoid_until(contact)});
  return done(command.offer);
}

}  // namespace usher::core
