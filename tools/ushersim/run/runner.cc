#include "tools/ushersim/run/runner.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "routing/text.h"
#include "tools/ushersim/run/replication.h"
#include "tools/ushersim/run/system.h"

namespace usher::plan {
namespace {

using routing::str_cat;

constexpr auto kBetweenReports = std::chrono::milliseconds(200);

// Replications that threads take one after the other and that are collected in their order.
class Pool {
 public:
  Pool(const System& system, int threads)
      : system_(system), tallies_(static_cast<std::size_t>(replications())) {
    for (auto& share : shares_of(threads)) share = 0;
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this, i] { work(static_cast<std::size_t>(i)); });
    }
  }
  ~Pool() {
    for (std::thread& thread : threads_) thread.join();
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void collect(Collected& collected, const std::function<void(double)>& progress) {
    std::unique_lock lock(mutex_);
    for (std::size_t next = 0; next < tallies_.size();) {
      changed_.wait_for(lock, kBetweenReports, [&] { return tallies_[next].has_value(); });
      while (next < tallies_.size() && tallies_[next]) {
        const Tally tally = *std::move(tallies_[next]);
        tallies_[next].reset();
        lock.unlock();
        collected.add(tally);
        lock.lock();
        ++next;
      }
      if (progress != nullptr) {
        double done = static_cast<double>(next);
        for (const auto& share : shares_) done += share;
        lock.unlock();
        progress(std::min(1.0, done / static_cast<double>(tallies_.size())));
        lock.lock();
      }
    }
  }

 private:
  int replications() const { return system_.scenario().run.replications; }
  std::vector<std::atomic<double>>& shares_of(int threads) {
    shares_ = std::vector<std::atomic<double>>(static_cast<std::size_t>(threads));
    return shares_;
  }

  void work(std::size_t thread) {
    for (;;) {
      const int number = next_++;
      if (number >= replications()) return;
      Tally tally = replicate(system_, number, [&](double share) {
        shares_[thread] = share;
        return true;
      });
      shares_[thread] = 0;
      const std::lock_guard lock(mutex_);
      tallies_[static_cast<std::size_t>(number)] = std::move(tally);
      changed_.notify_one();
    }
  }

  const System& system_;
  std::atomic<int> next_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::optional<Tally>> tallies_;
  std::vector<std::atomic<double>> shares_;
  std::vector<std::thread> threads_;
};

}  // namespace

Ran run_scenario(const Scenario& scenario, const RunOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  const System system(scenario);
  int threads =
      options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
  threads = std::clamp(threads, 1, scenario.run.replications);
  Ran ran;
  ran.collected = std::make_unique<Collected>(scenario);
  Pool(system, threads).collect(*ran.collected, options.progress);
  ran.result = result_of(scenario, *ran.collected);
  for (const std::uint32_t cls : system.unservable()) {
    ran.result.notes.push_back(str_cat("Nobody on the roster can ever serve ",
                                       scenario.classes[cls].id,
                                       ": no group has all that it takes."));
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  ran.result.wall_s = wall.count();
  return ran;
}

}  // namespace usher::plan
