#include "tests/simulation/watchers.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace usher::simulation {
namespace {

using routing::str_cat;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kPage = 50;

}  // namespace

void FeedReader::poll() {
  const bool slow = world_.options().faults.has(Fault::kSlowReader);
  network_.scheduler().after(
      slow ? random_.exponential(seconds(60)) : random_.between(milliseconds(200), seconds(5)),
      [this, slow] {
        if (slow && random_.chance(50)) {
          position_ -= std::min<std::uint64_t>(position_, random_.below(30));
        }
        if (const std::shared_ptr<Feed> feed = network_.process().feed()) read(*feed);
        poll();
      });
}

void FeedReader::read(const Feed& feed) {
  if (feed.last() - feed.oldest() > world_.options().feed_limit) {
    checkers_.findings.fail(Family::kBounds, "the feed keeps more than its limit");
  }
  std::vector<Feed::Item> items;
  switch (feed.after(position_, kPage, items)) {
    case Feed::Found::kItems:
      for (const Feed::Item& item : items) {
        checkers_.feed.read(name_, position_, item->sequence, item->hash);
        position_ = item->sequence;
      }
      break;
    case Feed::Found::kNothingNew:
      break;
    case Feed::Found::kTooOld:
      // Starts again from a snapshot of the state.
      if (position_ >= feed.oldest()) checkers_.feed.unknown(name_, position_);
      position_ = feed.last();
      break;
    case Feed::Found::kUnknown:
      checkers_.feed.unknown(name_, position_);
      break;
  }
}

void Supervisor::call(core::Command command) {
  const std::string id = str_cat("supervisor-request-", ++requests_);
  network_.call(
      std::move(command), {"supervisor", id, requests_}, [](const Answer&) {},
      std::make_shared<bool>(true));
}

void Supervisor::work() {
  network_.scheduler().after(random_.exponential(minutes(2)), [this] {
    if (on(Fault::kConfigChange) && random_.chance(60)) {
      const auto number = static_cast<std::size_t>(random_.below(world_.configurations()));
      call(core::ApplyConfig{.model = world_.configuration(number)});
    }
    const std::string contact = a_contact_(random_);
    if (on(Fault::kSupervisor) && !contact.empty()) {
      if (random_.chance(200)) {
        call(core::CancelContact{.contact = contact, .reason_code = "asked"});
      } else {
        call(core::UpdateContact{contact, world_.a_patch(random_), std::nullopt});
      }
    }
    work();
  });
}

}  // namespace usher::simulation
