// usherctl as a function: a command line in, an exit code out. main() and the tests call it. One
// call at a time; it blocks until the command is done.
#ifndef USHER_TOOLS_USHERCTL_APP_H_
#define USHER_TOOLS_USHERCTL_APP_H_

#include <string>
#include <vector>

#include "tools/usherctl/session.h"

namespace usher::ctl {

// `arguments` without the program's name. Nothing is thrown.
int run(std::vector<std::string> arguments, Terminal& terminal);

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_APP_H_
