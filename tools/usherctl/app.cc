#include "tools/usherctl/app.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "tools/client/options.h"
#include "tools/client/times.h"
#include "tools/usherctl/menu.h"

namespace usher::ctl {
namespace {

constexpr char kAbout[] =
    "usherctl - Usher from the command line.\n\n"
    "Start here:  usherctl status | usherctl queue | usherctl watch | usherctl explain CONTACT\n"
    "Ids are short (c-17) or full names (agencies/demo/contacts/c-17).";

void add_settings(CLI::App& app, Settings& settings, std::string& timeout) {
  client::add_connection_options(app, settings.connection);
  app.add_option("--agency", settings.agency, "Agency by id; default: the only one")
      ->envname("USHER_AGENCY")
      ->type_name("ID");
  app.add_option("--timeout", timeout, "How long a command may take, retries included")
      ->envname("USHER_TIMEOUT")
      ->type_name("TIME")
      ->capture_default_str();
  app.add_option("--request-id", settings.request_id,
                 "Repeat an earlier command safely: the id it had (default: a fresh one)")
      ->type_name("ID");
  app.add_flag("--json", settings.json,
               "Protobuf JSON: one object, or one a line where there are many");
  app.add_flag("--show-private", settings.show_private,
               "Show languages, needs, identity and content where your role may see them");
}

void add_all(Menu& menu) {
  add_submit_command(menu);
  add_contact_commands(menu);
  add_agent_commands(menu);
  add_offer_commands(menu);
  add_adapter_commands(menu);
  add_monitor_commands(menu);
  add_watch_command(menu);
  add_explain_commands(menu);
  add_config_commands(menu);
  add_completion_commands(menu);
}

client::ExitCode wrong_usage(const CLI::App& app, const std::string& problem, Terminal& terminal) {
  const CLI::App* deepest = &app;
  std::string path = "usherctl";
  while (!deepest->get_subcommands().empty()) {
    deepest = deepest->get_subcommands().front();
    path += " " + deepest->get_name();
  }
  terminal.err << client::to_text(client::usage_failure(problem, "See `" + path + " --help`."),
                                  "usherctl");
  return client::ExitCode::kUsage;
}

client::ExitCode run_parsed(const Menu& menu, Settings settings, const std::string& timeout,
                            Terminal& terminal) {
  client::take_token_from_environment(settings.connection);
  auto parsed = client::parse_duration(timeout);
  if (!parsed.ok() || *parsed <= absl::ZeroDuration()) {
    return wrong_usage(menu.root(), "--timeout: '" + timeout + "' must be like 10s or 2m",
                       terminal);
  }
  settings.timeout = *parsed;
  Session session(std::move(settings), terminal);
  const client::ExitCode code = menu.chosen()(session);
  terminal.out.flush();
  return code;
}

}  // namespace

int run(std::vector<std::string> arguments, Terminal& terminal) {
  CLI::App app(kAbout, "usherctl");
  app.footer("\n" + client::exit_code_table());
  app.fallthrough();
  app.require_subcommand(1);
  app.set_version_flag("--version", "usherctl " USHER_VERSION);
  app.get_formatter()->column_width(34);
  Settings settings;
  std::string timeout = "10s";
  add_settings(app, settings, timeout);
  Menu menu(app);
  add_all(menu);
  if (!arguments.empty() && arguments.front() == "help") {  // `help VERB` is `VERB --help`
    arguments.erase(arguments.begin());
    arguments.push_back("--help");
  }
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, terminal.out, terminal.err);
    return client::number(wrong_usage(app, error.what(), terminal));
  }
  return client::number(run_parsed(menu, std::move(settings), timeout, terminal));
}

}  // namespace usher::ctl
