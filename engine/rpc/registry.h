// The streams that are open, so that one thread can keep their time and a stop can end them all.
//
// Any thread. It holds weak references only: a stream's life is its own (see stream.h).
#ifndef USHER_ENGINE_RPC_REGISTRY_H_
#define USHER_ENGINE_RPC_REGISTRY_H_

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/rpc/errors.h"
#include "engine/rpc/loop.h"

namespace usher::rpc {

// How often streams are heard and when silence means that nobody is there.
struct StreamTiming {
  std::chrono::milliseconds check{1'000};
  std::chrono::milliseconds heartbeat{10'000};
  std::chrono::milliseconds watch_heartbeat{5'000};
  std::chrono::milliseconds silence{45'000};
  // How long an ended stream may take to read what is left before it is cut off.
  std::chrono::milliseconds linger{30'000};
};

class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // On the loop's thread, every StreamTiming::check.
  virtual void tick(SteadyTime now) = 0;
  // Ends it with the problem. Any thread.
  virtual void shut(const Problem& problem) = 0;
};

class Registry {
 public:
  explicit Registry(std::size_t limit) : limit_(limit) {}

  // False where as many as the limit are open, or all were told to end.
  bool add(const std::shared_ptr<OpenStream>& stream) {
    const std::lock_guard lock(mutex_);
    if (ended_ || streams_.size() >= limit_) return false;
    streams_.emplace(stream.get(), stream);
    return true;
  }
  void remove(const OpenStream* stream) {
    const std::lock_guard lock(mutex_);
    streams_.erase(stream);
  }
  void tick(SteadyTime now) {
    for (const auto& stream : all()) stream->tick(now);
  }
  void end_all(const Problem& problem) {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    for (const auto& stream : all()) stream->shut(problem);
  }
  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return streams_.size();
  }
  std::size_t limit() const { return limit_; }

 private:
  std::vector<std::shared_ptr<OpenStream>> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<OpenStream>> all;
    for (const auto& [key, weak] : streams_) {
      if (auto stream = weak.lock()) all.push_back(std::move(stream));
    }
    return all;
  }

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::map<const OpenStream*, std::weak_ptr<OpenStream>> streams_;
  bool ended_ = false;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_REGISTRY_H_
