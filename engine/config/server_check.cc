// The server's part of the file, and what it says about the agencies.
#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"

#include "engine/config/address.h"
#include "engine/config/checker.h"
#include "engine/config/compile.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/text.h"

namespace usher::config {
namespace {

using routing::str_cat;
using usher::v1::Credential;
using usher::v1::ServerConfig;

constexpr std::string_view kListen = "127.0.0.1:7420";
constexpr std::string_view kHttpListen = "127.0.0.1:7421";

bool has_role(const Credential& credential, int role) {
  return std::find(credential.roles().begin(), credential.roles().end(), role) !=
         credential.roles().end();
}

class ServerCheck {
 public:
  ServerCheck(const ServerConfig& server, Checker& check) : server_(server), check_(check) {}

  void run() {
    addresses();
    tls();
    check_.integer("command_queue_limit", server_.command_queue_limit(), kCommandQueue);
    check_.integer("feed_limit", server_.feed_limit(), kFeed);
    check_.integer("max_request_bytes", server_.max_request_bytes(), kRequestBytes);
    check_.integer("max_streams", server_.max_streams(), kStreams);
    check_.integer("snapshot_every_events", server_.snapshot_every_events(), kSnapshotEvery);
    check_.at_most("credentials", server_.credentials_size(), kMaxOfAKind);
    Ids ids;
    for (int i = 0; i < server_.credentials_size(); ++i) {
      credential(server_.credentials(i), path_to("", "credentials", i), ids);
    }
  }

 private:
  void addresses() {
    const ServerConfig full = with_defaults(server_);
    const auto grpc = address("listen", full.listen());
    if (full.http_listen() == "off") return;
    const auto http = address("http_listen", full.http_listen());
    if (grpc && http && grpc->port != 0 && grpc->port == http->port && grpc->host == http->host) {
      check_.error("http_listen", str_cat("gRPC listens on ", full.listen(), " already"),
                   "write another port, or \"off\"");
    }
  }

  std::optional<Address> address(const std::string& path, const std::string& text) {
    const auto parsed = parse_address(text);
    if (!parsed.ok()) {
      const std::string message(parsed.status().message());
      const std::size_t cut = message.find("; ");
      check_.error(path, str_cat(shown(text), " ", message.substr(0, cut)),
                   message.substr(cut + 2));
      return std::nullopt;
    }
    if (!parsed->is_loopback && !server_.has_tls()) {
      check_.error(path, str_cat(shown(text), " can be reached from other machines, without TLS"),
                   "give tls.certificate_file and tls.key_file, or listen on 127.0.0.1");
    }
    if ((!parsed->is_loopback || server_.has_tls()) && server_.credentials().empty() &&
        path == "listen") {
      check_.error(path, "nobody could call: there are no credentials",
                   "list credentials; only on loopback without tls is everybody local admin");
    }
    return *parsed;
  }

  void tls() {
    if (!server_.has_tls()) return;
    const auto require = [&](const char* field, const std::string& value, const char* what) {
      if (value.empty()) {
        check_.error(path_to("tls", field), str_cat(field, " is missing"),
                     str_cat("name the PEM file with ", what));
      }
    };
    require("certificate_file", server_.tls().certificate_file(), "the certificate chain");
    require("key_file", server_.tls().key_file(), "the certificate's key");
  }

  void credential(const Credential& credential, const std::string& path, Ids& ids) {
    check_.id(path_to(path, "id"), credential.id(), Form::kAgent, ids);
    switch (credential.proof_case()) {
      case Credential::kTokenHash:
        token_hash(credential.token_hash(), path_to(path, "token_hash"));
        break;
      case Credential::kCertificateName:
        certificate_name(credential.certificate_name(), path_to(path, "certificate_name"));
        break;
      case Credential::PROOF_NOT_SET:
        check_.error(path, "the credential says of nobody who they are",
                     "give a token_hash or a certificate_name");
        break;
    }
    if (credential.roles().empty()) {
      check_.error(path_to(path, "roles"), "the credential has no role",
                   "list at least one of: ADAPTER, AGENT, SUPERVISOR, ADMIN, OBSERVER");
    }
    check_.values<usher::v1::Role>(path_to(path, "roles"), credential.roles());
    if (!credential.agent().empty() && !has_role(credential, usher::v1::AGENT)) {
      check_.error(path_to(path, "agent"),
                   "an agent is named, but the credential's roles lack AGENT",
                   "add the role, or remove the agent");
    }
  }

  // Never shown: a hash of a guessable token is worth protecting too.
  void token_hash(const std::string& hash, const std::string& path) {
    constexpr std::string_view kPrefix = "sha256:";
    const bool has_prefix = hash.substr(0, kPrefix.size()) == kPrefix;
    const std::string digits = has_prefix ? hash.substr(kPrefix.size()) : hash;
    const bool hex = std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit);
    if (has_prefix && hex && digits.size() == 64) return;
    const std::string what =
        !has_prefix ? std::string("does not begin with \"sha256:\"")
        : !hex      ? std::string("has characters other than hex digits after \"sha256:\"")
                    : str_cat("has ", digits.size(), " hex digits");
    check_.error(path, str_cat("the token hash ", what),
                 "write \"sha256:\" and the 64 hex digits of the token's SHA-256, as sha256sum "
                 "prints them");
  }

  void certificate_name(const std::string& name, const std::string& path) {
    check_.text(path, name);
    if (name.empty()) {
      check_.error(path, "certificate_name is empty",
                   "write the common name or an alternative name of the client's certificate");
    } else if (server_.tls().client_ca_file().empty()) {
      check_.error(path, "clients are told by certificate, but none is asked for",
                   "give tls.client_ca_file, or a token_hash here");
    }
  }

  const ServerConfig& server_;
  Checker& check_;
};

void credential_references(const usher::v1::Config& config, Checker& check) {
  Ids agencies;
  for (const auto& agency : config.agencies()) agencies.add(agency.id(), "", nullptr);
  for (int i = 0; i < config.server().credentials_size(); ++i) {
    const Credential& credential = config.server().credentials(i);
    const std::string path = path_to("server", "credentials", i);
    check.references(path_to(path, "agencies"), credential.agencies(), agencies, "agency",
                     "agencies");
    if (credential.agent().empty()) continue;
    for (const auto& agency : config.agencies()) {
      const auto& only = credential.agencies();
      if (!only.empty() && std::find(only.begin(), only.end(), agency.id()) == only.end()) continue;
      std::vector<std::string> agents;
      for (const auto& agent : agency.agents()) agents.push_back(agent.id());
      if (std::find(agents.begin(), agents.end(), credential.agent()) != agents.end()) continue;
      check.error(
          path_to(path, "agent"),
          str_cat("agency ", shown(agency.id()), " has no agent ", shown(credential.agent())),
          suggestion(credential.agent(), agents, "agents"));
    }
  }
}

}  // namespace

std::vector<Finding> validate_server(const ServerConfig& server, const SourceMap& source) {
  std::vector<Finding> findings;
  Checker check(source, "server", findings);
  ServerCheck(server, check).run();
  return findings;
}

std::vector<Finding> validate_file(const usher::v1::Config& config, const SourceMap& source) {
  std::vector<Finding> findings = validate_server(config.server(), source);
  Checker check(source, "", findings);
  if (config.agencies().empty()) {
    check.error("agencies", "no agency is configured", "list at least one");
  }
  check.at_most("agencies", config.agencies_size(), kMaxAgencies);
  Ids ids;
  for (int i = 0; i < config.agencies_size(); ++i) {
    // The form of the id is checked with the agency.
    const std::string path = path_to(path_to("", "agencies", i), "id");
    std::string first;
    if (config.agencies(i).id().empty() || ids.add(config.agencies(i).id(), path, &first)) continue;
    check.error(path,
                str_cat("the id ", shown(config.agencies(i).id()), " is used twice, first ",
                        check.where(first)),
                "give each its own id");
  }
  credential_references(config, check);
  return findings;
}

ServerConfig with_defaults(ServerConfig server) {
  if (server.listen().empty()) server.set_listen(std::string(kListen));
  if (server.http_listen().empty()) server.set_http_listen(std::string(kHttpListen));
  server.set_command_queue_limit(value_or(server.command_queue_limit(), kCommandQueue));
  server.set_feed_limit(value_or(server.feed_limit(), kFeed));
  server.set_max_request_bytes(value_or(server.max_request_bytes(), kRequestBytes));
  server.set_max_streams(value_or(server.max_streams(), kStreams));
  server.set_snapshot_every_events(value_or(server.snapshot_every_events(), kSnapshotEvery));
  return server;
}

}  // namespace usher::config
