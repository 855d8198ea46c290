// Lines of standard input as events, without blocking the end of the program. The callback runs on
// a thread of its own; an empty optional says that the input is over. One at a time in a process.
#ifndef USHER_TOOLS_USHERCTL_LINE_INPUT_H_
#define USHER_TOOLS_USHERCTL_LINE_INPUT_H_

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace usher::ctl {

class LineInput {
 public:
  explicit LineInput(std::function<void(std::optional<std::string>)> on_line);
  ~LineInput();
  LineInput(const LineInput&) = delete;
  LineInput& operator=(const LineInput&) = delete;

 private:
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_LINE_INPUT_H_
