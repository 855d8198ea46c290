#include <algorithm>

#include "routing/text.h"
#include "tests/simulation/checkers/record_checkers.h"

namespace usher::simulation {

using routing::str_cat;

bool BoundsChecker::full(const Shadow& shadow, const std::string& queue) const {
  const auto in_line = static_cast<std::int64_t>(shadow.in_line().size());
  if (in_line >= shadow.model()->max_waiting) return true;
  const core::QueueModel* rules = shadow.model()->queue(queue);
  if (rules == nullptr || rules->max_waiting == 0) return false;
  const auto here =
      std::count_if(shadow.in_line().begin(), shadow.in_line().end(),
                    [&](core::ContactId id) { return shadow.contact(id)->queue == queue; });
  return here >= rules->max_waiting;
}

void BoundsChecker::before(const Shadow&, const core::Record& record) {
  attaching_ = std::any_of(record.events.begin(), record.events.end(), [](const auto& event) {
    return std::holds_alternative<core::ChannelAttached>(event);
  });
}

void BoundsChecker::on_event(const Shadow& shadow, const core::Record& record,
                             const core::Event& event) {
  // Who is on the line already is never turned away.
  if (const auto* submitted = std::get_if<core::ContactSubmitted>(&event)) {
    if (!attaching_ && full(shadow, submitted->queue)) {
      findings_.fail(Family::kBounds, str_cat("record ", record.sequence, ": ", submitted->key,
                                              " joins a line that is full"));
    }
  }
  if (const auto* blocked = std::get_if<core::ContactBlocked>(&event)) {
    if (!full(shadow, blocked->queue)) {
      findings_.fail(Family::kBounds, str_cat("record ", record.sequence, ": ", blocked->key,
                                              " is turned away from a line that has room"));
    }
  }
}

void BoundsChecker::audit(const Shadow& shadow, const core::State& state, Instant) {
  std::int64_t ended = 0;
  state.contacts_after({}, [&](const core::Contact& contact) {
    ended += contact.ended ? 1 : 0;
    return true;
  });
  if (ended > shadow.model()->ended_contact_limit) {
    findings_.fail(Family::kBounds, str_cat(ended, " ended contacts are kept; at most ",
                                            shadow.model()->ended_contact_limit));
  }
}

}  // namespace usher::simulation
