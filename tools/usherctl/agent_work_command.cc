// agent work: act as an agent, by hand or with --auto accept.
#include <memory>

#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/client/times.h"
#include "tools/usherctl/desk.h"
#include "tools/usherctl/menu.h"

namespace usher::ctl {
namespace {

struct WorkOptions {
  std::string agent, automatic, state = "AVAILABLE", reason, talk = "5s", outcome = "resolved";
  bool pull = false;
  int count = 0;
};

client::ExitCode work(Session& session, const WorkOptions& options) {
  auto state = client::parse_word<v1::Agent::State>(options.state);
  auto talk = client::parse_duration(options.talk);
  for (const auto& status : {state.status(), talk.status()}) {
    if (!status.ok()) return session.fail(client::usage_failure(std::string(status.message()), ""));
  }
  auto name = session.name(client::Collection::kAgent, options.agent);
  if (!name) return session.fail(name.failure());
  auto connection = session.connection();
  if (!connection) return session.fail(connection.failure());
  DeskOptions desk;
  desk.agent = *name;
  desk.initial_state = *state;
  desk.break_reason = options.reason;
  desk.auto_accept = !options.automatic.empty();
  desk.auto_pull = options.pull;
  desk.talk = *talk;
  desk.outcome = options.outcome;
  desk.count = options.count;
  return Desk(session, *connection, desk).run();
}

}  // namespace

void add_agent_work_command(Menu& menu, CLI::App& agent) {
  auto options = std::make_shared<WorkOptions>();
  CLI::App& app = menu.verb(
      agent, "work", "Act as an agent: offers appear, you type the answers (or --auto accept)",
      [options](Session& session) { return work(session, *options); });
  app.add_option("AGENT", options->agent, "The agent's id or name")->required()->type_name("");
  app.add_option("--auto", options->automatic, "accept: take every offer, talk, complete")
      ->check(CLI::IsMember({"accept"}))
      ->type_name("HOW");
  app.add_flag("--pull", options->pull, "Ask for the next contact whenever nothing is in hand");
  app.add_option("--state", options->state, "AVAILABLE or BREAK")
      ->type_name("STATE")
      ->capture_default_str();
  app.add_option("--reason", options->reason, "For BREAK: one of the configured break reasons")
      ->type_name("CODE");
  app.add_option("--talk", options->talk, "With --auto: how long a conversation lasts")
      ->type_name("TIME")
      ->capture_default_str();
  app.add_option("--outcome", options->outcome, "With which contacts are completed")
      ->type_name("CODE")
      ->capture_default_str();
  app.add_option("--count", options->count, "Leave after so many completed contacts")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
}

}  // namespace usher::ctl
