// People who arrive and a desk that serves them, until the daemon dies. Everything they are told
// goes into the ledger; so does everything they try before they try it.
//
// The load runs on threads of its own from construction until stop().
#ifndef USHER_TESTS_E2E_RECOVERY_LOAD_H_
#define USHER_TESTS_E2E_RECOVERY_LOAD_H_

#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/harness/client.h"
#include "tests/e2e/harness/stream.h"
#include "tests/e2e/recovery/ledger.h"

namespace usher::e2e {

// Arrivals: retries first what the last life left unsure, then new ones, at most `room` of them.
class Arrivals {
 public:
  Arrivals(const Client& client, Ledger& ledger, std::uint64_t seed, int number,
           std::atomic<int>& room);
  ~Arrivals() { stop(); }
  void stop();

 private:
  void run();
  void repeat_some();
  v1::CreateContactRequest somebody();
  void submit(const v1::CreateContactRequest& request);

  const Client& client_;
  Ledger& ledger_;
  std::mt19937_64 random_;
  const std::string prefix_;
  std::atomic<int>& room_;
  int count_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

// One Work stream for all agents. `decline_percent` of the offers are given back.
class WorkingDesk {
 public:
  WorkingDesk(const Client& client, Ledger& ledger, std::vector<std::string> agents,
              std::uint64_t seed, int decline_percent, std::atomic<int>& room);
  ~WorkingDesk() { stop(); }
  void stop();

 private:
  struct Asked {
    v1::WorkRequest request;
    std::string contact;
    std::string agent;
  };
  void run();
  void ask(v1::WorkRequest request, const std::string& contact, const std::string& agent);
  void on_offer(const v1::Offer& offer);
  void on_done(const Asked& asked, const v1::WorkResponse::Done& done);
  void on_refused(const Asked& asked, const v1::WorkResponse::Refusal& refused);
  // Asks for what comes next with a contact that is in the agent's hands.
  void carry_on(const v1::Contact& contact, const std::string& agent);
  void repeat_accepts();
  std::string fresh_id();

  const Client& client_;
  Ledger& ledger_;
  const std::vector<std::string> agents_;
  std::mt19937_64 random_;
  const int decline_percent_;
  std::atomic<int>& room_;
  std::int64_t last_tag_ = 0;
  std::map<std::int64_t, Asked> asked_;
  std::atomic<bool> stopping_ = false;
  std::unique_ptr<BidiStream<v1::WorkRequest, v1::WorkResponse>> stream_;
  std::thread thread_;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_RECOVERY_LOAD_H_
