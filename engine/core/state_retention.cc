// What leaves memory when: ended contacts and offers, answered requests.
#include <algorithm>
#include <chrono>

#include "engine/core/command.h"
#include "engine/core/state_data.h"

namespace usher::core {
namespace {

// Ended things leave many at a time, so that forgetting costs one record for many of them: by age
// at most once a minute, by number down to a little below the limit.
constexpr std::size_t kBatch = kMaxDeadlinesPerTick;

Instant next_minute(Instant at) { return std::chrono::ceil<std::chrono::minutes>(at); }

struct Bound {
  std::size_t size = 0;
  std::size_t limit = 0;
  Duration retention{};
};

std::optional<Instant> due(const Bound& bound, std::optional<Instant> oldest, Instant now) {
  if (!oldest) return std::nullopt;
  if (bound.size > bound.limit) return now;
  return next_minute(*oldest + bound.retention);
}

template <typename TimeOf>
std::size_t to_forget(const Bound& bound, Instant at, TimeOf&& time_of_next) {
  std::size_t count = 0;
  if (bound.size > bound.limit) {
    count = bound.size - bound.limit + std::min(kBatch, bound.limit / 16);
  }
  count = std::min({count, kBatch, bound.size});
  std::size_t aged = 0;
  while (aged < std::min(kBatch, bound.size) && time_of_next(aged) + bound.retention <= at) ++aged;
  return std::max(count, aged);
}

}  // namespace

std::optional<Instant> StateData::retention_due() const {
  if (model == nullptr) return std::nullopt;
  std::optional<Instant> first;
  const auto consider = [&](std::optional<Instant> at) {
    if (at && (!first || *at < *first)) first = at;
  };
  const auto limit = static_cast<std::size_t>(model->ended_contact_limit);
  const auto oldest = [](const auto& ended) -> std::optional<Instant> {
    if (ended.empty()) return std::nullopt;
    return ended.begin()->first;
  };
  consider(due({ended_contacts.size(), limit, model->ended_contact_retention},
               oldest(ended_contacts), now));
  consider(
      due({ended_offers.size(), limit, model->ended_contact_retention}, oldest(ended_offers), now));
  if (!requests.empty()) {
    consider(due({requests.size(), State::kMaxRequests, State::kRequestRetention},
                 requests.front().answered.at, now));
  }
  return first;
}

std::size_t StateData::contacts_to_forget(Instant at) const {
  auto next = ended_contacts.begin();
  return to_forget({ended_contacts.size(), static_cast<std::size_t>(model->ended_contact_limit),
                    model->ended_contact_retention},
                   at, [&](std::size_t) { return (next++)->first; });
}

std::size_t StateData::offers_to_forget(Instant at) const {
  auto next = ended_offers.begin();
  return to_forget({ended_offers.size(), static_cast<std::size_t>(model->ended_contact_limit),
                    model->ended_contact_retention},
                   at, [&](std::size_t) { return (next++)->first; });
}

std::size_t StateData::requests_to_forget(Instant at) const {
  return to_forget({requests.size(), State::kMaxRequests, State::kRequestRetention}, at,
                   [&](std::size_t i) { return requests[i].answered.at; });
}

}  // namespace usher::core
