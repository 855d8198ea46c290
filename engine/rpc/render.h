// From the engine's state to the messages of the contract.
//
// Pure functions over a state; its owner's thread. What says who a person is, what they need and
// which languages they use is rendered for View::kFull only; nothing else decides about it.
#ifndef USHER_ENGINE_RPC_RENDER_H_
#define USHER_ENGINE_RPC_RENDER_H_

#include <string_view>

#include "engine/core/explain.h"
#include "engine/core/state.h"
#include "engine/rpc/auth.h"
#include "usher/v1/agent.pb.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/explain.pb.h"
#include "usher/v1/monitor.pb.h"
#include "usher/v1/offer.pb.h"

namespace usher::rpc {

enum class View : std::uint8_t {
  kPlain,  // fields of DATA_CLASS_OPERATIONAL only
  kFull,
};

// Who sees the person behind a contact: supervisor and admin always; an agent once the contact is
// theirs (a desk server, whose credential names no agent: once it is anybody's); an adapter those
// that it holds, where its credential has the id of an adapter, otherwise all; an observer never.
View view_of(const core::State& state, const Caller& caller, const core::Contact& contact);
// Who sees languages and shared needs in an offer's preview: everybody but observers.
View offer_view_of(const Caller& caller);

// `agency` is the id. `detail`: also what is asked of the matcher (RoutingProgress).
void render(const core::State& state, std::string_view agency, const core::Contact& contact,
            View view, bool detail, v1::Contact& out);
void render(const core::State& state, std::string_view agency, const core::Agent& agent,
            v1::Agent& out);
void render(const core::State& state, std::string_view agency, const core::Offer& offer, View view,
            v1::Offer& out);
void render_need(const core::Need& need, v1::Need& out);
// A contact that does not exist yet, as validate_only answers it.
void render_draft(std::string_view agency, std::string_view key, const core::ContactDraft& draft,
                  std::string_view queue, v1::Contact& out);

void render(const core::State& state, std::string_view agency, const core::Contact& contact,
            const core::ContactExplanation& explanation, v1::ContactExplanation& out);
void render(const core::State& state, std::string_view agency,
            const core::OfferExplanation& explanation, v1::OfferExplanation& out);
// `clauses`: whether texts about languages and needs are for the caller's eyes.
void render(const core::State& state, std::string_view agency, const core::Agent& agent,
            const core::AgentExplanation& explanation, bool clauses, v1::AgentExplanation& out);

void render_snapshot(const core::State& state, std::string_view agency, core::Instant now,
                     v1::AgencySnapshot& out);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_RENDER_H_
