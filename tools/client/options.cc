#include "tools/client/options.h"

#include <cstdlib>

namespace usher::client {

void add_connection_options(CLI::App& app, ConnectionOptions& options) {
  const std::string group = "Connection";
  app.add_option("--address", options.address, "HOST:PORT of usherd")
      ->envname("USHER_ADDRESS")
      ->capture_default_str()
      ->group(group);
  app.add_flag("--tls", options.tls, "Use TLS (always so for an address that is not loopback)")
      ->group(group);
  app.add_option("--ca-file", options.ca_file, "PEM file with the authority of the daemon")
      ->envname("USHER_CA_FILE")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--cert-file", options.certificate_file, "PEM file with your certificate")
      ->envname("USHER_CERT_FILE")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--key-file", options.key_file, "PEM file with its key")
      ->envname("USHER_KEY_FILE")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--server-name", options.server_name,
                 "Name in the daemon's certificate, where it is not the address")
      ->type_name("NAME")
      ->group(group);
  app.add_option("--token-file", options.token_file,
                 "File whose first line is your bearer token (or set USHER_TOKEN)")
      ->envname("USHER_TOKEN_FILE")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--insecure", options.insecure,
               "No TLS to an address that is not loopback; tokens are then refused")
      ->group(group);
}

void take_token_from_environment(ConnectionOptions& options) {
  if (const char* token = std::getenv("USHER_TOKEN"); token != nullptr) options.token = token;
}

}  // namespace usher::client
