#include "tools/client/exit_code.h"

namespace usher::client {

std::string exit_code_table() {
  return R"(Exit codes:
  0    done
  1    refused: the state does not allow it, or the configuration has errors
  2    usage: the command line, or a value in it, is wrong
  3    the daemon can't be reached
  4    not found: no such agency, contact, agent, offer, revision or configured id
  5    conflict: the id is taken, or somebody changed it meanwhile
  6    not allowed: no credential, or one whose role may not do this
  7    try again later: a limit is reached, the journal can't be written, or time ran out
  8    the daemon failed, or does not know this method
  130  interrupted
)";
}

}  // namespace usher::client
