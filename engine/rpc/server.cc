#include "engine/rpc/server.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <grpc/support/time.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server_builder.h>

#include "engine/rpc/attachment.h"
#include "engine/rpc/services.h"
#include "engine/rpc/tls.h"
#include "routing/text.h"
#include "spdlog/spdlog.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

constexpr int kKeepaliveMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kMinPingIntervalMs = 10'000;
constexpr std::chrono::milliseconds kHealthCheck(500);

// The libraries speak of a client's mistakes and of ports in their own words on stderr; each of
// them has an answer of ours.
void log_of_grpc(gpr_log_func_args* line) { spdlog::debug("gRPC: {}", line->message); }
void log_of_protobuf(google::protobuf::LogLevel, const char*, int, const std::string& message) {
  spdlog::debug("protobuf: {}", message);
}

// All are global and must precede every server; none may be called twice.
void init_plugins() {
  static const bool kOnce = [] {
    gpr_set_log_function(log_of_grpc);
    google::protobuf::SetLogHandler(log_of_protobuf);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  static_cast<void>(kOnce);
}

void set_limits(grpc::ServerBuilder& builder, const v1::ServerConfig& config) {
  builder.SetMaxReceiveMessageSize(config.max_request_bytes());
  builder.SetMaxSendMessageSize(-1);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, config.max_streams());
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kMinPingIntervalMs);
}

bool is_open(const v1::ServerConfig& config) {
  return config.credentials().empty() && !config.has_tls() && is_loopback_address(config.listen());
}

std::string with_port(const std::string& listen, int port) {
  return str_cat(listen.substr(0, listen.rfind(':')), ":", port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::start(const ServerOptions& options) {
  init_plugins();
  auto credentials = make_credentials(options.config);
  if (!credentials.ok()) return credentials.status();
  std::unique_ptr<Server> server(new Server());
  server->edge_ = std::make_unique<Edge>(options.config, is_open(options.config), options.timing,
                                         options.version);
  server->built_in_ = std::make_unique<BuiltIn>(*server->edge_);
  server->services_ = make_services(*server->edge_);
  grpc::ServerBuilder builder;
  set_limits(builder, options.config);
  int port = 0;
  builder.AddListeningPort(options.config.listen(), *credentials, &port);
  for (const auto& service : server->services_) builder.RegisterService(service.get());
  // Nothing is served before the agencies are there.
  server->edge_->draining = true;
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || port == 0) {
    return absl::UnavailableError(str_cat(
        options.config.listen(),
        " can't be listened on: another process has the port, or the address is not of this "
        "machine; stop the other one or choose another with --listen"));
  }
  server->address_ = with_port(options.config.listen(), port);
  for (const char* name : {"ContactService", "AgentService", "OfferService", "ChannelService",
                           "MonitorService", "ExplainService", "ConfigService"}) {
    server->service_names_.push_back(str_cat("usher.v1.", name));
  }
  server->set_health(false);
  return server;
}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

void Server::set_health(bool serving) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  for (const std::string& name : service_names_) health->SetServingStatus(name, serving);
  health->SetServingStatus("", serving);
}

void Server::watch_health() {
  bool serving = !edge_->draining;
  for (const auto& [id, host] : edge_->hosts) {
    serving = serving && !host->agency().status().journal_failing;
  }
  if (serving == healthy_) return;
  healthy_ = serving;
  set_health(serving);
}

void Server::serve() {
  edge_->draining = false;
  edge_->loop.post([this] { watch_health(); });
  edge_->loop.every(kHealthCheck, [this] { watch_health(); });
  edge_->loop.every(edge_->timing.check,
                    [this] { edge_->streams.tick(std::chrono::steady_clock::now()); });
  ticker_ = std::make_unique<Ticker>(*server_, edge_->loop);
}

void Server::stop(std::chrono::milliseconds patience) {
  if (!server_) return;
  edge_->draining = true;
  for (const auto& [id, host] : edge_->hosts) host->quiet();
  if (ticker_) ticker_->stop();
  set_health(false);
  // What waits for a worker ends now; gRPC's shutdown waits for every call.
  edge_->history.stop();
  edge_->configs.stop();
  edge_->streams.end_all(not_serving());
  server_->Shutdown(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                 gpr_time_from_millis(patience.count(), GPR_TIMESPAN)));
  edge_->loop.stop();
  for (const auto& [id, host] : edge_->hosts) host->stop();
  ticker_.reset();
  server_.reset();
  services_.clear();
  edge_->hosts.clear();
}

}  // namespace usher::rpc
