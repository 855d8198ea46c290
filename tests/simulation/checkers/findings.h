// The first invariant that was broken, and by what. The simulation stops there.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_CHECKERS_FINDINGS_H_
#define USHER_TESTS_SIMULATION_CHECKERS_FINDINGS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "tests/simulation/scheduler.h"

namespace usher::simulation {

enum class Family : std::uint8_t {
  kCapacity,
  kOwnership,
  kEligibility,
  kConservation,
  kOrder,
  kRanking,
  kWork,
  kDeadlines,
  kDurability,
  kReplay,
  kIdempotency,
  kFeed,
  kWaitClock,
  kNextEvent,
  kBounds,
  kLiveness,
};
inline constexpr std::array<std::string_view, 16> kFamilyNames = {
    "capacity",   "ownership",  "eligibility", "conservation", "order",       "ranking",
    "work",       "deadlines",  "durability",  "replay",       "idempotency", "feed",
    "wait-clock", "next-event", "bounds",      "liveness"};

class Findings {
 public:
  explicit Findings(Scheduler& scheduler) : scheduler_(scheduler) {}

  void fail(Family family, std::string text) {
    if (found_) return;
    found_ = true;
    family_ = family;
    text_ = std::move(text);
    at_ = scheduler_.now();
    scheduler_.stop();
  }
  bool any() const { return found_; }
  std::string_view family() const { return kFamilyNames[static_cast<std::size_t>(family_)]; }
  const std::string& text() const { return text_; }
  Instant at() const { return at_; }

 private:
  Scheduler& scheduler_;
  bool found_ = false;
  Family family_ = Family::kCapacity;
  std::string text_;
  Instant at_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_CHECKERS_FINDINGS_H_
