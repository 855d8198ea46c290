// An adapter with the people it holds: it submits them, rings, bridges, notices that they hang up,
// dies, comes back and says whom it still holds. With an empty id it is the front desk, which holds
// nobody: its people are called by agents.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_ADAPTER_H_
#define USHER_TESTS_SIMULATION_ADAPTER_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "tests/simulation/network.h"

namespace usher::simulation {

class Adapter {
 public:
  Adapter(std::string id, const World& world, Network& network, Checkers& checkers, Trace& trace,
          Random random);

  void start();
  void crash(Duration away);
  void somebody_comes();
  // From now on nothing goes wrong here, and nobody waits for longer than this.
  void calm_down(Duration patience);
  bool idle() const { return people_.empty(); }
  std::string a_contact(Random& random) const;

 private:
  struct Person {
    std::string key;
    core::ContactDraft draft;
    Instant first;            // attempt, as the adapter knows it
    std::string agent;        // whom they are or were bridged to
    bool present = true;      // in truth
    bool known_gone = false;  // and as far as the adapter knows
    bool known = false;       // the engine has answered
    bool connected = false;
    bool calling = false;
    int submits = 0;
    std::deque<core::Command> todo;
  };

  bool on(Fault fault) const { return !calm_ && world_.options().faults.has(fault); }
  template <typename What>
  void later(Duration delay, const std::string& key, What what);
  void submit(Person& person);
  void submitted(const std::string& key, const Answer& answer);
  void enqueue(Person& person, core::Command command);
  void next_call(Person& person);
  void called(const std::string& key, const core::Command& command, const Answer& answer);
  void hangs_up(Person& person);
  void report_gone(Person& person, core::EndedBy how);
  void forget(const std::string& key);
  void hear(const Effect& effect);
  void bridge(Person& person, const std::string& agent);
  void attach();
  void attached(const Answer& answer);
  void lost_stream();
  void audit();

  const std::string id_;
  const World& world_;
  Network& network_;
  Checkers& checkers_;
  Trace& trace_;
  Random random_;
  bool calm_ = false;
  bool running_ = false;
  bool attaching_ = false;
  bool attached_ = false;
  std::uint64_t life_ = 0;
  std::uint64_t born_ = 0;
  std::uint64_t requests_ = 0;
  std::shared_ptr<bool> wanted_;
  std::shared_ptr<Listener> listener_;
  std::map<std::string, Person> people_;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_ADAPTER_H_
