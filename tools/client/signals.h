// SIGINT and SIGTERM as events. The callback runs on a thread of its own, once a signal, whichever
// thread of the process the signal reached. One at a time in a process; the former handlers come
// back with its end. Where no pipe can be had the signals keep their former meaning.
#ifndef USHER_TOOLS_CLIENT_SIGNALS_H_
#define USHER_TOOLS_CLIENT_SIGNALS_H_

#include <array>
#include <functional>
#include <thread>

#include <signal.h>

namespace usher::client {

class SignalWatch {
 public:
  explicit SignalWatch(std::function<void(int)> on_signal);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  std::array<int, 2> pipe_ = {-1, -1};
  struct sigaction former_interrupt_ = {};
  struct sigaction former_terminate_ = {};
  std::thread thread_;
};

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_SIGNALS_H_
