// SIGINT and SIGTERM as events. Must be made before any other thread, so that every thread inherits
// the blocked signals; the callback runs on a thread of its own, once a signal. One at a time in a
// process.
#ifndef USHER_TOOLS_CLIENT_SIGNALS_H_
#define USHER_TOOLS_CLIENT_SIGNALS_H_

#include <atomic>
#include <functional>
#include <thread>

namespace usher::client {

class SignalWatch {
 public:
  explicit SignalWatch(std::function<void(int)> on_signal);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_SIGNALS_H_
