#include "tests/bench/routing/run.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include <time.h>

#include "routing/check.h"

namespace usher::bench {
namespace {

using routing::AgentId;
using routing::ContactId;
using routing::Freedom;
using routing::Instant;
using routing::Matcher;
using routing::OrderKey;
using routing::Requirement;
using routing::RequirementId;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kShift = 10'000;
constexpr routing::ChannelSet kAllChannels = {15};

double nanoseconds(Clock::duration d) {
  return static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(d).count());
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// Of this thread, so that whoever shares the machine is not counted.
double cpu_nanoseconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

constexpr std::uint32_t kOwn = 0xFFFFFFFF;

struct Arrival {
  std::uint32_t class_index = kOwn;
  Requirement own;  // of one whose requirement is no class of the world
  std::int32_t priority = 0;
};

// The matcher with what its caller keeps: which class a contact holds, and who is busy.
class Subject {
 public:
  explicit Subject(World& world) : world_(world) {
    for (std::uint32_t i = 0; i < world.agents().size(); ++i) {
      matcher_.add_agent({i + 1}, world.agents()[i].abilities, world.agents()[i].scarcity);
      busy_.push_back(i + 1);
    }
  }

  Matcher& matcher() { return matcher_; }

  Arrival draw_arrival() {
    Arrival arrival{kOwn, {}, world_.next_priority()};
    if (world_.classes().empty()) {
      arrival.own = world_.draw_requirement();
    } else if (served_.empty()) {
      arrival.class_index = world_.draw_class();
    } else {
      arrival.class_index = served_.back();
      served_.pop_back();
    }
    return arrival;
  }

  void arrive(const Arrival& arrival) {
    const ContactId id{++last_contact_};
    now_ += std::chrono::milliseconds(10);
    const bool own = arrival.class_index == kOwn;
    const RequirementId held =
        matcher_.acquire(own ? arrival.own : world_.classes()[arrival.class_index]);
    if (id.value >= held_.size()) held_.resize(held_.size() * 2 + 1024);
    held_[id.value] = {held, arrival.class_index};
    matcher_.add_waiting(id, held, ordinary_key(id, now_, arrival.priority));
    match();
  }

  // One who is busy, taken out of the busy.
  std::uint64_t draw_busy() {
    const std::uint32_t at = world_.prng().below(static_cast<std::uint32_t>(busy_.size()));
    std::swap(busy_[at], busy_.back());
    const std::uint64_t agent = busy_.back();
    busy_.pop_back();
    return agent;
  }

  void free(std::uint64_t agent) {
    now_ += std::chrono::milliseconds(10);
    matcher_.set_free({agent}, Freedom{kAllChannels, now_, 0});
    match();
  }

  void leave(std::uint64_t agent) { matcher_.remove_agent({agent}); }

  void sign_on(std::uint64_t agent) {
    const BenchAgent& who = world_.agents()[agent - 1];
    matcher_.add_agent({agent}, who.abilities, who.scarcity);
    free(agent);
  }

  std::size_t busy_count() const { return busy_.size(); }

 private:
  struct Held {
    RequirementId id;
    std::uint32_t class_index = kOwn;
  };

  void match() {
    while (const auto match = matcher_.next_match()) {
      const Held& held = held_[match->contact.value];
      matcher_.remove_waiting(match->contact);
      matcher_.release(held.id);
      matcher_.set_busy(match->agent);
      busy_.push_back(match->agent.value);
      if (held.class_index != kOwn && served_.size() < 1024) served_.push_back(held.class_index);
    }
  }

  World& world_;
  Matcher matcher_;
  std::vector<Held> held_;  // by contact
  std::vector<std::uint64_t> busy_;
  std::vector<std::uint32_t> served_;  // their classes, to come again
  std::uint64_t last_contact_ = 0;
  Instant now_{std::chrono::hours(24 * 365 * 50)};
};

struct Times {
  std::vector<double> arrival;
  std::vector<double> freed;
  double cpu_nanoseconds = 0;
};

template <typename Act>
double timed(Act act) {
  const auto before = Clock::now();
  act();
  return nanoseconds(Clock::now() - before);
}

// So many events, half of each kind; agents who stay idle only shorten the list of the busy.
Times steady(Subject& subject, std::uint64_t events) {
  constexpr std::size_t kPairs = 128;
  Times times;
  std::vector<Arrival> arrivals(kPairs);
  std::vector<std::uint64_t> agents(kPairs);
  for (std::uint64_t done = 0; done < events; done += 2 * kPairs) {
    USHER_CHECK(subject.busy_count() > 2 * kPairs);
    for (Arrival& arrival : arrivals) arrival = subject.draw_arrival();
    for (std::uint64_t& agent : agents) agent = subject.draw_busy();
    const double before = cpu_nanoseconds();
    for (std::size_t i = 0; i < kPairs; ++i) {
      times.arrival.push_back(timed([&] { subject.arrive(arrivals[i]); }));
      times.freed.push_back(timed([&] { subject.free(agents[i]); }));
    }
    times.cpu_nanoseconds += cpu_nanoseconds() - before;
  }
  return times;
}

std::vector<double> begin_shift(Subject& subject) {
  std::vector<std::uint64_t> shift;
  for (std::uint32_t i = 0; i < kShift && subject.busy_count() > 0; ++i) {
    shift.push_back(subject.draw_busy());
  }
  for (const std::uint64_t agent : shift) subject.leave(agent);
  std::vector<double> times;
  for (const std::uint64_t agent : shift) {
    times.push_back(timed([&] { subject.sign_on(agent); }));
  }
  return times;
}

// What one writes first.
class Naive {
 public:
  explicit Naive(World& world) : world_(world) {}

  void fill(std::uint32_t waiting, std::uint32_t idle) {
    for (std::uint32_t i = 0; i < waiting; ++i) join();
    for (std::uint32_t i = 0; i < idle; ++i)
      idle_.push_back(world_.prng().below(world_.spec().agents));
  }

  double decisions_per_s(double seconds) {
    const double begin = cpu_nanoseconds();
    double spent = 0;
    int decisions = 0;
    for (; spent < seconds * 1e9 && decisions < 200'000; decisions += 2) {
      arrive();
      free(world_.prng().below(world_.spec().agents));
      spent = cpu_nanoseconds() - begin;
    }
    return 1e9 * decisions / spent;
  }

 private:
  void join() {
    const ContactId id{++last_contact_};
    now_ += std::chrono::milliseconds(10);
    line_.emplace(ordinary_key(id, now_, world_.next_priority()),
                  world_.classes().empty() ? world_.draw_requirement()
                                           : world_.classes()[world_.draw_class()]);
  }

  void arrive() {
    join();
    const auto& [key, requirement] = *std::prev(line_.end());
    for (auto at = idle_.begin(); at != idle_.end(); ++at) {
      if (!satisfies(world_.agents()[*at].abilities, requirement)) continue;
      idle_.erase(at);
      line_.erase(key);
      return;
    }
  }

  void free(std::uint32_t agent) {
    for (auto at = line_.begin(); at != line_.end(); ++at) {
      if (!satisfies(world_.agents()[agent].abilities, at->second)) continue;
      line_.erase(at);
      return;
    }
    idle_.push_back(agent);
  }

  World& world_;
  std::map<OrderKey, Requirement> line_;
  std::vector<std::uint32_t> idle_;
  std::uint64_t last_contact_ = 0;
  Instant now_{std::chrono::hours(24 * 365 * 50)};
};

void scale(WorldSpec& spec, double by) {
  const auto scaled = [by](std::uint32_t n) { return static_cast<std::uint32_t>(n * by); };
  spec.agents = scaled(spec.agents);
  spec.waiting = scaled(spec.waiting);
  spec.requirements = scaled(spec.requirements);
  spec.profiles = scaled(spec.profiles);
  spec.idle = scaled(spec.idle);
}

}  // namespace

Result run(WorldSpec spec, const Options& options) {
  scale(spec, options.scale);
  World world(spec);
  Result result;
  result.world = spec.name;
  result.agents = spec.agents;
  result.waiting = spec.waiting;
  result.target_per_s = spec.target_per_s;
  result.compatible_share = world.density(20'000);
  {
    Subject subject(world);
    const std::size_t empty = subject.matcher().memory_bytes();
    for (std::uint32_t i = 0; i < spec.idle; ++i) subject.free(subject.draw_busy());
    for (std::uint32_t i = 0; i < spec.waiting; ++i) subject.arrive(subject.draw_arrival());
    steady(subject, options.warm_up > 0 ? options.warm_up : spec.warm_up);
    Times times = steady(subject, options.events);
    result.requirement_classes = static_cast<std::uint32_t>(subject.matcher().requirement_count());
    result.bytes_per_waiting_contact =
        spec.waiting == 0 ? 0
                          : static_cast<double>(subject.matcher().memory_bytes() - empty) /
                                static_cast<double>(subject.matcher().waiting_count());
    std::vector<double> shift = begin_shift(subject);
    result.sign_on_p50_us = percentile(shift, 0.5) / 1e3;
    result.sign_on_p99_us = percentile(shift, 0.99) / 1e3;
    result.arrival_p50_ns = percentile(times.arrival, 0.5);
    result.freed_p50_ns = percentile(times.freed, 0.5);
    std::vector<double> all = std::move(times.arrival);
    all.insert(all.end(), times.freed.begin(), times.freed.end());
    result.decisions = all.size();
    result.decisions_per_s = 1e9 * static_cast<double>(all.size()) / times.cpu_nanoseconds;
    result.p50_ns = percentile(all, 0.5);
    result.p99_ns = percentile(all, 0.99);
    result.p999_ns = percentile(all, 0.999);
  }
  Naive naive(world);
  naive.fill(spec.waiting, spec.idle);
  result.naive_decisions_per_s = naive.decisions_per_s(options.naive_seconds);
  result.naive_ratio = result.decisions_per_s / result.naive_decisions_per_s;
  return result;
}

}  // namespace usher::bench
