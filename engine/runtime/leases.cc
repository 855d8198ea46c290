#include "engine/runtime/leases.h"

#include <algorithm>
#include <vector>

namespace usher::runtime {

Leases::Leases(Clock& clock, std::function<void(const std::string&, std::uint64_t)> expired)
    : clock_(clock), expired_(std::move(expired)), thread_([this] { run(); }) {}

Leases::~Leases() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

routing::Instant Leases::grant(const std::string& key, std::uint64_t holder,
                               routing::Duration length) {
  const routing::Instant expires = clock_.now() + length;
  {
    const std::lock_guard lock(mutex_);
    Lease& lease = leases_[key];
    by_expiry_.erase({lease.expires, key});
    lease = Lease{.holder = holder, .length = length, .expires = expires};
    by_expiry_.emplace(expires, key);
  }
  changed_.notify_all();
  return expires;
}

bool Leases::renew(const std::string& key, std::uint64_t holder, routing::Instant* expires) {
  const routing::Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  const auto found = leases_.find(key);
  if (found == leases_.end() || found->second.holder != holder) return false;
  Lease& lease = found->second;
  by_expiry_.erase({lease.expires, key});
  lease.expires = now + lease.length;
  by_expiry_.emplace(lease.expires, key);
  *expires = lease.expires;
  return true;
}

void Leases::drop(const std::string& key, std::uint64_t holder) {
  const std::lock_guard lock(mutex_);
  const auto found = leases_.find(key);
  if (found == leases_.end() || found->second.holder != holder) return;
  by_expiry_.erase({found->second.expires, key});
  leases_.erase(found);
}

void Leases::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (by_expiry_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const routing::Instant earliest = by_expiry_.begin()->first;
    const routing::Instant now = clock_.now();
    if (earliest > now) {
      changed_.wait_for(lock, earliest - now);
      continue;
    }
    const std::string key = by_expiry_.begin()->second;
    const auto found = leases_.find(key);
    const std::uint64_t holder = found->second.holder;
    leases_.erase(found);
    by_expiry_.erase(by_expiry_.begin());
    lock.unlock();
    expired_(key, holder);
    lock.lock();
  }
}

}  // namespace usher::runtime
