#include "tools/ushersim/traffic.h"

#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

#include "tools/client/failure.h"
#include "tools/client/names.h"
#include "tools/client/signals.h"
#include "tools/client/unary.h"
#include "tools/ushersim/adapter_player.h"
#include "tools/ushersim/desk_player.h"
#include "tools/ushersim/observer.h"
#include "usher/v1/config.grpc.pb.h"

namespace usher::sim {
namespace {

using client::Connection;
using client::ExitCode;

constexpr absl::Duration kFarewell = absl::Seconds(4);

struct Connections {
  Connection adapter, agent, supervisor;
};

absl::StatusOr<Connections> connect(const TrafficOptions& options) {
  const auto open = [&](const std::string& token_file) {
    client::ConnectionOptions connection = options.connection;
    if (!token_file.empty()) connection.token_file = token_file;
    return Connection::open(connection);
  };
  Connections connections;
  const struct {
    const std::string& token_file;
    Connection& target;
  } roles[] = {{options.adapter_token_file, connections.adapter},
               {options.agent_token_file, connections.agent},
               {options.supervisor_token_file, connections.supervisor}};
  for (const auto& role : roles) {
    auto connection = open(role.token_file);
    if (!connection.ok()) return connection.status();
    role.target = *std::move(connection);
  }
  return connections;
}

// "agencies/demo" and its configuration in force.
struct Agency {
  std::string name;
  v1::AgencyConfig config;
};

grpc::Status read_agency(const Connection& connection, const std::string& wanted, Agency& agency) {
  v1::MonitorService::Stub monitor(connection.channel());
  v1::ConfigService::Stub config(connection.channel());
  agency.name = wanted.empty() ? "" : absl::StrCat("agencies/", client::short_id(wanted));
  if (agency.name.empty()) {
    v1::ListAgenciesResponse list;
    const auto status = client::call_with_retry(connection, {}, [&](grpc::ClientContext& context) {
      return monitor.ListAgencies(&context, v1::ListAgenciesRequest(), &list);
    });
    if (!status.ok()) return status;
    if (list.agencies_size() != 1) {
      return {grpc::StatusCode::INVALID_ARGUMENT,
              absl::StrCat("the daemon has ", list.agencies_size(),
                           " agencies for this credential; name one with --agency")};
    }
    agency.name = list.agencies(0).name();
  }
  v1::GetAgencyConfigRequest request;
  request.set_name(agency.name);
  v1::AgencyConfigRevision revision;
  const auto status = client::call_with_retry(connection, {}, [&](grpc::ClientContext& context) {
    return config.GetAgencyConfig(&context, request, &revision);
  });
  agency.config = revision.config();
  return status;
}

std::string run_id() {
  constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::int64_t left = absl::ToUnixMillis(absl::Now()) / 100;
  std::string id;
  for (int i = 0; i < 6; ++i, left /= 36) id.insert(id.begin(), kDigits[left % 36]);
  return id;
}

class Traffic {
 public:
  Traffic(const TrafficOptions& options, const Connections& connections, Agency agency,
          Picture& picture, std::ostream& out)
      : options_(options),
        out_(out),
        run_(run_id()),
        stage_{std::make_shared<client::Loop>(),
               make_view(agency.name, std::move(agency.config)),
               options.speed,
               Random(options.seed ^ 0x5eed0fa6e2175eedULL),
               picture,
               {}},
        people_(stage_.view, options.seed, run_, options.speed),
        check_(stage_.view),
        observer_(stage_, connections.supervisor, run_, options.check ? &check_ : nullptr,
                  [this] { on_progress(); }) {
    for (const auto& [channel, adapter] : stage_.view.adapters) {
      adapters_[channel] =
          std::make_unique<AdapterPlayer>(stage_, connections.adapter, channel, adapter);
    }
    std::map<std::string, std::vector<const SimAgent*>> desks;
    for (const auto& agent : stage_.view.agents) desks[agent.site].push_back(&agent);
    for (auto& [site, agents] : desks) {
      desks_.push_back(std::make_unique<DeskPlayer>(
          stage_, connections.agent, site.empty() ? "the remote desk" : "desk " + site,
          std::move(agents)));
    }
  }

  ExitCode run() {
    client::SignalWatch signals([this](int) { stage_.loop->post([this] { leave("stopped"); }); });
    stage_.picture.note(absl::StrCat(stage_.view.name, ": ", stage_.view.agents.size(), " agents, ",
                                     stage_.view.adapters.size(), " adapters, seed ",
                                     options_.seed));
    observer_.open();
    for (auto& [channel, adapter] : adapters_) adapter->attach();
    for (auto& desk : desks_) desk->open();
    if (options_.duration != absl::InfiniteDuration()) {
      stage_.loop->after(options_.duration, [this] { leave("the time is over"); });
    }
    if (options_.check) {
      stage_.loop->after(options_.check_within, [this] { leave("the time of the check is over"); });
    }
    refresh();
    arrivals();
    stage_.loop->run();
    return finish();
  }

 private:
  std::size_t live() const {
    std::size_t count = 0;
    for (const auto& [channel, adapter] : adapters_) count += adapter->held();
    return count;
  }

  void submit(std::optional<Person> person) {
    if (!person) return;
    const v1::Channel channel = person->contact.channel();
    adapters_.at(channel)->submit(*std::move(person));
  }

  void arrivals() {
    const double mean = 60.0 / options_.contacts_per_minute;
    stage_.loop->after(absl::Seconds(stage_.random.exponential(mean)), [this] {
      if (leaving_) return;
      // Nobody who came before the watching began would be seen by the check.
      if (observer_.synced() && live() < static_cast<std::size_t>(options_.most_live)) {
        submit(people_.next());
      }
      arrivals();
    });
  }

  // The people whom a check needs to see; again those who are still missing, as anybody may have
  // bad luck.
  void send_the_script() {
    if (!options_.check || leaving_ || check_.done()) return;
    for (const auto& goal : check_.missing()) {
      for (const v1::Channel channel : {v1::PHONE, v1::CHAT, v1::WEB, v1::IN_PERSON}) {
        if (absl::EndsWith(goal, " " + v1::Channel_Name(channel)) && adapters_.contains(channel)) {
          submit(people_.servable(channel));
        }
      }
      if (absl::StrContains(goal, "signed")) submit(people_.signing());
      if (absl::StrContains(goal, "hard need")) submit(people_.with_hard_need());
      if (absl::StrContains(goal, "declined")) submit(people_.declined_first());
      if (absl::StrContains(goal, "abandoned")) submit(people_.impatient());
    }
    stage_.loop->after(absl::Seconds(12), [this] { send_the_script(); });
  }

  void on_progress() {
    if (!scripted_ && observer_.synced()) {
      scripted_ = true;
      // Give the desks a moment, so that a declined contact has a second agent to go to.
      stage_.loop->after(absl::Seconds(2), [this] { send_the_script(); });
    }
    if (options_.check && check_.done()) leave("everything was seen");
  }

  void refresh() {
    stage_.picture.refresh(absl::Now(), live());
    stage_.loop->after(absl::Seconds(1), [this] {
      if (!leaving_) refresh();
    });
  }

  void leave(const std::string& why) {
    if (leaving_) return;
    leaving_ = true;
    stage_.picture.note(absl::StrCat(why, "; the people leave and the agents sign out"));
    for (auto& desk : desks_) desk->finish_up();
    for (auto& [channel, adapter] : adapters_) adapter->leave();
    stage_.loop->after(kFarewell / 2, [this] {
      for (auto& desk : desks_) desk->leave();
      for (auto& [channel, adapter] : adapters_) adapter->stop();
      observer_.stop();
    });
    stage_.loop->after(kFarewell, [this] {
      for (auto& desk : desks_) desk->stop();
    });
    wait_for_silence(absl::Now() + kFarewell + absl::Seconds(2));
  }

  void wait_for_silence(absl::Time limit) {
    bool silent = observer_.closed();
    for (const auto& desk : desks_) silent = silent && desk->closed();
    for (const auto& [channel, adapter] : adapters_) silent = silent && adapter->closed();
    if (silent || absl::Now() > limit) return stage_.loop->stop();
    stage_.loop->after(absl::Milliseconds(50), [this, limit] { wait_for_silence(limit); });
  }

  ExitCode finish() {
    stage_.picture.refresh(absl::Now(), live());
    stage_.picture.totals();
    if (!options_.check) return ExitCode::kDone;
    for (const auto& seen : check_.seen()) out_ << "ushersim: seen    " << seen << '\n';
    for (const auto& missing : check_.missing()) {
      out_ << "ushersim: MISSING " << missing << '\n';
    }
    out_ << std::flush;
    return check_.done() ? ExitCode::kDone : ExitCode::kRefused;
  }

  const TrafficOptions& options_;
  std::ostream& out_;
  const std::string run_;
  Stage stage_;
  People people_;
  Check check_;
  Observer observer_;
  std::map<v1::Channel, std::unique_ptr<AdapterPlayer>> adapters_;
  std::vector<std::unique_ptr<DeskPlayer>> desks_;
  bool leaving_ = false, scripted_ = false;
};

ExitCode fail(const client::Failure& failure, std::ostream& err) {
  err << client::to_text(failure, "ushersim");
  return failure.code;
}

}  // namespace

ExitCode run_traffic(const TrafficOptions& options, std::ostream& out, std::ostream& err,
                     bool terminal) {
  auto connections = connect(options);
  if (!connections.ok()) {
    return fail(client::usage_failure(std::string(connections.status().message()), ""), err);
  }
  Agency agency;
  const grpc::Status status = read_agency(connections->supervisor, options.agency, agency);
  if (!status.ok()) return fail(client::describe(status, options.connection.address), err);
  if (agency.config.adapters().empty() || agency.config.agents().empty() ||
      agency.config.services().empty()) {
    return fail(client::usage_failure(
                    absl::StrCat(agency.name, " has no adapters, no agents or no services"),
                    "Use a configuration that has all three, such as deploy/sample/agency.yaml."),
                err);
  }
  const PictureMode mode = options.quiet ? PictureMode::kQuiet
                           : terminal    ? PictureMode::kSummary
                                         : PictureMode::kLines;
  Picture picture(out, mode, options.connection.address);
  return Traffic(options, *connections, std::move(agency), picture, out).run();
}

}  // namespace usher::sim
