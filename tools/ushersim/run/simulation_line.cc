// Simulation: what happens to one contact between coming and leaving.
#include <algorithm>

#include "tools/ushersim/run/simulation.h"

namespace usher::plan {
namespace {

using routing::Instant;

// For ContactRule::kPriority: a minute of priority outweighs any wait.
constexpr Duration kPriorityStep = std::chrono::hours(24 * 3650);

}  // namespace

void Simulation::stand_in_line(std::uint32_t slot) {
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

void Simulation::line_up(Contact& contact) {
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

void Simulation::step_out(Contact& contact) {
  contact.waits = false;
  --waiting_in_queue_[plan(contact).queue];
  router_->leave(contact.id, system_.line_of(contact.cls, contact.stage), contact.order);
}

void Simulation::match() {
  while (const auto pair = router_->next()) {
    serve(static_cast<std::uint32_t>(pair->contact.value & (kMaxSlots - 1)), pair->agent);
  }
}

void Simulation::serve(std::uint32_t slot, std::uint32_t agent) {
  Contact& contact = contacts_[slot];
  const ClassPlan& cls = plan(contact);
  const SimAgent& who = system_.agents()[agent];
  step_out(contact);
  roster_.take(agent, cls.draft.channel, now_);
  const bool unmet = system_.is_unmet(contact.cls, who.kind);
  const Duration talk = contact.known != nullptr && contact.known->service
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
void Simulation::leave_line(std::uint32_t slot) {
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

void Simulation::free_slot(std::uint32_t slot) {
  contacts_[slot].waits = false;
  ++contacts_[slot].stamp;
  unused_.push_back(slot);
}

void Simulation::block(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  step_out(contact);
  if (contact.bin >= 0) ++tally_.sums(contact.cls, contact.bin).blocked;
  may_return(contact, plan(contact).retry.after_block);
  free_slot(slot);
}

void Simulation::abandon(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  step_out(contact);
  if (contact.bin >= 0) ++tally_.sums(contact.cls, contact.bin).abandoned;
  may_return(contact, plan(contact).retry.after_abandon);
  leave_line(slot);
}

void Simulation::relax(std::uint32_t slot) {
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

void Simulation::starve(std::uint32_t slot) {
  Contact& contact = contacts_[slot];
  step_out(contact);
  contact.starved = true;
  line_up(contact);
}

}  // namespace usher::plan
