#include <utility>

#include "engine/core/decider.h"
#include "engine/core/refusals.h"
#include "routing/text.h"

namespace usher::core {

using routing::str_cat;

Decision Decider::done(Reply reply) {
  Decision decision;
  decision.events = plan_.take();
  decision.reply = std::move(reply);
  return decision;
}

Outcome decide(const State& state, const Command& command, const Call& call, Instant now) {
  if (!call.request_id.empty()) {
    if (const State::Answered* earlier = state.answered(call.principal, call.request_id)) {
      if (earlier->fingerprint != call.fingerprint) {
        return Refusal{Reason::kRequestIdReused,
                       str_cat("request_id \"", call.request_id,
                               "\" was used before for a different request; "
                               "take a new one for every new request"),
                       {{"request_id", call.request_id}}};
      }
      Decision repeated;
      repeated.reply = earlier->reply;
      repeated.repeated = true;
      return repeated;
    }
  }
  const bool needs_model = !std::holds_alternative<ApplyConfig>(command) &&
                           !std::holds_alternative<Tick>(command) &&
                           !std::holds_alternative<Restarted>(command);
  if (needs_model && state.model() == nullptr) {
    return Refusal{
        Reason::kUnknownRevision, "no configuration is in force yet; apply one first", {}};
  }
  Decider decider(state, call, now);
  return std::visit([&](const auto& one) { return decider(one); }, command);
}

}  // namespace usher::core
