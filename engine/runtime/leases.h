// Leases by key with a time at which each runs out unless renewed.
//
// All methods are for any thread. `expired` is called on the table's own thread, once a lease,
// without a lock held; it may call back into the table.
#ifndef USHER_ENGINE_RUNTIME_LEASES_H_
#define USHER_ENGINE_RUNTIME_LEASES_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "engine/runtime/clock.h"

namespace usher::runtime {

class Leases {
 public:
  Leases(Clock& clock, std::function<void(const std::string& key, std::uint64_t holder)> expired);
  ~Leases();

  // Grants or renews: the lease of `key` is `holder`'s until now + length. An older holder's lease
  // is replaced without being expired.
  routing::Instant grant(const std::string& key, std::uint64_t holder, routing::Duration length);
  // Extends the holder's lease by its own length; false when the key has no lease or another
  // holder.
  bool renew(const std::string& key, std::uint64_t holder, routing::Instant* expires);
  // Gives it back without expiry; nothing happens when another holds it.
  void drop(const std::string& key, std::uint64_t holder);

 private:
  struct Lease {
    std::uint64_t holder = 0;
    routing::Duration length{};
    routing::Instant expires;
  };
  void run();

  Clock& clock_;
  const std::function<void(const std::string&, std::uint64_t)> expired_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Lease> leases_;
  std::set<std::pair<routing::Instant, std::string>> by_expiry_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace usher::runtime

#endif  // USHER_ENGINE_RUNTIME_LEASES_H_
