#include "tools/client/signals.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace usher::client {
namespace {

constexpr unsigned char kEnd = 0;

// A handler can reach nothing but a global, and do little more than write.
volatile sig_atomic_t write_end = -1;

void pass_on(int signal) {
  const int saved = errno;
  const auto byte = static_cast<unsigned char>(signal);
  // A full pipe holds thousands of signals already.
  [[maybe_unused]] const ssize_t written = write(write_end, &byte, 1);
  errno = saved;
}

void watch(int read_end, const std::function<void(int)>& on_signal) {
  pollfd ready{read_end, POLLIN, 0};
  while (true) {
    poll(&ready, 1, -1);
    unsigned char byte = kEnd;
    if (read(read_end, &byte, 1) != 1) continue;
    if (byte == kEnd) return;
    on_signal(byte);
  }
}

}  // namespace

SignalWatch::SignalWatch(std::function<void(int)> on_signal) {
  if (pipe2(pipe_.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  write_end = pipe_[1];
  thread_ = std::thread(
      [read_end = pipe_[0], on_signal = std::move(on_signal)] { watch(read_end, on_signal); });
  struct sigaction action = {};
  action.sa_handler = pass_on;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &former_interrupt_);
  sigaction(SIGTERM, &action, &former_terminate_);
}

SignalWatch::~SignalWatch() {
  if (!thread_.joinable()) return;
  sigaction(SIGINT, &former_interrupt_, nullptr);
  sigaction(SIGTERM, &former_terminate_, nullptr);
  // A pipe that is full is being emptied by the thread.
  while (write(pipe_[1], &kEnd, 1) != 1) poll(nullptr, 0, 1);
  thread_.join();
  write_end = -1;
  close(pipe_[0]);
  close(pipe_[1]);
}

}  // namespace usher::client
