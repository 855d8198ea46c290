#include "tools/client/connection.h"

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

namespace usher::client {
namespace {

constexpr int kLargestMessage = 64 << 20;

absl::StatusOr<std::string> read_file(const std::string& path, absl::string_view what) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the ", what, " '", path, "' can't be read; check the path and its permissions"));
  }
  return text.str();
}

absl::StatusOr<std::string> read_token(const ConnectionOptions& options) {
  std::string token = options.token;
  if (!options.token_file.empty()) {
    auto text = read_file(options.token_file, "token file");
    if (!text.ok()) return text.status();
    token = text->substr(0, text->find('\n'));
  }
  token = std::string(absl::StripAsciiWhitespace(token));
  if (token.empty() && !options.token_file.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the token file '", options.token_file,
                                                   "' is empty; its first line must be the token"));
  }
  for (const char c : token) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) {
      return absl::InvalidArgumentError(
          "the token has a character that is not visible ASCII; a token is one word");
    }
  }
  return token;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> credentials(
    const ConnectionOptions& options, bool tls) {
  if (!tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions ssl;
  if (options.certificate_file.empty() != options.key_file.empty()) {
    return absl::InvalidArgumentError(
        "a client certificate takes both files; give --cert-file and --key-file");
  }
  const struct {
    const std::string& path;
    absl::string_view what;
    std::string& target;
  } files[] = {{options.ca_file, "CA file", ssl.pem_root_certs},
               {options.certificate_file, "certificate file", ssl.pem_cert_chain},
               {options.key_file, "key file", ssl.pem_private_key}};
  for (const auto& file : files) {
    if (file.path.empty()) continue;
    auto text = read_file(file.path, file.what);
    if (!text.ok()) return text.status();
    if (!absl::StrContains(*text, "-----BEGIN ")) {
      return absl::InvalidArgumentError(absl::StrCat("the ", file.what, " '", file.path,
                                                     "' is not PEM; it must hold a BEGIN line"));
    }
    file.target = *std::move(text);
  }
  return grpc::SslCredentials(ssl);
}

// Keepalive: the daemon allows a ping every 10 s without data; a desk behind a firewall that
// forgets idle connections needs one well below a minute.
grpc::ChannelArguments channel_arguments(const ConnectionOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  // Retries are ours, with the request_id that makes them safe.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetMaxReceiveMessageSize(kLargestMessage);
  arguments.SetMaxSendMessageSize(kLargestMessage);
  arguments.SetUserAgentPrefix("usher-tools/" USHER_VERSION);
  if (is_loopback(options.address)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (!options.server_name.empty()) arguments.SetSslTargetNameOverride(options.server_name);
  return arguments;
}

// gRPC 1.51 ends its callback threads with the last channel or server that uses them, and now and
// then frees a completion queue twice while doing so (AddressSanitizer sees it in libgrpc alone). A
// channel that is used once and kept for ever keeps them: the call on it has ended before it began.
void keep_callback_threads() {
  [[gnu::used]] static auto* const kKept = [] {
    struct Call {
      grpc::ClientContext context;
      grpc::ByteBuffer request, response;
    };
    auto* stub = new grpc::GenericStub(
        grpc::CreateChannel("unix:/nobody", grpc::InsecureChannelCredentials()));
    auto call = std::make_shared<Call>();
    const grpc::Slice empty;
    call->request = grpc::ByteBuffer(&empty, 1);
    call->context.set_deadline(std::chrono::system_clock::time_point());
    stub->UnaryCall(&call->context, "/nobody", {}, &call->request, &call->response,
                    [call](const grpc::Status&) {});
    return stub;
  }();
}

}  // namespace

bool is_loopback(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  absl::ConsumePrefix(&address, "ipv4:");
  absl::ConsumePrefix(&address, "ipv6:");
  absl::ConsumePrefix(&address, "dns:");
  return absl::StartsWith(address, "127.") || absl::StartsWith(address, "[::1]") ||
         absl::StartsWith(address, "localhost:") || address == "localhost";
}

absl::StatusOr<Connection> Connection::open(const ConnectionOptions& options) {
  if (options.address.empty()) {
    return absl::InvalidArgumentError("the address is empty; give HOST:PORT, as in 127.0.0.1:7420");
  }
  if (!absl::StrContains(options.address, ":")) {
    return absl::InvalidArgumentError(absl::StrCat("the address '", options.address,
                                                   "' has no port; give HOST:PORT, as in ",
                                                   options.address, ":7420"));
  }
  const bool loopback = is_loopback(options.address);
  const bool named_files =
      !options.ca_file.empty() || !options.certificate_file.empty() || !options.key_file.empty();
  if (options.insecure && (options.tls || named_files)) {
    return absl::InvalidArgumentError(
        "--insecure means no TLS; leave it out, or leave the TLS options out");
  }
  const bool tls = options.tls || named_files || (!loopback && !options.insecure);
  auto token = read_token(options);
  if (!token.ok()) return token.status();
  if (!token->empty() && !tls && !loopback) {
    return absl::InvalidArgumentError(
        "a token is never sent without TLS to another machine; leave --insecure out");
  }
  auto channel_credentials = credentials(options, tls);
  if (!channel_credentials.ok()) return channel_credentials.status();
  Connection connection;
  connection.address_ = options.address;
  if (!token->empty()) connection.authorization_ = absl::StrCat("Bearer ", *token);
  keep_callback_threads();
  connection.channel_ =
      grpc::CreateCustomChannel(options.address, *channel_credentials, channel_arguments(options));
  return connection;
}

void Connection::prepare(grpc::ClientContext& context) const {
  if (!authorization_.empty()) context.AddMetadata("authorization", authorization_);
}

}  // namespace usher::client
