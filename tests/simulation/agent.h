// An agent at a desk: signs in, answers offers or does not, talks, wraps up, takes breaks, loses
// the connection and comes back.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_AGENT_H_
#define USHER_TESTS_SIMULATION_AGENT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "tests/simulation/network.h"

namespace usher::simulation {

class Agent {
 public:
  Agent(std::string id, bool pulls, const World& world, Network& network, Trace& trace,
        Random random);

  void start();
  // From now on they are there and take whoever comes.
  void calm_down();

 private:
  struct InHand {
    core::ContactState state = core::ContactState::kAssigned;
    bool by_desk = false;  // no adapter bridges it
    std::uint64_t visit = 0;
  };

  bool on(Fault fault) const { return !calm_ && world_.options().faults.has(fault); }
  template <typename What>
  void later(Duration delay, What what);
  template <typename What>
  void while_in_hand(Duration delay, const std::string& contact, What what);
  void call(core::Command command, std::function<void(const Answer&)> done = {});
  void sign_in();
  void signed_in(const Answer& answer);
  void lost_stream();
  void go_offline(Duration back_after);
  void hear(const Effect& effect);
  void on_offer(const Effect& effect);
  void on_contact(const Effect& effect);
  void talk(const std::string& contact, const InHand& in_hand);
  void wrap_up(const std::string& contact);
  void pull();
  void flap();
  void wander();

  const std::string id_;
  const bool pulls_;
  const World& world_;
  Network& network_;
  Trace& trace_;
  Random random_;
  bool calm_ = false;
  bool online_ = false;
  bool connecting_ = false;
  core::Presence presence_ = core::Presence::kOffline;
  std::uint64_t visits_ = 0;
  std::uint64_t requests_ = 0;
  core::SessionId session_;
  std::shared_ptr<bool> wanted_ = std::make_shared<bool>(true);
  std::shared_ptr<Listener> listener_;
  std::map<std::string, InHand> in_hand_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_AGENT_H_
