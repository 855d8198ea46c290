#include <variant>

#include "routing/text.h"
#include "tests/simulation/checkers/edge_checkers.h"

namespace usher::simulation {

using routing::str_cat;

std::string to_text(const core::Reply& reply) {
  if (const auto* contact = std::get_if<core::ContactId>(&reply)) {
    return str_cat("contact ", contact->value);
  }
  if (const auto* agent = std::get_if<core::AgentId>(&reply))
    return str_cat("agent ", agent->value);
  if (const auto* offer = std::get_if<core::OfferId>(&reply))
    return str_cat("offer ", offer->value);
  if (const auto* number = std::get_if<std::int64_t>(&reply)) return str_cat("number ", *number);
  return "done";
}

void IdempotencyChecker::answered(const std::string& principal, const std::string& request_id,
                                  const core::Refusal* refusal, const core::Reply& reply) {
  if (request_id.empty()) return;
  const auto at = answers_.find({principal, request_id});
  if (at == answers_.end()) {
    if (refusal == nullptr) answers_[{principal, request_id}] = reply;
    return;
  }
  if (refusal == nullptr && at->second == reply) return;
  findings_.fail(
      Family::kIdempotency,
      str_cat("request ", request_id, " of ", principal, " was answered ", to_text(at->second),
              ", and now ", refusal == nullptr ? to_text(reply) : refusal->message));
}

void IdempotencyChecker::submitted(const std::string& key, core::ContactId id) {
  const auto [at, is_new] = contacts_.try_emplace(key, id);
  if (is_new || at->second == id) return;
  findings_.fail(Family::kIdempotency, str_cat("contact ", key, " was number ", at->second.value,
                                               " and is now number ", id.value));
}

}  // namespace usher::simulation
