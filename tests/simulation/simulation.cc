#include "tests/simulation/simulation.h"

#include <utility>

#include "engine/core/derive.h"

namespace usher::simulation {
namespace {

using routing::str_cat;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

Simulation::Simulation(std::uint64_t seed, const Limits& limits, Trace::Mode trace)
    : world_(seed, limits),
      trace_(scheduler_, trace),
      random_(Random(seed).fork(100)),
      disk_(world_.decoder()),
      checkers_(scheduler_, disk_),
      process_(scheduler_, world_, disk_, checkers_, trace_, Random(seed).fork(101)),
      network_(scheduler_, world_, process_, Random(seed).fork(102)) {}

// Again and again in the safety phase.
void Simulation::every(Duration mean, Random random, std::function<void(Random&)> what) {
  auto chance = std::make_shared<Random>(random);
  auto again = std::make_shared<std::function<void()>>();
  *again = [this, mean, chance, what = std::move(what), weak = std::weak_ptr(again)] {
    const auto self = weak.lock();
    scheduler_.after(chance->exponential(mean), [this, chance, what, self] {
      if (calm_) return;
      what(*chance);
      (*self)();
    });
  };
  (*again)();
}

void Simulation::start_people() {
  std::uint64_t label = 200;
  for (const char* id : {"pbx", "chat", ""}) {
    adapters_.push_back(
        std::make_unique<Adapter>(id, world_, network_, checkers_, trace_, random_.fork(++label)));
    adapters_.back()->start();
  }
  for (std::size_t i = 0; i < world_.agents().size(); ++i) {
    agents_.push_back(std::make_unique<Agent>(world_.agents()[i], i % 2 == 1, world_, network_,
                                              trace_, random_.fork(++label)));
    agents_.back()->start();
  }
  for (int i = 0; i < 3; ++i) {
    readers_.push_back(std::make_unique<FeedReader>(str_cat("reader-", i), world_, network_,
                                                    checkers_, random_.fork(++label)));
    readers_.back()->poll();
  }
  supervisor_ = std::make_unique<Supervisor>(
      world_, network_,
      [this](Random& random) { return adapters_[random.below(3)]->a_contact(random); },
      random_.fork(++label));
  supervisor_->work();
  every(world_.options().between_people, random_.fork(++label), [this](Random& random) {
    const bool burst = random.chance(world_.options().burst_per_mille);
    const std::int64_t count = burst ? random.between(5, 40) : 1;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto place = random.below(10);
      adapters_[place < 6 ? 0 : place < 8 ? 1 : 2]->somebody_comes();
    }
  });
}

void Simulation::start_faults() {
  const auto fault = [&](Fault which, Duration mean, std::function<void(Random&)> what) {
    if (on(which)) every(mean, random_.fork(300 + static_cast<std::uint64_t>(which)), what);
  };
  fault(Fault::kKill, world_.options().between_kills, [this](Random&) { process_.kill(); });
  fault(Fault::kDiskFull, minutes(50), [this](Random& random) {
    trace_.add("the disk is full");
    disk_.set_full(true);
    scheduler_.after(random.exponential(seconds(40)), [this] { disk_.set_full(false); });
  });
  fault(Fault::kAdapterCrash, minutes(30), [this](Random& random) {
    adapters_[random.below(2)]->crash(random.exponential(minutes(4)));
  });
  fault(Fault::kClockStep, minutes(25), [this](Random& random) {
    const Duration by = random.chance(500) ? random.between(seconds(-7200), seconds(7200))
                                           : random.between(seconds(-30), seconds(30));
    trace_.add("the wall clock is set by ", std::chrono::duration_cast<seconds>(by).count(), " s");
    process_.step_wall_clock(by);
  });
  fault(Fault::kStall, minutes(15), [this](Random& random) {
    trace_.add("the daemon stands still");
    process_.stand_still(random.exponential(seconds(5)));
  });
}

void Simulation::audits() {
  scheduler_.after(minutes(1), [this] {
    if (process_.quiescent()) checkers_.audit(process_.state(), process_.engine_now());
    audits();
  });
}

void Simulation::calm_down() {
  calm_ = true;
  trace_.add("faults end");
  process_.calm_down();
  process_.steady_wall_clock();
  network_.calm_down();
  disk_.set_full(false);
  supervisor_->calm_down();
  for (const auto& adapter : adapters_) adapter->calm_down(minutes(40));
  for (const auto& agent : agents_) agent->calm_down();
}

std::string Simulation::left_over() const {
  if (!process_.quiescent()) return "the daemon is not at rest";
  const core::State& state = process_.state();
  std::string left;
  state.contacts_after({}, [&](const core::Contact& contact) {
    if (core::is_terminal(contact.state)) return true;
    left = str_cat("contact ", contact.key, " is still in state ", static_cast<int>(contact.state),
                   ": ", contact.state_reason);
    return false;
  });
  state.agents_after({}, [&](const core::Agent& agent) {
    if (agent.offer || !agent.contacts.empty()) left = str_cat("agent ", agent.key, " is stuck");
    const core::AgentState now = core::state_of(state, agent);
    if (agent.configured && now != core::AgentState::kAvailable) {
      left = str_cat("agent ", agent.key, " is in state ", static_cast<int>(now));
    }
    return true;
  });
  for (const auto& adapter : adapters_) {
    if (!adapter->idle()) left = "an adapter holds somebody who is not served any more";
  }
  if (network_.open_calls() > 0) left = str_cat(network_.open_calls(), " calls are not answered");
  return left;
}

void Simulation::check_the_end() {
  if (checkers_.findings.any()) return;
  if (const std::string left = left_over(); !left.empty()) {
    checkers_.findings.fail(Family::kLiveness, left);
    return;
  }
  checkers_.audit(process_.state(), process_.engine_now());
  checkers_.replay.live(process_.state());
  checkers_.replay.recovered(process_.state());
}

Result Simulation::run() {
  Result result;
  result.options = world_.options().to_text();
  trace_.add("options: ", result.options);
  process_.start(0);
  start_people();
  start_faults();
  audits();
  scheduler_.run_until(kStart + world_.options().safety);
  if (!checkers_.findings.any()) calm_down();
  scheduler_.run_until(kStart + world_.options().safety + world_.options().liveness);
  // An agent may be asking for somebody at this very moment.
  const auto at_rest = [this] { return process_.quiescent() && network_.open_calls() == 0; };
  for (int i = 0; i < 500 && !checkers_.findings.any() && !at_rest(); ++i) {
    scheduler_.run_until(scheduler_.now() + milliseconds(20));
  }
  check_the_end();
  result.failed = checkers_.findings.any();
  if (result.failed) {
    result.family = checkers_.findings.family();
    result.text = checkers_.findings.text();
    result.at = checkers_.findings.at() - kStart;
    result.last_events.assign(trace_.lines().begin(), trace_.lines().end());
  }
  result.simulated = scheduler_.now() - kStart;
  result.journal_hash = disk_.hash();
  result.records = checkers_.durability.acknowledged();
  result.contacts = checkers_.truth.people.size();
  result.kills = process_.kills();
  result.steps = scheduler_.steps();
  return result;
}

Result simulate(std::uint64_t seed, const Limits& limits, Trace::Mode trace) {
  return Simulation(seed, limits, trace).run();
}

}  // namespace usher::simulation
