#include "engine/daemon.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <system_error>

#include "engine/config/compile.h"
#include "engine/http/metrics.h"
#include "engine/journal/sqlite_journal.h"
#include "routing/text.h"
#include "spdlog/spdlog.h"

namespace usher {
namespace {

using routing::str_cat;

constexpr std::string_view kFile = "file";
constexpr std::chrono::milliseconds kNoPatience(0);

std::string text_of(const absl::Status& status) {
  return std::string(routing::to_std(status.message()));
}

// The time of the last record, so that a wall clock that was set back does not stop time.
absl::StatusOr<core::Instant> last_record_time(journal::Journal& journal) {
  auto last = journal.last_sequence();
  if (!last.ok()) return last.status();
  if (*last == 0) return core::Instant();
  auto reader = journal.open_reader();
  if (!reader.ok()) return reader.status();
  core::Instant at;
  const absl::Status read = (*reader)->read(*last - 1, [&at](core::Record record) {
    at = record.at;
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  return at;
}

// What the file's last revision was made from, and whether anything is in force.
class FileRevision : public runtime::Task {
 public:
  explicit FileRevision(std::promise<std::string> done) : done_(std::move(done)) {}
  void answer(const core::State& state, const core::StepOutcome*) override {
    for (const core::ModelPtr& model : state.revisions()) {
      if (model->applied_by == kFile) source_ = model->source;
    }
  }
  void release(const absl::Status&) override { done_.set_value(std::move(source_)); }

 private:
  std::promise<std::string> done_;
  std::string source_;
};

class ApplyFile : public runtime::Task {
 public:
  ApplyFile(core::ModelPtr model, std::promise<absl::Status> done)
      : Task(core::ApplyConfig{.model = std::move(model)},
             core::Call{.principal = std::string(kFile)}, std::nullopt),
        done_(std::move(done)) {}
  void answer(const core::State&, const core::StepOutcome* outcome) override {
    if (const auto* refusal = std::get_if<core::Refusal>(outcome)) {
      refused_ = absl::FailedPreconditionError(refusal->message);
    }
  }
  void release(const absl::Status& durable) override {
    done_.set_value(durable.ok() ? refused_ : durable);
  }

 private:
  std::promise<absl::Status> done_;
  absl::Status refused_;
};

}  // namespace

const char* version() { return USHER_VERSION; }

std::unique_ptr<Daemon> Daemon::start(DaemonOptions options, StartError& error) {
  std::unique_ptr<Daemon> daemon(new Daemon(std::move(options)));
  daemon->server_config_ = config::with_defaults(daemon->options_.config.config.server());
  if (!daemon->options_.listen.empty()) {
    daemon->server_config_.set_listen(daemon->options_.listen);
  }
  auto server = rpc::Server::start(
      {.config = daemon->server_config_, .timing = daemon->options_.timing, .version = version()});
  if (!server.ok()) {
    const bool address = server.status().code() == absl::StatusCode::kUnavailable;
    error = {address ? StartFailure::kAddress : StartFailure::kConfiguration,
             text_of(server.status())};
    return nullptr;
  }
  daemon->server_ = *std::move(server);
  if (!daemon->open_journals(error) || !daemon->open_agencies(error) || !daemon->open_http(error)) {
    return nullptr;
  }
  daemon->options_.config = {};
  if (daemon->options_.give_memory_back) daemon->options_.give_memory_back();
  daemon->server_->serve();
  return daemon;
}

Daemon::~Daemon() { stop(kNoPatience); }

void Daemon::stop(std::chrono::milliseconds patience) {
  http_.reset();
  if (server_) server_->stop(patience);
}

bool Daemon::open_journals(StartError& error) {
  for (const core::ModelPtr& model : options_.config.models) {
    const std::string& id = model->agency;
    absl::StatusOr<std::unique_ptr<journal::Journal>> journal = absl::UnknownError("");
    if (options_.open_journal) {
      journal = options_.open_journal(id);
    } else {
      const std::filesystem::path folder = std::filesystem::path(options_.data_dir) / id;
      std::error_code failed;
      std::filesystem::create_directories(folder, failed);
      journal = failed ? absl::UnavailableError(
                             str_cat(folder.string(), " can't be made: ", failed.message()))
                       : journal::open_sqlite_journal(folder.string(), config::decode_source);
    }
    if (!journal.ok()) {
      error = {StartFailure::kJournal, str_cat("agency ", id, ": ", text_of(journal.status()))};
      return false;
    }
    auto last = last_record_time(**journal);
    if (!last.ok()) {
      error = {StartFailure::kJournal, str_cat("agency ", id, ": ", text_of(last.status()))};
      return false;
    }
    last_record_ = std::max(last_record_, *last);
    journals_[id] = *std::move(journal);
  }
  return true;
}

bool Daemon::open_agencies(StartError& error) {
  clock_ = options_.clock;
  if (clock_ == nullptr) {
    own_clock_ = std::make_unique<runtime::SystemClock>(last_record_);
    clock_ = own_clock_.get();
  }
  rpc::Edge& edge = server_->edge();
  for (const core::ModelPtr& model : options_.config.models) {
    const std::string& id = model->agency;
    rpc::HostOptions host_options{.id = id, .display_name = model->display_name};
    host_options.feed_limit = static_cast<std::size_t>(server_config_.feed_limit());
    host_options.agency.queue_limit =
        static_cast<std::size_t>(server_config_.command_queue_limit());
    host_options.agency.snapshot_every_records =
        static_cast<std::uint64_t>(server_config_.snapshot_every_events());
    host_options.agency.fatal = options_.fatal;
    host_options.agency.give_memory_back = options_.give_memory_back;
    auto host =
        rpc::Host::open(std::move(host_options), std::move(journals_[id]), *clock_, edge.loop);
    if (!host.ok()) {
      error = {StartFailure::kJournal, str_cat("agency ", id, ": ", text_of(host.status()))};
      return false;
    }
    rpc::Host& here = **host;
    edge.hosts.emplace(id, *std::move(host));
    if (!apply_file(here, model, error)) return false;
  }
  return true;
}

bool Daemon::open_http(StartError& error) {
  const std::string& listen =
      options_.http_listen.empty() ? server_config_.http_listen() : options_.http_listen;
  if (listen == "off") return true;
  std::vector<runtime::Agency*> agencies;
  for (const auto& [id, host] : server_->edge().hosts) agencies.push_back(&host->agency());
  http::ServerOptions options{.listen = listen, .loopback_only = true};
  options.routes["/metrics"] = [agencies] { return http::metrics(agencies, version()); };
  options.routes["/healthz"] = [agencies] { return http::health(agencies); };
  auto started = http::Server::start(std::move(options));
  if (started.ok()) {
    http_ = *std::move(started);
    return true;
  }
  const bool address = started.status().code() == absl::StatusCode::kUnavailable;
  error = {address ? StartFailure::kAddress : StartFailure::kConfiguration,
           text_of(started.status())};
  return false;
}

bool Daemon::apply_file(rpc::Host& host, const core::ModelPtr& model, StartError& error) {
  std::promise<std::string> found;
  auto last = found.get_future();
  std::promise<absl::Status> done;
  auto applied = done.get_future();
  const auto fail = [&](const std::string& why) {
    error = {StartFailure::kJournal, str_cat("agency ", host.id(), ": ", why)};
    return false;
  };
  if (host.submit(std::make_unique<FileRevision>(std::move(found)))) {
    return fail("the journal can't be written");
  }
  if (last.get() == model->source) return true;
  auto copy = std::make_shared<core::Model>(*model);
  copy->comment = "the configuration file";
  if (host.submit(std::make_unique<ApplyFile>(std::move(copy), std::move(done)))) {
    return fail("the journal can't be written");
  }
  const absl::Status status = applied.get();
  if (!status.ok()) return fail(str_cat("the file can't be put in force: ", text_of(status)));
  spdlog::info("agency {}: the configuration file is in force as a new revision", host.id());
  return true;
}

}  // namespace usher
