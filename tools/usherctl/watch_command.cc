// watch: follows an agency, one line a change, and goes on where it was after the connection broke.
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/client/loop.h"
#include "tools/client/signals.h"
#include "tools/client/stream.h"
#include "tools/client/table.h"
#include "tools/client/times.h"
#include "tools/usherctl/change_line.h"
#include "tools/usherctl/menu.h"
#include "usher/v1/monitor.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::ExitCode;
using client::short_id;
using Stream = client::ReadStream<v1::WatchResponse>;

struct WatchOptions {
  std::vector<std::string> kinds;
  std::string contact, agent, resume;
  std::int64_t count = 0;
  bool no_snapshot = false, once = false;
};

class Watcher {
 public:
  Watcher(Session& session, client::Connection connection, v1::WatchRequest request,
          const WatchOptions& options)
      : session_(session),
        connection_(std::move(connection)),
        stub_(connection_.channel()),
        request_(std::move(request)),
        options_(options) {}

  ExitCode run() {
    client::SignalWatch signals(
        [loop = loop_, this](int) { loop->post([this] { stop(ExitCode::kInterrupted); }); });
    deadline_ = session_.now() + session_.settings().timeout;
    open();
    loop_->run();
    return code_;
  }

 private:
  void open() {
    stream_ = Stream::open(
        loop_, connection_,
        [this](grpc::ClientContext* context, grpc::ClientReadReactor<v1::WatchResponse>* reactor) {
          stub_.async()->Watch(context, &request_, reactor);
        },
        {[this](const v1::WatchResponse& change) { on_change(change); },
         [this](const grpc::Status& status) { on_closed(status); }});
  }

  void stop(ExitCode code) {
    code_ = code;
    stopping_ = true;
    stream_->cancel();
    loop_->after(absl::Seconds(2), [this] { loop_->stop(); });
  }

  void on_change(const v1::WatchResponse& change) {
    if (stopping_) return;
    pause_ = absl::Milliseconds(100);
    deadline_ = absl::InfinitePast();
    if (!change.resume_token().empty()) request_.set_resume_token(change.resume_token());
    if (change.has_synced()) {
      synced_ = true;
      if (!session_.settings().json) session_.err() << "-- up to date; changes follow --\n";
      if (options_.once) stop(ExitCode::kDone);
      return;
    }
    if (!is_wanted(change)) return;
    print(change);
    if (!session_.out().good()) return stop(ExitCode::kDone);
    if (synced_ && options_.count > 0 && ++seen_ >= options_.count) stop(ExitCode::kDone);
  }

  bool is_wanted(const v1::WatchResponse& change) const {
    if (change.has_heartbeat() || change.item_case() == v1::WatchResponse::ITEM_NOT_SET) {
      return false;
    }
    if (!synced_ && options_.no_snapshot) return false;
    if (!options_.contact.empty()) {
      return (change.has_contact() && short_id(change.contact().name()) == options_.contact) ||
             (change.has_offer() && short_id(change.offer().contact()) == options_.contact);
    }
    if (!options_.agent.empty()) {
      return (change.has_agent() && short_id(change.agent().name()) == options_.agent) ||
             (change.has_contact() && short_id(change.contact().agent()) == options_.agent) ||
             (change.has_offer() && short_id(change.offer().agent()) == options_.agent);
    }
    return true;
  }

  void print(v1::WatchResponse change) {
    session_.hide_private(change);
    if (session_.settings().json) return session_.print_json(change);
    std::string cause = change.cause().empty() ? "snapshot" : client::printable(change.cause());
    cause.resize(std::max<std::size_t>(cause.size(), 20), ' ');
    session_.out() << client::clock_time(change.time(), session_.zone()) << "  " << cause << "  "
                   << line_of(change) << std::endl;
  }

  void on_closed(const grpc::Status& status) {
    if (stopping_) return loop_->stop();
    const client::Failure failure = client::describe(status, connection_.address());
    if (failure.reason == "RESUME_TOKEN_EXPIRED" && !request_.resume_token().empty() && synced_) {
      session_.err() << "usherctl: changes were missed while the connection was broken; a new "
                        "snapshot follows\n";
      request_.clear_resume_token();
      synced_ = false;
      return open();
    }
    const bool lasting = !status.ok() && !client::is_retryable(status) &&
                         failure.reason != "SLOW_READER" && failure.reason != "NOT_SERVING";
    const bool never_there = deadline_ != absl::InfinitePast() && session_.now() > deadline_;
    if (lasting || never_there) {
      code_ = session_.fail(failure);
      return loop_->stop();
    }
    if (deadline_ == absl::InfinitePast() && pause_ == absl::Milliseconds(100)) {
      session_.err() << "usherctl: the connection to " << connection_.address()
                     << " broke; trying again\n";
    }
    loop_->after(pause_, [this] {
      if (!stopping_) open();
    });
    pause_ = std::min(pause_ * 2, absl::Seconds(2));
  }

  Session& session_;
  const client::Connection connection_;
  v1::MonitorService::Stub stub_;
  v1::WatchRequest request_;
  const WatchOptions options_;
  const std::shared_ptr<client::Loop> loop_ = std::make_shared<client::Loop>();
  std::shared_ptr<Stream> stream_;
  absl::Duration pause_ = absl::Milliseconds(100);
  absl::Time deadline_;  // of the first message; InfinitePast once there was one
  std::int64_t seen_ = 0;
  bool synced_ = false, stopping_ = false;
  ExitCode code_ = ExitCode::kDone;
};

ExitCode watch(Session& session, WatchOptions options) {
  v1::WatchRequest request;
  for (const auto& text : options.kinds) {
    auto kind = client::parse_word<v1::WatchRequest::Kind>(text);
    if (!kind.ok()) {
      return session.fail(client::usage_failure(
          absl::StrCat("--kind: ", std::string(kind.status().message())), ""));
    }
    request.add_kinds(*kind);
  }
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  auto connection = session.connection();
  if (!connection) return session.fail(connection.failure());
  request.set_parent(*agency);
  request.set_resume_token(options.resume);
  options.contact = short_id(options.contact);
  options.agent = short_id(options.agent);
  return Watcher(session, *connection, request, options).run();
}

}  // namespace

void add_watch_command(Menu& menu) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App& app = menu.verb(menu.root(), "watch",
                            "Follow what happens: what is there now, then one line a change",
                            [options](Session& session) { return watch(session, *options); });
  app.add_option("--kind", options->kinds,
                 "Only these: " + client::all_words<v1::WatchRequest::Kind>())
      ->type_name("KIND")
      ->delimiter(',');
  app.add_option("--contact", options->contact, "Only what concerns this contact")->type_name("ID");
  app.add_option("--agent", options->agent, "Only what concerns this agent")->type_name("ID");
  app.add_option("--count", options->count, "End after so many changes")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  app.add_option("--resume", options->resume,
                 "Go on after an earlier message (resumeToken in --json)")
      ->type_name("TOKEN");
  app.add_flag("--no-snapshot", options->no_snapshot, "Do not print what is there already");
  app.add_flag("--once", options->once, "Print what is there and end");
}

}  // namespace usher::ctl
