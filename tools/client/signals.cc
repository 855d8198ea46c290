#include "tools/client/signals.h"

#include <signal.h>

namespace usher::client {
namespace {

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

SignalWatch::SignalWatch(std::function<void(int)> on_signal) {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this, set, on_signal = std::move(on_signal)] {
    while (!done_) {
      const timespec pause{0, 100'000'000};
      const int signal = sigtimedwait(&set, nullptr, &pause);
      if (signal > 0) on_signal(signal);
    }
  });
}

SignalWatch::~SignalWatch() {
  done_ = true;
  thread_.join();
  const sigset_t set = watched();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace usher::client
