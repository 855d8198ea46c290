#include "tools/ushersim/run/replication.h"

#include <algorithm>
#include <memory>

#include "routing/check.h"
#include "tools/ushersim/run/arrivals.h"
#include "tools/ushersim/run/event_queue.h"
#include "tools/ushersim/run/roster.h"
#include "tools/ushersim/run/router.h"

namespace usher::plan {
namespace {

using routing::ContactId;
using routing::Instant;
using routing::OrderKey;

// A contact's id in the router: its number, which breaks ties, and its slot.
constexpr unsigned kSlotBits = 24;
constexpr std::uint64_t kMaxSlots = std::uint64_t{1} << kSlotBits;
constexpr std::int64_t kEventsBetweenReports = 1 << 16;

// For ContactRule::kPriority: a minute of priority outweighs any wait.
constexpr Duration kPriorityStep = std::chrono::hours(24 * 3650);

struct Contact {
  ContactId id;
  OrderKey order;
  std::uint64_t key = 0;  // of the person's streams
  Duration arrived{};
  Duration origin{};
  std::uint32_t cls = 0;
  std::uint32_t stage = 0;
  std::uint32_t stamp = 0;
  std::uint32_t attempt = 0;  // 0: the first
  int bin = -1;
  int first_bin = -1;  // of the first attempt
  bool waits = false;
  bool starved = false;
  bool is_open = false;  // counted in open_
  const TraceEntry* known = nullptr;
};

class Run {
 public:
  Run(const System& system, int number)
      : system_(system),
        scenario_(system.scenario()),
        number_(static_cast<std::uint64_t>(number)),
        router_(scenario_.policy.router == Router::kEngine ? make_engine_router(system)
                                                           : make_rules_router(system)),
        tally_(scenario_.run, scenario_.classes.size(), scenario_.groups.size()),
        roster_(system, *router_, tally_),
        now_(scenario_.run.start),
        waiting_in_queue_(scenario_.queues.size()) {}

  Tally run(const std::function<bool(double)>& progress);

 private:
  void begin();
  bool step(const Event& event);
  void schedule_arrival(std::uint32_t cls);
  void arrive(std::uint32_t cls);
  void enter(Contact contact);
  void stand_in_line(std::uint32_t slot);
  void line_up(Contact& contact);
  void step_out(Contact& contact);
  void match();
  void serve(std::uint32_t slot, std::uint32_t agent);
  void block(std::uint32_t slot);
  void abandon(std::uint32_t slot);
  void relax(std::uint32_t slot);
  void starve(std::uint32_t slot);
  void may_return(const Contact& contact, double probability);
  void leave_line(std::uint32_t slot);
  void free_slot(std::uint32_t slot);
  void schedule_poll(std::uint32_t queue);
  void finish();

  const ClassPlan& plan(const Contact& contact) const { return scenario_.classes[contact.cls]; }
  bool is_current(const Event& event) const {
    return contacts_[event.index].waits && contacts_[event.index].stamp == event.stamp;
  }
  Duration last_moment() const {
    const RunPlan& run = scenario_.run;
    return run.is_day ? run.to + std::chrono::hours(24)
                      : run.to + (run.to - run.from) + std::chrono::hours(1);
  }

  const System& system_;
  const Scenario& scenario_;
  std::uint64_t number_;
  std::unique_ptr<AnyRouter> router_;
  Tally tally_;
  Roster roster_;
  EventQueue events_;
  Duration now_;
  std::vector<Arrivals> arrivals_;
  std::vector<std::uint64_t> keys_;     // by class
  std::vector<std::uint64_t> persons_;  // by class: how many came
  std::vector<Contact> contacts_;       // slots
  std::vector<std::uint32_t> unused_;
  std::vector<std::int64_t> waiting_in_queue_;
  std::vector<Contact> returning_;  // who will try again
  std::vector<std::uint32_t> unused_returning_;
  struct Change {
    std::uint32_t group = 0;
    std::int64_t count = 0;
  };
  std::vector<Change> changes_;
  std::uint64_t next_contact_ = 1;
  std::int64_t open_ = 0;  // measured contacts that still wait
};

void Run::begin() {
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

Tally Run::run(const std::function<bool(double)>& progress) {
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
bool Run::step(const Event& event) {
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

void Run::schedule_arrival(std::uint32_t cls) {
  const auto at = arrivals_[cls].next();
  if (!at || (scenario_.run.is_day && *at >= scenario_.run.to)) return;
  if (*at < now_) {  // a trace that begins before the doors open
    schedule_arrival(cls);
    return;
  }
  events_.push(*at, EventKind::kArrival, cls);
}

void Run::arrive(std::uint32_t cls) {
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

void Run::enter(Contact contact) {
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

void Run::stand_in_line(std::uint32_t slot) {
  const std::uint32_t stamp = contacts_[slot].stamp;
  const std::uint32_t cls = contacts_[slot].cls;
  const std::vector<RelaxStep>& steps = scenario_.policy.relax[cls];
  {
    Contact& contact = contacts_[slot];
    const Duration age = now_ - contact.origin;
    while (contact.stage < steps.size() && steps[contact.stage].after <= age) ++contact.stage;
    const Duration bound = scenario_.queues[plan(contact).queue].model.starvation_bound;
    contact.starved = bound > Duration(0) && age >= bound;
    line_up(contact);
  }
  match();
  Contact& contact = contacts_[slot];
  if (contact.stamp != stamp || !contact.waits) return;
  const QueuePlan& queue = scenario_.queues[plan(contact).queue];
  if (queue.max_waiting && waiting_in_queue_[plan(contact).queue] > *queue.max_waiting) {
    block(slot);
    return;
  }
  if (contact.bin >= 0) {
    ++tally_.sums(cls, contact.bin).waited;
    contact.is_open = true;
    ++open_;
  }
  const Duration patience =
      contact.known != nullptr && contact.known->patience
          ? *contact.known->patience
          : plan(contact).patience.draw(stream(contact.key, Purpose::kPatience, contact.attempt));
  if (patience < kLongest) events_.push(now_ + patience, EventKind::kPatience, slot, stamp);
  if (contact.stage < steps.size()) {
    events_.push(contact.origin + steps[contact.stage].after, EventKind::kRelax, slot, stamp);
  }
  if (queue.model.starvation_bound > Duration(0) && !contact.starved) {
    events_.push(contact.origin + queue.model.starvation_bound, EventKind::kStarve, slot, stamp);
  }
  const auto of = static_cast<std::uint32_t>(plan(contact).queue);
  if (scenario_.policy.poll > Duration(0) && waiting_in_queue_[of] == 1) schedule_poll(of);
}

void Run::line_up(Contact& contact) {
  const ClassPlan& cls = plan(contact);
  const std::int32_t minutes =
      std::clamp(cls.draft.priority_minutes + scenario_.queues[cls.queue].model.priority_minutes,
                 -routing::kMaxPriorityMinutes, routing::kMaxPriorityMinutes);
  const Instant origin(contact.origin);
  if (contact.starved) {
    contact.order = routing::starved_key(contact.id, origin);
  } else if (scenario_.policy.contacts == ContactRule::kPriority) {
    contact.order = routing::ordinary_key(contact.id, origin - kPriorityStep * minutes, 0);
  } else {
    contact.order = routing::ordinary_key(contact.id, origin, minutes);
  }
  contact.waits = true;
  ++waiting_in_queue_[cls.queue];
  router_->wait(contact.id, system_.line_of(contact.cls, contact.stage), contact.order);
}

void Run::step_out(Contact& contact) {
  contact.waits = false;
  --waiting_in_queue_[plan(contact).queue];
  router_->leave(contact.id, system_.line_of(contact.cls, contact.stage), contact.order);
}

void Run::match() {
  while (const auto pair = router_->next()) {
    serve(static_cast<std::uint32_t>(pair->contact.value & (kMaxSlots - 1)), pair->agent);
  }
}

void Run::serve(std::uint32_t slot, std::uint32_t agent) {
  Contact& contact = contacts_[slot];
  const ClassPlan& cls = plan(contact);
  const SimAgent& who = system_.agents()[agent];
  step_out(contact);
  roster_.take(agent, cls.draft.channel, now_);
  const bool unmet = system_.is_unmet(contact.cls, who.kind);
  const Duration talk =
      contact.known != nullptr && contact.known->service
          ? *contact.known->service
          : system_.service_time(contact.cls, who.group)
                .draw(stream(contact.key, Purpose::kService, contact.attempt));
  const double factor =
      scenario_.groups[who.group].service_factor * (unmet ? cls.unmet_factor : 1.0);
  Duration busy = factor == 1.0 ? talk : from_seconds(seconds(talk) * factor);
  busy += cls.wrap_up.draw(stream(contact.key, Purpose::kWrapUp, contact.attempt));
  if (!who.unlimited) {
    events_.push(now_ + busy, EventKind::kRelease, agent, 0,
                 static_cast<std::uint8_t>(cls.draft.channel));
    tally_.add_busy(who.group, now_, now_ + busy, roster_.weight(agent, cls.draft.channel),
                    roster_.units(agent));
  }
  const int bin_now = tally_.bin_of(now_);
  if (bin_now >= 0) ++tally_.group(who.group, bin_now).served;
  if (contact.first_bin >= 0) ++tally_.sums(contact.cls, contact.first_bin).persons_served;
  if (contact.bin >= 0) {
    const std::int64_t wait = (now_ - contact.arrived).count();
    Sums& sums = tally_.sums(contact.cls, contact.bin);
    ++sums.served;
    sums.unmet += unmet ? 1 : 0;
    sums.within_target += wait <= cls.target.count() ? 1 : 0;
    sums.wait_served_us += wait;
  }
  leave_line(slot);
}

// Who was admitted has waited.
void Run::leave_line(std::uint32_t slot) {
  const Contact& contact = contacts_[slot];
  tally_.add_queue(contact.cls, contact.arrived, now_);
  if (contact.bin >= 0) {
    const std::int64_t wait = (now_ - contact.arrived).count();
    tally_.sums(contact.cls, contact.bin).wait_us += wait;
    tally_.waits(contact.cls, contact.bin).add(wait);
    open_ -= contact.is_open ? 1 : 0;
  }
  free_slot(slot);
}

void Run::free_slot(std::uint32_t slot) {
  contacts_[slot].waits = false;
  ++contacts_[slot].stamp;
  unused_.push_back(slot);
}

void Run::block(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  step_out(contact);
  if (contact.bin >= 0) ++tally_.sums(contact.cls, contact.bin).blocked;
  may_return(contact, plan(contact).retry.after_block);
  free_slot(slot);
}

void Run::abandon(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  step_out(contact);
  if (contact.bin >= 0) ++tally_.sums(contact.cls, contact.bin).abandoned;
  may_return(contact, plan(contact).retry.after_abandon);
  leave_line(slot);
}

void Run::may_return(const Contact& contact, double probability) {
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

void Run::relax(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  const std::vector<RelaxStep>& steps = scenario_.policy.relax[contact.cls];
  step_out(contact);
  ++contact.stage;
  line_up(contact);
  if (contact.stage < steps.size()) {
    events_.push(contact.origin + steps[contact.stage].after, EventKind::kRelax, slot,
                 contact.stamp);
  }
}

void Run::starve(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  step_out(contact);
  contact.starved = true;
  line_up(contact);
}

void Run::schedule_poll(std::uint32_t queue) {
  // Each queue has a rhythm of its own.
  const std::int64_t period = scenario_.policy.poll.count();
  const auto phase = static_cast<std::int64_t>(mix(queue, 1) % static_cast<std::uint64_t>(period));
  const std::int64_t turns = (now_.count() - phase) / period + 1;
  events_.push(Duration(phase + turns * period), EventKind::kPoll, queue);
}

void Run::finish() {
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

}  // namespace

Tally replicate(const System& system, int number, const std::function<bool(double)>& progress) {
  return Run(system, number).run(progress);
}

}  // namespace usher::plan
