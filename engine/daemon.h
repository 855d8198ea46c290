// The whole of usherd but its command line: configuration, journals, agencies, server.
//
// start and stop by one thread, which is none of the daemon's. A daemon that does not start leaves
// nothing behind but the folders of its journals. Tests start it in their own process with port 0.
#ifndef USHER_ENGINE_DAEMON_H_
#define USHER_ENGINE_DAEMON_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/check.h"
#include "engine/http/server.h"
#include "engine/journal/journal.h"
#include "engine/rpc/server.h"
#include "engine/runtime/clock.h"

namespace usher {

// The version of this build, "0.1.0".
const char* version();

struct DaemonOptions {
  config::Checked config;           // without errors
  std::string data_dir;             // one folder an agency below it
  std::string listen;               // overrides server.listen
  std::string http_listen = "off";  // "" takes server.http_listen; "off" serves no HTTP
  rpc::StreamTiming timing;
  runtime::Clock* clock = nullptr;  // the system's by default
  // For tests: where an agency's records go instead of SQLite in data_dir.
  std::function<absl::StatusOr<std::unique_ptr<journal::Journal>>(const std::string& agency)>
      open_journal;
  // Called from any thread when an agency can't go on; the process must end.
  std::function<void(const absl::Status&)> fatal;
  // Reading the file and the journal takes many times what is kept of them, and a snapshot a second
  // state: called after each, from any thread, so that the allocator returns what is free.
  std::function<void()> give_memory_back;
};

// Why it did not start. The numbers are exit codes of usherd.
enum class StartFailure : int { kConfiguration = 2, kJournal = 3, kAddress = 4, kInternal = 5 };

struct StartError {
  StartFailure failure = StartFailure::kInternal;
  std::string message;
};

class Daemon {
 public:
  // nullptr with `error` filled in, or a daemon that serves.
  //
  // A file's configuration is applied as a new revision, by "file", where it differs from the last
  // one that the file brought: so what was applied live since stays in force over restarts until
  // the file itself changes.
  static std::unique_ptr<Daemon> start(DaemonOptions options, StartError& error);
  ~Daemon();

  const std::string& address() const { return server_->address(); }
  // Of /metrics and /healthz; empty where HTTP is off.
  std::string http_address() const { return http_ ? http_->address() : std::string(); }
  rpc::Server& server() { return *server_; }
  rpc::Host& host(const std::string& agency) { return *server_->edge().hosts.find(agency)->second; }

  // See rpc::Server::stop.
  void stop(std::chrono::milliseconds patience);

 private:
  explicit Daemon(DaemonOptions options) : options_(std::move(options)) {}

  bool open_journals(StartError& error);
  bool open_agencies(StartError& error);
  bool open_http(StartError& error);
  bool apply_file(rpc::Host& host, const core::ModelPtr& model, StartError& error);

  DaemonOptions options_;
  v1::ServerConfig server_config_;
  std::map<std::string, std::unique_ptr<journal::Journal>> journals_;
  core::Instant last_record_;
  std::unique_ptr<runtime::Clock> own_clock_;
  runtime::Clock* clock_ = nullptr;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<http::Server> http_;  // asks the agencies, so it ends before them
};

}  // namespace usher

#endif  // USHER_ENGINE_DAEMON_H_
