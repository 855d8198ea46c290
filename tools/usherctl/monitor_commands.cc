// snapshot, queue, status, agency list, version: what is happening now, in numbers.
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "tools/client/times.h"
#include "tools/usherctl/listing.h"
#include "tools/usherctl/menu.h"
#include "tools/usherctl/render.h"
#include "usher/v1/monitor.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::Collection;
using client::ExitCode;
using client::short_id;
using Monitor = v1::MonitorService::Stub;

Answer<v1::AgencySnapshot> read_snapshot(Session& session) {
  auto agency = session.agency();
  if (!agency) return agency.failure();
  v1::GetSnapshotRequest request;
  request.set_parent(*agency);
  return session.call(&Monitor::GetSnapshot, request);
}

void print_snapshot(Session& session, const v1::AgencySnapshot& snapshot) {
  client::Table table = queue_table();
  for (const auto& queue : snapshot.queues()) add_row(table, queue);
  table.print(session.out(), session.colour());
  std::vector<std::string> states;
  int agents = 0;
  std::map<std::string, int> sorted(snapshot.agents_by_state().begin(),
                                    snapshot.agents_by_state().end());
  for (const auto& [state, count] : sorted) {
    agents += count;
    if (count > 0) states.push_back(absl::StrCat(count, " ", state));
  }
  session.out() << '\n'
                << agents << " agents: " << absl::StrJoin(states, ", ") << '\n'
                << "at " << client::full_time(snapshot.time()) << ", position "
                << snapshot.sequence() << ", configuration revision " << snapshot.config_revision()
                << '\n';
}

ExitCode show_snapshot(Session& session) {
  auto snapshot = read_snapshot(session);
  if (!snapshot) return session.fail(snapshot.failure());
  return session.show<v1::AgencySnapshot>(
      *snapshot, [&session](const v1::AgencySnapshot& shown) { print_snapshot(session, shown); });
}

ExitCode show_queues(Session& session, const std::string& id) {
  auto snapshot = read_snapshot(session);
  if (!snapshot) return session.fail(snapshot.failure());
  std::vector<v1::QueueSnapshot> queues;
  for (const auto& queue : snapshot->queues()) {
    if (id.empty() || short_id(queue.queue()) == short_id(id)) queues.push_back(queue);
  }
  if (!id.empty() && queues.empty()) {
    return session.fail({ExitCode::kNotFound,
                         absl::StrCat("there is no queue '", id, "' in the configuration"),
                         "See which there are with `usherctl queue`.",
                         "",
                         {},
                         absl::ZeroDuration()});
  }
  return show_list<v1::QueueSnapshot>(
      session, queues, queue_table(), "no queues",
      [](client::Table& table, const v1::QueueSnapshot& queue) { add_row(table, queue); });
}

ExitCode show_status(Session& session) {
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  v1::GetStatusRequest request;
  request.set_parent(*agency);
  auto status = session.call(&Monitor::GetStatus, request);
  if (!status) return session.fail(status.failure());
  return session.show<v1::AgencyStatus>(*status, [&](const v1::AgencyStatus& shown) {
    client::Fields fields;
    fields.add("agency", short_id(*agency));
    fields.add("usherd", shown.version());
    fields.add("serving since", absl::StrCat(client::full_time(shown.start_time()), " (",
                                             since(shown.start_time(), session.now()), ")"));
    fields.add("recovery took",
               shown.has_recovery_time()
                   ? client::short_duration(client::to_duration(shown.recovery_time()))
                   : "");
    fields.add("configuration", absl::StrCat("revision ", shown.config_revision()));
    fields.add("position", absl::StrCat(shown.sequence()));
    fields.add("watchers resume from", absl::StrCat(shown.oldest_resumable_sequence()));
    fields.add("command queue", absl::StrCat(shown.queue_depth(), " of ", shown.queue_limit()));
    std::vector<std::string> adapters;
    for (const auto& adapter : shown.attached_adapters()) adapters.push_back(short_id(adapter));
    fields.add("adapters", adapters.empty() ? "none attached" : absl::StrJoin(adapters, ", "));
    fields.add("journal", shown.journal_failing()
                              ? "FAILING: commands are refused until it can be written"
                              : "can be written");
    fields.print(session.out(), session.colour());
  });
}

ExitCode list_agencies(Session& session) {
  auto list = session.call(&Monitor::ListAgencies, v1::ListAgenciesRequest());
  if (!list) return session.fail(list.failure());
  return show_list<v1::AgencyEntry>(
      session, std::vector<v1::AgencyEntry>(list->agencies().begin(), list->agencies().end()),
      client::Table({"ID", "NAME"}), "no agencies that this credential may see",
      [](client::Table& table, const v1::AgencyEntry& entry) {
        table.add({short_id(entry.name()), entry.display_name()});
      });
}

}  // namespace

void add_monitor_commands(Menu& menu) {
  menu.verb(menu.root(), "status", "The daemon's own facts: position, revision, adapters",
            show_status);
  menu.verb(menu.root(), "snapshot", "All queues and agent states in one consistent picture",
            show_snapshot);
  auto id = std::make_shared<std::string>();
  menu.verb(menu.root(), "queue", "Queues: who waits, how long, what was done",
            [id](Session& session) { return show_queues(session, *id); })
      .add_option("QUEUE", *id, "Only this queue")
      ->type_name("");
  CLI::App& agency = menu.group("agency", "The agencies of the daemon");
  menu.verb(agency, "list", "List the agencies that you may see", list_agencies);
  menu.verb(menu.root(), "version", "The version of this usherctl", [](Session& session) {
    if (session.settings().json) {
      session.out() << R"({"version":")" << USHER_VERSION << "\"}\n";
    } else {
      session.out() << "usherctl " << USHER_VERSION << '\n';
    }
    return ExitCode::kDone;
  });
}

}  // namespace usher::ctl
