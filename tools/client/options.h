// The connection's options on a command line, the same for every tool: flags, environment variables
// and their help. Parsing only; main thread. A value that is wrong is CLI11's error and an exit
// code 2.
#ifndef USHER_TOOLS_CLIENT_OPTIONS_H_
#define USHER_TOOLS_CLIENT_OPTIONS_H_

#include <CLI/CLI.hpp>

#include "tools/client/connection.h"

namespace usher::client {

// `options` must outlive the parse.
void add_connection_options(CLI::App& app, ConnectionOptions& options);

// USHER_TOKEN, which is no flag: a command line is seen by every user of the machine.
void take_token_from_environment(ConnectionOptions& options);

}  // namespace usher::client

#endif  // USHER_TOOLS_CLIENT_OPTIONS_H_
