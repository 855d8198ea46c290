// Those who look on and steer: readers of the feed, some of them slow or starting again from an old
// position, and a supervisor who changes and cancels contacts and puts configurations in force.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_WATCHERS_H_
#define USHER_TESTS_SIMULATION_WATCHERS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tests/simulation/network.h"

namespace usher::simulation {

class FeedReader {
 public:
  FeedReader(std::string name, const World& world, Network& network, Checkers& checkers,
             Random random)
      : name_(std::move(name)),
        world_(world),
        network_(network),
        checkers_(checkers),
        random_(random) {}
  void poll();
  std::uint64_t position() const { return position_; }

 private:
  void read(const Feed& feed);

  const std::string name_;
  const World& world_;
  Network& network_;
  Checkers& checkers_;
  Random random_;
  std::uint64_t position_ = 0;
};

class Supervisor {
 public:
  // `a_contact`: somebody who may be in line.
  Supervisor(const World& world, Network& network, std::function<std::string(Random&)> a_contact,
             Random random)
      : world_(world), network_(network), a_contact_(std::move(a_contact)), random_(random) {}
  void work();
  void calm_down() { calm_ = true; }

 private:
  bool on(Fault fault) const { return !calm_ && world_.options().faults.has(fault); }
  void call(core::Command command);

  const World& world_;
  Network& network_;
  std::function<std::string(Random&)> a_contact_;
  Random random_;
  bool calm_ = false;
  std::uint64_t requests_ = 0;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_WATCHERS_H_
