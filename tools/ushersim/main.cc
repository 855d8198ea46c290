#include <csignal>
#include <cstdlib>
#include <iostream>

#include "absl/strings/match.h"
#include <CLI/CLI.hpp>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include "tools/client/options.h"
#include "tools/client/times.h"
#include "tools/ushersim/erlang.h"
#include "tools/ushersim/run/commands.h"
#include "tools/ushersim/traffic.h"

namespace {

using usher::sim::TrafficOptions;

struct Arguments {
  TrafficOptions traffic;
  std::string config, duration, check_within = "60s";
  std::vector<std::string> token_files;
};

void add_traffic(CLI::App& app, Arguments& arguments) {
  TrafficOptions& options = arguments.traffic;
  usher::client::add_connection_options(app, options.connection);
  app.remove_option(app.get_option("--token-file"));
  app.add_option("--token-file", arguments.token_files,
                 "[adapter=|agent=|supervisor=]FILE: bearer token, for all or for one role; repeat")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group("Connection");
  app.add_option("--config", arguments.config,
                 "The daemon's configuration file: its address and first agency are the defaults")
      ->check(CLI::ExistingFile)
      ->type_name("FILE");
  app.add_option("--agency", options.agency, "Agency by id; default: the only one")
      ->envname("USHER_AGENCY")
      ->type_name("ID");
  app.add_option("--seed", options.seed, "The same seed: the same people in the same order")
      ->capture_default_str();
  app.add_option("--rate", options.contacts_per_minute,
                 "Contacts a minute, by the clock on the wall")
      ->check(CLI::Range(0.1, 60000.0))
      ->capture_default_str();
  app.add_option("--speed", options.speed,
                 "Conversations, patience and breaks pass so many times faster")
      ->check(CLI::Range(0.1, 10000.0))
      ->capture_default_str();
  app.add_option("--duration", arguments.duration,
                 "End after this time, as in 90 or 5m; default: never")
      ->type_name("TIME");
  app.add_option("--max-live", options.most_live, "Nobody new comes while so many are there")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_flag("--quiet", options.quiet, "Only problems and the totals");
  app.add_flag("--check", options.check,
               "End with 0 once every kind of contact was seen end to end, with 1 if not in time");
  app.add_option("--check-within", arguments.check_within, "The time for --check")
      ->type_name("TIME")
      ->capture_default_str();
}

// What the file says beats the built-in default; what the command line or the environment says
// beats both.
std::string take_config(const CLI::App& app, Arguments& arguments) {
  if (arguments.config.empty()) return "";
  try {
    const YAML::Node file = YAML::LoadFile(arguments.config);
    const YAML::Node listen = file["server"] ? file["server"]["listen"] : YAML::Node();
    if (app.get_option("--address")->count() == 0 && listen && listen.IsScalar()) {
      arguments.traffic.connection.address = listen.as<std::string>();
    }
    if (app.get_option("--agency")->count() == 0 && file["agencies"] &&
        file["agencies"].IsSequence() && file["agencies"].size() > 0) {
      arguments.traffic.agency = file["agencies"][0]["id"].as<std::string>("");
    }
  } catch (const YAML::Exception& error) {
    return "--config: " + arguments.config + ": " + error.what();
  }
  return "";
}

std::string take_tokens(Arguments& arguments) {
  usher::client::take_token_from_environment(arguments.traffic.connection);
  if (const char* file = std::getenv("USHER_TOKEN_FILE"); file != nullptr) {
    arguments.traffic.connection.token_file = file;
  }
  const std::pair<std::string, std::string&> roles[] = {
      {"adapter=", arguments.traffic.adapter_token_file},
      {"agent=", arguments.traffic.agent_token_file},
      {"supervisor=", arguments.traffic.supervisor_token_file}};
  for (const auto& text : arguments.token_files) {
    bool taken = false;
    for (const auto& [prefix, target] : roles) {
      if (!absl::StartsWith(text, prefix)) continue;
      target = text.substr(prefix.size());
      taken = true;
    }
    if (!taken) arguments.traffic.connection.token_file = text;
  }
  return "";
}

std::string take_times(Arguments& arguments) {
  if (!arguments.duration.empty()) {
    const auto duration = usher::client::parse_duration(arguments.duration);
    if (!duration.ok()) return "--duration: " + std::string(duration.status().message());
    arguments.traffic.duration = *duration;
  }
  const auto within = usher::client::parse_duration(arguments.check_within);
  if (!within.ok()) return "--check-within: " + std::string(within.status().message());
  arguments.traffic.check_within = *within;
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  GOOGLE_PROTOBUF_VERIFY_VERSION;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("ushersim - people and agents for Usher, through its public contract", "ushersim");
  app.footer("\n" + usher::client::exit_code_table());
  app.set_version_flag("--version", "ushersim " USHER_VERSION);
  app.require_subcommand(1);
  Arguments arguments;
  CLI::App* traffic =
      app.add_subcommand("traffic", "Live sample traffic: people come, agents serve them");
  add_traffic(*traffic, arguments);
  usher::sim::ErlangArguments erlang_arguments;
  const CLI::App* erlang = usher::sim::add_erlang(app, erlang_arguments);
  usher::plan::PlanCommands plan(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    const std::vector<CLI::App*> parsed = app.get_subcommands();
    const std::string command = parsed.empty() ? "" : parsed.front()->get_name() + " ";
    std::cerr << "ushersim: " << error.what() << "\n  See `ushersim " << command << "--help`.\n";
    return usher::client::number(usher::client::ExitCode::kUsage);
  }
  const char* term = std::getenv("TERM");
  const bool terminal =
      isatty(STDOUT_FILENO) == 1 && term != nullptr && std::string(term) != "dumb";
  if (const auto code = plan.run(std::cout, std::cerr, terminal, isatty(STDERR_FILENO) == 1)) {
    return *code;
  }
  if (erlang->parsed()) {
    return usher::client::number(
        usher::sim::run_erlang(erlang_arguments, std::cout, std::cerr, terminal));
  }
  for (const std::string& problem :
       {take_config(*traffic, arguments), take_tokens(arguments), take_times(arguments)}) {
    if (problem.empty()) continue;
    std::cerr << "ushersim: " << problem << "\n  See `ushersim traffic --help`.\n";
    return usher::client::number(usher::client::ExitCode::kUsage);
  }
  return usher::client::number(
      usher::sim::run_traffic(arguments.traffic, std::cout, std::cerr, terminal));
}
