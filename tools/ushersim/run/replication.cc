#include "tools/ushersim/run/replication.h"

#include <algorithm>
#include <utility>

#include "routing/check.h"
#include "tools/ushersim/run/simulation.h"

namespace usher::plan {
namespace {

constexpr std::int64_t kEventsBetweenReports = 1 << 16;

}  // namespace

void Simulation::begin() {
  for (std::uint32_t g = 0; g < scenario_.groups.size(); ++g) {
    std::int64_t count = 0;
    for (const PresencePart& part : scenario_.groups[g].presence) {
      if (part.from <= now_) {
        count = part.count;
        continue;
      }
      events_.push(part.from, EventKind::kPresence, static_cast<std::uint32_t>(changes_.size()));
      changes_.push_back({g, part.count});
    }
    roster_.set_presence(g, count, now_);
  }
  for (std::uint32_t c = 0; c < scenario_.classes.size(); ++c) {
    keys_.push_back(class_key(scenario_.run.seed, number_, system_.tag(c)));
    persons_.push_back(0);
    arrivals_.emplace_back(scenario_.classes[c].arrivals, now_, keys_[c]);
    schedule_arrival(c);
  }
}

Tally Simulation::run(const std::function<bool(double)>& progress) {
  begin();
  const Duration length = scenario_.run.to - scenario_.run.start;
  while (!events_.empty()) {
    const Event event = events_.first();
    if (event.at > last_moment()) break;
    if (event.at >= scenario_.run.to && open_ == 0) break;
    events_.pop();
    now_ = event.at;
    ++tally_.events;
    if (step(event)) match();
    if (progress != nullptr && tally_.events % kEventsBetweenReports == 0) {
      const double done = seconds(now_ - scenario_.run.start) / seconds(length);
      if (!progress(std::min(done, 1.0))) break;
    }
  }
  finish();
  return std::move(tally_);
}

// True where somebody may have become matchable; the rest matches by itself.
bool Simulation::step(const Event& event) {
  switch (event.kind) {
    case EventKind::kArrival:
      arrive(event.index);
      return false;
    case EventKind::kRelease:
      roster_.release(event.index, static_cast<routing::Channel>(event.detail), now_);
      return true;
    case EventKind::kPatience:
      if (is_current(event)) abandon(event.index);
      return false;
    case EventKind::kRelax:
      if (is_current(event)) relax(event.index);
      return true;
    case EventKind::kStarve:
      if (is_current(event)) starve(event.index);
      return true;
    case EventKind::kRetry: {
      Contact contact = returning_[event.index];
      unused_returning_.push_back(event.index);
      enter(contact);
      return false;
    }
    case EventKind::kPresence:
      roster_.set_presence(changes_[event.index].group, changes_[event.index].count, now_);
      return true;
    case EventKind::kPoll:
      if (waiting_in_queue_[event.index] == 0) return false;
      router_->poll(event.index);
      match();
      if (waiting_in_queue_[event.index] > 0) schedule_poll(event.index);
      return false;
  }
  return false;
}

void Simulation::schedule_arrival(std::uint32_t cls) {
  const auto at = arrivals_[cls].next();
  if (!at || (scenario_.run.is_day && *at >= scenario_.run.to)) return;
  if (*at < now_) {  // a trace that begins before the doors open
    schedule_arrival(cls);
    return;
  }
  events_.push(*at, EventKind::kArrival, cls);
}

void Simulation::arrive(std::uint32_t cls) {
  Contact contact;
  contact.cls = cls;
  contact.key = person_key(keys_[cls], persons_[cls]++);
  contact.origin = now_;
  contact.first_bin = tally_.bin_of(now_);
  contact.known = arrivals_[cls].entry();
  schedule_arrival(cls);
  if (contact.first_bin >= 0) ++tally_.sums(cls, contact.first_bin).persons;
  enter(contact);
}

void Simulation::enter(Contact contact) {
  // Who comes again after the doors were closed finds them closed.
  if (scenario_.run.is_day && now_ >= scenario_.run.to) return;
  ++tally_.contacts;
  contact.arrived = now_;
  contact.bin = tally_.bin_of(now_);
  if (contact.bin >= 0) {
    Sums& sums = tally_.sums(contact.cls, contact.bin);
    ++sums.attempts;
    sums.retrials += contact.attempt > 0 ? 1 : 0;
  }
  std::uint32_t slot = 0;
  if (unused_.empty()) {
    slot = static_cast<std::uint32_t>(contacts_.size());
    USHER_CHECK(slot < kMaxSlots);
    contacts_.emplace_back();
  } else {
    slot = unused_.back();
    unused_.pop_back();
  }
  contact.stamp = contacts_[slot].stamp + 1;
  contact.id = {(next_contact_++ << kSlotBits) | slot};
  contacts_[slot] = contact;
  stand_in_line(slot);
}

void Simulation::may_return(const Contact& contact, double probability) {
  const RetryPlan& retry = plan(contact).retry;
  if (probability <= 0 || contact.attempt + 1 >= static_cast<std::uint32_t>(retry.max_attempts)) {
    return;
  }
  Random random = stream(contact.key, Purpose::kRetry, contact.attempt);
  if (!random.chance(probability)) return;
  Contact again = contact;
  ++again.attempt;
  again.waits = again.is_open = again.starved = false;
  again.stage = 0;
  const Duration at = now_ + retry.delay.draw(Random(random.next()));
  if (!retry.keeps_place) again.origin = at;
  std::uint32_t index = 0;
  if (unused_returning_.empty()) {
    index = static_cast<std::uint32_t>(returning_.size());
    returning_.push_back(again);
  } else {
    index = unused_returning_.back();
    unused_returning_.pop_back();
    returning_[index] = again;
  }
  events_.push(at, EventKind::kRetry, index);
}

void Simulation::schedule_poll(std::uint32_t queue) {
  // Each queue has a rhythm of its own.
  const std::int64_t period = scenario_.policy.poll.count();
  const auto phase = static_cast<std::int64_t>(mix(queue, 1) % static_cast<std::uint64_t>(period));
  const std::int64_t turns = (now_.count() - phase) / period + 1;
  events_.push(Duration(phase + turns * period), EventKind::kPoll, queue);
}

void Simulation::finish() {
  for (Contact& contact : contacts_) {
    if (!contact.waits) continue;
    tally_.add_queue(contact.cls, contact.arrived, now_);
    if (contact.bin < 0) continue;
    const std::int64_t wait = (now_ - contact.arrived).count();
    Sums& sums = tally_.sums(contact.cls, contact.bin);
    ++sums.unfinished;
    sums.wait_us += wait;
    tally_.waits(contact.cls, contact.bin).add(wait);
  }
  roster_.close(std::max(now_, scenario_.run.to));
}

Tally replicate(const System& system, int number, const std::function<bool(double)>& progress) {
  return Simulation(system, number).run(progress);
}

}  // namespace usher::plan
