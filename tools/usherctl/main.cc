#include <csignal>
#include <cstdlib>
#include <iostream>

#include "absl/time/clock.h"
#include <unistd.h>

#include "tools/usherctl/app.h"

int main(int argc, char** argv) {
  GOOGLE_PROTOBUF_VERIFY_VERSION;
  // `usherctl watch | head` ends with a failed write, which the commands see, not with a signal.
  std::signal(SIGPIPE, SIG_IGN);
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string(term) == "dumb";
  usher::ctl::Terminal terminal{std::cout, std::cerr};
  terminal.colour = isatty(STDOUT_FILENO) == 1 && !dumb && (no_color == nullptr || *no_color == 0);
  terminal.zone = absl::LocalTimeZone();
  terminal.now = [] { return absl::Now(); };
  return usher::ctl::run(std::vector<std::string>(argv + 1, argv + argc), terminal);
}
