// Calls over a network that loses, doubles, delays and reorders them, and callers who make the same
// call again until they know what became of it. Streams keep their order until they break.
//
// One thread.
#ifndef USHER_TESTS_SIMULATION_NETWORK_H_
#define USHER_TESTS_SIMULATION_NETWORK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tests/simulation/process.h"

namespace usher::simulation {

class Network {
 public:
  Network(Scheduler& scheduler, const World& world, Process& process, Random random)
      : scheduler_(scheduler), world_(world), process_(process), random_(random) {}

  // Makes the call again and again until there is an answer that counts: done, or refused. With
  // `once` a failure counts as well. `wanted` false: nobody waits for it any more.
  void call(core::Command command, core::Call call, std::function<void(const Answer&)> done,
            std::shared_ptr<bool> wanted);
  // A call that opens a stream, made once; no answer at all within a while is UNAVAILABLE.
  void open(core::Command command, core::Call call, std::shared_ptr<Stream> stream,
            std::function<void(const Answer&)> done);

  Duration delay();
  bool loses() { return on(Fault::kDrop) && random_.chance(20); }
  void calm_down() { calm_ = true; }
  std::uint64_t open_calls() const { return open_calls_; }
  Scheduler& scheduler() { return scheduler_; }
  Process& process() { return process_; }

 private:
  struct Attempts;
  bool on(Fault fault) const { return !calm_ && world_.options().faults.has(fault); }
  void attempt(const std::shared_ptr<Attempts>& attempts);
  void send(const std::shared_ptr<Attempts>& attempts);

  Scheduler& scheduler_;
  const World& world_;
  Process& process_;
  Random random_;
  bool calm_ = false;
  Instant last_delivery_;
  std::uint64_t open_calls_ = 0;
};

// The far end of a stream: effects arrive in order, until it breaks.
class Listener : public Stream, public std::enable_shared_from_this<Listener> {
 public:
  Listener(Network& network, std::function<void(const Effect&)> hear, std::function<void()> broken)
      : network_(network), hear_(std::move(hear)), broken_(std::move(broken)) {}

  void send(const Effect& effect) override;
  void end() override { break_off(); }
  // Either side is gone: nothing more arrives, and who listens is told once.
  void break_off();
  // Who listened does not any more; nobody is told.
  void close() { open_ = false; }
  void bound(std::uint64_t number) override { number_ = number; }
  bool is_open() const { return open_; }
  // The epoch or session in the daemon; 0: the daemon never heard of it.
  std::uint64_t number() const { return number_; }

 private:
  Network& network_;
  std::function<void(const Effect&)> hear_;
  std::function<void()> broken_;
  bool open_ = true;
  Instant last_arrival_;
  int under_way_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace usher::simulation

#endif  // USHER_TESTS_SIMULATION_NETWORK_H_
