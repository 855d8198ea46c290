// Load on a real usherd as an integrator would make it: people submitted by unary calls, desks on
// Work streams, many in flight.
//
// The world: every agent has a contact in hand and a line stands behind them. A number of
// lifecycles is always under way: an agent completes, is offered the next contact at once, accepts,
// connects, ends, and waits for their turn to complete; for every completion a new person is
// submitted. One object, one thread; callbacks run on gRPC's.
#ifndef USHER_TESTS_BENCH_LIFECYCLE_USHER_LOAD_H_
#define USHER_TESTS_BENCH_LIFECYCLE_USHER_LOAD_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/lifecycle/echo_client.h"
#include "tests/bench/lifecycle/world.h"

namespace usher::bench {

struct LoadOptions {
  int streams = 4;
  int waiting = 5000;
  int in_flight = 400;
};

struct LoadResult {
  double lifecycles_per_s = 0;
  double free_to_offer_p50_us = 0;
  double free_to_offer_p99_us = 0;
  Traffic traffic;
};

class UsherLoad {
 public:
  UsherLoad(const std::string& address, const World& world, LoadOptions options);
  ~UsherLoad();

  // Signs everybody in and fills hands and line. False, with a message on standard error, when that
  // fails.
  bool fill();
  // Only the line: contacts are submitted, nobody is signed in.
  bool submit_all(int contacts);
  // Everybody has a session and is on break, so that the line stays.
  bool sign_in_on_break();
  // As fast as it goes.
  LoadResult run(double seconds) { return run_at(0, seconds); }
  // At this rate of completions, evenly spaced; 0: as fast as it goes.
  LoadResult run_at(double per_second, double seconds);

 private:
  class Desk;
  friend class Desk;
  // What desks counted since it was last taken.
  struct Measured {
    std::uint64_t up_messages = 0;
    std::uint64_t up_bytes = 0;
    std::uint64_t down_messages = 0;
    std::uint64_t down_bytes = 0;
    std::vector<double> free_to_offer_us;
  };
  using Clock = std::chrono::steady_clock;

  void open_desks();
  void create();
  void created(bool ok, std::size_t request_bytes, std::size_t response_bytes);
  void ready(int agent);  // may complete when it is their turn
  std::vector<int> take_ready(int count);
  Measured take_measured();
  Traffic traffic(const Measured& sum, double done, double created) const;
  std::uint64_t forget_measured();  // how many were created until now
  void complete(int agent);         // and submits somebody new
  void signed_in();
  void failed(const std::string& what);
  bool wait_for(const std::function<bool()>& condition, const char* what);

  const World& world_;
  const LoadOptions options_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::vector<std::unique_ptr<v1::ContactService::Stub>> contacts_;
  std::vector<std::unique_ptr<Desk>> desks_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::mt19937_64 random_{20'240'601};
  std::deque<int> ready_;
  int active_ = 0;  // lifecycles that may be under way; 0: none are started
  int open_creates_ = 0;
  std::uint64_t created_ = 0;
  std::uint64_t next_request_ = 0;
  bool failed_ = false;
  std::size_t signed_in_ = 0;

  std::atomic<std::uint64_t> completed_ = 0;
  std::atomic<std::uint64_t> create_request_bytes_ = 0;
  std::atomic<std::uint64_t> create_response_bytes_ = 0;
  const std::string run_id_;
};

}  // namespace usher::bench

#endif  // USHER_TESTS_BENCH_LIFECYCLE_USHER_LOAD_H_
