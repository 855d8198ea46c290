#include "tests/simulation/adapter.h"

#include <utility>

#include "engine/core/fingerprint.h"

namespace usher::simulation {
namespace {

using core::EndedBy;
using routing::str_cat;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

Adapter::Adapter(std::string id, const World& world, Network& network, Checkers& checkers,
                 Trace& trace, Random random)
    : id_(std::move(id)),
      world_(world),
      network_(network),
      checkers_(checkers),
      trace_(trace),
      random_(random),
      wanted_(std::make_shared<bool>(true)) {}

template <typename What>
void Adapter::later(Duration delay, const std::string& key, What what) {
  network_.scheduler().after(delay, [this, life = life_, key, what = std::move(what)] {
    const auto at = people_.find(key);
    if (life == life_ && at != people_.end()) what(at->second);
  });
}

// ---- people

void Adapter::somebody_comes() {
  if (!running_) return;
  const Instant now = network_.scheduler().now();
  Person person;
  person.key = str_cat(id_.empty() ? "desk" : id_, "-", ++born_);
  person.draft = world_.a_person(random_, id_, now);
  person.first = person.draft.origin.value_or(now);
  checkers_.truth.people[person.key] = {person.draft, now};
  const std::string key = person.key;
  submit(people_[key] = std::move(person));
  const Duration patience = random_.exponential(world_.options().patience) + seconds(5);
  later(patience, key, [this](Person& one) {
    if (one.present && !one.connected && one.agent.empty()) hangs_up(one);
  });
  // The front desk does not see who was called; who still stands there after hours goes home.
  if (id_.empty()) later(minutes(45), key, [this](Person& one) { hangs_up(one); });
  if (on(Fault::kHangUp) && random_.chance(250)) {
    later(random_.between(milliseconds(10), minutes(8)), key,
          [this](Person& one) { hangs_up(one); });
  }
}

void Adapter::hangs_up(Person& person) {
  if (!person.present) return;
  person.present = false;
  // Who is dead or deaf finds out later.
  if (!running_ || (on(Fault::kDeafAdapter) && random_.chance(200))) return;
  report_gone(person, EndedBy::kPerson);
}

void Adapter::report_gone(Person& person, EndedBy how) {
  if (std::exchange(person.known_gone, true)) return;
  enqueue(person, core::EndContact{person.key, how});
}

void Adapter::forget(const std::string& key) { people_.erase(key); }

std::string Adapter::a_contact(Random& random) const {
  if (people_.empty()) return "";
  auto at = people_.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random.below(people_.size())));
  return at->first;
}

// ---- calls, one after the other for each person

void Adapter::submit(Person& person) {
  core::SubmitContact command{person.key, person.draft, 0};
  command.fingerprint = core::fingerprint(str_cat(person.key, person.submits));
  enqueue(person, std::move(command));
}

void Adapter::enqueue(Person& person, core::Command command) {
  person.todo.push_back(std::move(command));
  next_call(person);
}

void Adapter::next_call(Person& person) {
  if (person.calling || person.todo.empty() || !running_) return;
  person.calling = true;
  const core::Command command = std::move(person.todo.front());
  person.todo.pop_front();
  core::Call call{.principal = id_.empty() ? "desk" : id_};
  call.request_id = str_cat(call.principal, "-request-", ++requests_);
  call.fingerprint = requests_;
  network_.call(
      command, call,
      [this, life = life_, key = person.key, command](const Answer& answer) {
        if (life == life_) called(key, command, answer);
      },
      wanted_);
}

void Adapter::called(const std::string& key, const core::Command& command, const Answer& answer) {
  const auto at = people_.find(key);
  if (at == people_.end()) return;
  Person& person = at->second;
  person.calling = false;
  if (std::holds_alternative<core::SubmitContact>(command)) {
    submitted(key, answer);
    return;
  }
  if (std::holds_alternative<core::EndContact>(command)) return forget(key);
  if (std::holds_alternative<core::ConnectContact>(command)) {
    person.connected = answer.done();
    if (person.connected && random_.chance(600)) {
      later(random_.exponential(world_.options().talk), key,
            [this](Person& one) { hangs_up(one); });
    }
  }
  next_call(person);
}

void Adapter::submitted(const std::string& key, const Answer& answer) {
  Person& person = people_.at(key);
  if (!answer.refusal) {
    person.known = true;
    if (core::is_terminal(answer.contact)) return forget(key);
    return next_call(person);
  }
  switch (answer.refusal->reason) {
    case core::Reason::kContactExists:
      person.known = true;
      return next_call(person);
    case core::Reason::kInvalidField:
      // The engine's clock is behind ours, or a need is over meanwhile.
      if (++person.submits > 3) break;
      checkers_.truth.people[key].without_origin = true;
      person.draft.origin.reset();
      std::erase_if(person.draft.needs, [](const core::Need& need) { return need.expires; });
      checkers_.truth.people[key].draft.needs = person.draft.needs;
      person.todo.clear();
      submit(person);
      if (person.known_gone) enqueue(person, core::EndContact{key, EndedBy::kPerson});
      return;
    default:
      break;
  }
  checkers_.findings.fail(Family::kConservation,
                          str_cat("contact ", key, " is not taken: ", answer.refusal->message));
}

// ---- effects

void Adapter::bridge(Person& person, const std::string& agent) {
  if (person.agent == agent && person.connected) return;
  person.agent = agent;
  person.connected = false;
  later(random_.between(milliseconds(200), seconds(3)), person.key, [this](Person& one) {
    if (one.present && !one.known_gone) return enqueue(one, core::ConnectContact{one.key});
    report_gone(one, random_.chance(300) ? EndedBy::kPersonDidNotCome : EndedBy::kPerson);
  });
}

void Adapter::hear(const Effect& effect) {
  const auto at = people_.find(effect.contact);
  if (at == people_.end()) return;
  Person& person = at->second;
  switch (effect.kind) {
    case Effect::Kind::kRing:
      if (on(Fault::kMiss) && random_.chance(30)) {
        const core::FailOffer failed{effect.offer, "busy", id_};
        later(seconds(1), person.key, [this, failed](Person& one) { enqueue(one, failed); });
      }
      break;
    case Effect::Kind::kBridge:
      bridge(person, effect.agent);
      break;
    case Effect::Kind::kReleaseContact:
      forget(effect.contact);
      break;
    case Effect::Kind::kStopRinging:
    case Effect::Kind::kOffer:
    case Effect::Kind::kOfferOver:
    case Effect::Kind::kContact:
    case Effect::Kind::kSessionOver:
    case Effect::Kind::kPresence:
      break;
  }
}

// ---- the stream

void Adapter::start() {
  running_ = true;
  audit();
  if (!id_.empty()) attach();
}

void Adapter::attach() {
  if (!running_ || attached_ || std::exchange(attaching_, true)) return;
  core::AttachChannel command{id_, {}};
  for (auto& [key, person] : people_) {
    if (person.known_gone) continue;
    core::HeldByAdapter held{key, person.draft, 0, person.connected ? person.agent : ""};
    held.draft.origin = person.first;
    held.fingerprint = core::fingerprint(str_cat(key, person.submits));
    command.held.push_back(std::move(held));
  }
  const auto life = life_;
  listener_ = std::make_shared<Listener>(
      network_,
      [this, life](const Effect& effect) {
        if (life == life_) hear(effect);
      },
      [this, life] {
        if (life == life_) lost_stream();
      });
  network_.open(std::move(command), {.principal = id_}, listener_,
                [this, life, mine = listener_](const Answer& answer) {
                  if (life == life_ && mine == listener_ && attaching_) attached(answer);
                });
}

void Adapter::attached(const Answer& answer) {
  attaching_ = false;
  if (!answer.done() || !listener_->is_open()) return lost_stream();
  attached_ = true;
  trace_.add("adapter ", id_, " is attached");
  for (const std::string& key : answer.reconciled.release) forget(key);
  for (const Effect& effect : answer.due) hear(effect);
}

// The daemon notices as well, sooner or later.
void Adapter::lost_stream() {
  attached_ = attaching_ = false;
  listener_->close();
  if (const std::uint64_t epoch = listener_->number(); epoch != 0) {
    network_.scheduler().after(random_.between(milliseconds(1), seconds(10)), [this, epoch] {
      network_.process().hang_up(core::DetachChannel{id_, epoch});
    });
  }
  network_.scheduler().after(random_.between(milliseconds(100), seconds(5)), [this, life = life_] {
    if (life == life_) attach();
  });
}

void Adapter::crash(Duration away) {
  if (!running_ || id_.empty()) return;
  trace_.add("adapter ", id_, " dies with ", people_.size(), " people");
  running_ = false;
  if (listener_) lost_stream();
  ++life_;
  *wanted_ = false;
  wanted_ = std::make_shared<bool>(true);
  for (auto at = people_.begin(); at != people_.end();) {
    Person& person = at->second;
    person.todo.clear();
    person.calling = false;
    const bool gone = person.known_gone || !person.present || random_.chance(300);
    at = gone ? people_.erase(at) : std::next(at);
  }
  network_.scheduler().after(away, [this] {
    start();
    // Timers died with the adapter, people have not become more patient.
    for (auto& [key, person] : people_) {
      later(random_.exponential(world_.options().patience), key,
            [this](Person& one) { hangs_up(one); });
    }
  });
}

// Now and then an adapter asks its switch who is really there.
void Adapter::audit() {
  network_.scheduler().after(minutes(7), [this, life = life_] {
    if (life != life_) return;
    for (auto& [key, person] : people_) {
      if (!person.present) report_gone(person, EndedBy::kPerson);
    }
    audit();
  });
}

void Adapter::calm_down(Duration patience) {
  calm_ = true;
  for (auto& [key, person] : people_) {
    later(random_.between(Duration(0), patience), key, [this](Person& one) { hangs_up(one); });
  }
}

}  // namespace usher::simulation
