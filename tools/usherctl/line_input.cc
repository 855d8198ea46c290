#include "tools/usherctl/line_input.h"

#include <utility>

#include <poll.h>
#include <unistd.h>

namespace usher::ctl {

LineInput::LineInput(std::function<void(std::optional<std::string>)> on_line) {
  thread_ = std::thread([this, on_line = std::move(on_line)] {
    std::string pending;
    while (!done_) {
      pollfd input{STDIN_FILENO, POLLIN, 0};
      if (poll(&input, 1, 100) <= 0) continue;
      char block[1024];
      const ssize_t got = read(STDIN_FILENO, block, sizeof block);
      if (got <= 0) return on_line(std::nullopt);
      pending.append(block, static_cast<std::size_t>(got));
      for (std::size_t end; (end = pending.find('\n')) != std::string::npos;) {
        on_line(pending.substr(0, end));
        pending.erase(0, end + 1);
      }
    }
  });
}

LineInput::~LineInput() {
  done_ = true;
  thread_.join();
}

}  // namespace usher::ctl
