#include "tools/ushersim/erlang.h"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "tools/client/table.h"
#include "tools/ushersim/erlang_plan.h"
#include "tools/ushersim/report/pretty_json.h"

namespace usher::sim {
namespace {

namespace json = boost::json;
using client::ExitCode;
using report::json_number;

std::string percent(double share) { return absl::StrFormat("%.1f %%", 100 * share); }

std::string seconds(double time) {
  return std::isfinite(time) ? absl::StrFormat("%.1f s", time) : "no bound";
}

const char* name(ErlangModel model) {
  switch (model) {
    case ErlangModel::kA:
      return "A";
    case ErlangModel::kB:
      return "B";
    case ErlangModel::kC:
      return "C";
  }
  return "";
}

std::string in_words(const ErlangQuestion& question) {
  const queueing::ServiceTargets& targets = question.targets;
  std::vector<std::string> words;
  if (targets.service_level) {
    words.push_back(absl::StrFormat("%g %% served within %g s", 100 * targets.service_level->share,
                                    targets.service_level->time));
  }
  const auto add_share = [&](const std::optional<double>& share, const char* what) {
    if (share) words.push_back(absl::StrFormat("at most %g %% %s", 100 * *share, what));
  };
  add_share(question.most_blocked, "turned away");
  add_share(targets.p_abandon, "give up");
  add_share(targets.p_wait, "wait");
  if (targets.mean_wait) {
    words.push_back(absl::StrFormat("a mean wait of at most %g s", *targets.mean_wait));
  }
  add_share(targets.utilization, "occupancy");
  return absl::StrJoin(words, ", ");
}

std::vector<std::string> headers(const ErlangQuestion& question) {
  std::vector<std::string> names = {">AGENTS"};
  if (question.shrinkage > 0) names.push_back(">ON THE ROTA");
  names.push_back(">OCCUPANCY");
  if (question.model == ErlangModel::kB) {
    names.push_back(">TURNED AWAY");
  } else {
    const auto& target = question.targets.service_level;
    names.push_back(absl::StrFormat(">WITHIN %g s", target ? target->time : 20.0));
    for (const char* more : {">WAIT", ">MEAN WAIT", ">P90 WAIT", ">IN LINE"}) names.push_back(more);
    if (question.model == ErlangModel::kA) names.push_back(">GIVE UP");
  }
  names.push_back("TARGETS");
  return names;
}

std::vector<std::string> cells(const ErlangQuestion& question, const ErlangAnswer& answer,
                               const ErlangRow& row) {
  std::vector<std::string> cells = {absl::StrCat(row.agents)};
  if (question.shrinkage > 0) cells.push_back(absl::StrCat(rostered(question, row.agents)));
  cells.push_back(percent(row.utilization));
  if (question.model == ErlangModel::kB) {
    cells.push_back(percent(row.p_block));
  } else {
    cells.push_back(percent(row.service_level));
    cells.push_back(percent(row.p_wait));
    cells.push_back(seconds(row.mean_wait));
    cells.push_back(seconds(row.wait_quantiles[report::kP90]));
    cells.push_back(row.stable ? absl::StrFormat("%.1f", row.mean_queue) : "no bound");
    if (question.model == ErlangModel::kA) cells.push_back(percent(row.p_abandon));
  }
  const bool fewest = answer.recommended == row.agents;
  cells.push_back(!row.meets ? "not met" : fewest ? "met, by the fewest" : "met");
  return cells;
}

void print_table(const ErlangQuestion& question, const ErlangAnswer& answer, std::ostream& out,
                 bool colour) {
  out << absl::StreamFormat("Erlang %s: %g calls an hour of %g s, a load of %.2f erlangs",
                            name(question.model), question.calls_per_hour, question.handling_time,
                            question.load());
  if (question.patience > 0) out << absl::StreamFormat("; mean patience %g s", question.patience);
  out << "\n\n";
  client::Table table(headers(question));
  for (const ErlangRow& row : answer.rows) table.add(cells(question, answer, row));
  table.print(out, colour);
  out << '\n';
  if (!answer.recommended) {
    out << "No number of agents that this computes meets the targets: " << in_words(question)
        << ".\n";
    return;
  }
  out << "Fewest agents: " << *answer.recommended;
  if (question.shrinkage > 0) {
    out << absl::StreamFormat(" (%d on the rota, with %g %% shrinkage)",
                              rostered(question, *answer.recommended), 100 * question.shrinkage);
  }
  out << ", for " << in_words(question) << ".\n";
}

json::value optional_number(const std::optional<double>& value) {
  return value ? json_number(*value) : json::value(nullptr);
}

json::object row_json(const ErlangQuestion& question, const ErlangRow& row) {
  json::object quantiles;
  for (std::size_t i = 0; i < row.wait_quantiles.size(); ++i) {
    quantiles[absl::StrFormat("%g", report::kQuantiles[i])] = json_number(row.wait_quantiles[i]);
  }
  return {{"agents", row.agents},
          {"agents_rostered", rostered(question, row.agents)},
          {"stable", row.stable},
          {"meets_targets", row.meets},
          {"p_wait", json_number(row.p_wait)},
          {"p_block", json_number(row.p_block)},
          {"p_abandon", json_number(row.p_abandon)},
          {"mean_wait_s", json_number(row.mean_wait)},
          {"mean_wait_served_s", json_number(row.mean_wait_served)},
          {"wait_quantiles_s", std::move(quantiles)},
          {"service_level", json_number(row.service_level)},
          {"mean_queue", json_number(row.mean_queue)},
          {"utilization", json_number(row.utilization)}};
}

std::string to_json(const ErlangQuestion& question, const ErlangAnswer& answer) {
  const queueing::ServiceTargets& targets = question.targets;
  json::object goals;
  goals["service_level"] =
      targets.service_level ? json_number(targets.service_level->share) : json::value(nullptr);
  goals["p_block"] = optional_number(question.most_blocked);
  goals["p_abandon"] = optional_number(targets.p_abandon);
  goals["p_wait"] = optional_number(targets.p_wait);
  goals["mean_wait_s"] = optional_number(targets.mean_wait);
  goals["utilization"] = optional_number(targets.utilization);
  json::array rows;
  for (const ErlangRow& row : answer.rows) rows.push_back(row_json(question, row));
  json::object document;
  document["format"] = "usher.simulation.erlang.v1";
  document["model"] = name(question.model);
  document["calls_per_hour"] = json_number(question.calls_per_hour);
  document["aht_s"] = json_number(question.handling_time);
  document["patience_s"] = question.patience > 0 ? json_number(question.patience) : nullptr;
  document["load_erlangs"] = json_number(question.load());
  document["service_level_target_s"] =
      json_number(targets.service_level ? targets.service_level->time : 20.0);
  document["shrinkage"] = json_number(question.shrinkage);
  document["targets"] = std::move(goals);
  document["recommended_agents"] =
      answer.recommended ? json::value(*answer.recommended) : json::value(nullptr);
  document["rows"] = std::move(rows);
  return report::pretty(document);
}

}  // namespace

CLI::App* add_erlang(CLI::App& parent, ErlangArguments& arguments) {
  CLI::App* app = parent.add_subcommand(
      "erlang", "How many agents one line needs: Erlang B, C and A, exact, without a simulation");
  app->add_option("--calls-per-hour", arguments.calls_per_hour, "Contacts that arrive in an hour")
      ->type_name("N")
      ->required();
  app->add_option("--aht", arguments.handling_time, "Mean handling time, wrap-up included: 240s")
      ->type_name("TIME")
      ->required();
  app->add_option("--patience", arguments.patience,
                  "Mean time after which people give up; without it they wait for ever")
      ->type_name("TIME");
  app->add_option("--model", arguments.model,
                  "A (people give up), B (nobody waits) or C (all wait); default: A with "
                  "--patience, else C")
      ->type_name("MODEL");
  app->add_option("--target", arguments.target,
                  "Service level: percent of all contacts / time; default, if no other target is "
                  "given: 80/20s")
      ->type_name("SHARE/TIME");
  const auto target = [&](const char* option, std::string& text, const char* help,
                          const char* type) {
    app->add_option(option, text, help)->type_name(type);
  };
  target("--max-abandon", arguments.most_abandoned, "Target: so many give up at most", "PERCENT");
  target("--max-block", arguments.most_blocked,
         "Target of Erlang B: so many are turned away at most; default: 1%", "PERCENT");
  target("--max-p-wait", arguments.most_waiting, "Target: so many wait at all at most", "PERCENT");
  target("--max-mean-wait", arguments.mean_wait, "Target: mean wait of all, at most", "TIME");
  target("--max-occupancy", arguments.most_occupied,
         "Target: agents are with contacts at most this share of their time", "PERCENT");
  target("--agents", arguments.agents,
         "Rows of the table, as in 10-20; default: around the fewest that meet the targets",
         "RANGE");
  target("--shrinkage", arguments.shrinkage,
         "Share of paid time that goes to leave, training and breaks: adds the agents on the rota",
         "PERCENT");
  app->add_option("--json", arguments.json,
                  "Write the table as JSON to this file; without a name, to standard output "
                  "instead of the table")
      ->type_name("FILE")
      ->expected(0, 1)
      ->default_str("-");
  return app;
}

ExitCode run_erlang(const ErlangArguments& arguments, std::ostream& out, std::ostream& err,
                    bool colour) {
  const auto question = read_question(arguments);
  if (!question.ok()) {
    err << "ushersim: " << question.status().message() << "\n  See `ushersim erlang --help`.\n";
    return ExitCode::kUsage;
  }
  const ErlangAnswer found = answer(*question);
  if (arguments.json == "-") {
    out << to_json(*question, found);
    return ExitCode::kDone;
  }
  if (!arguments.json.empty()) {
    std::ofstream file(arguments.json, std::ios::trunc);
    file << to_json(*question, found);
    file.close();
    if (!file) {
      err << "ushersim: --json: can't write " << arguments.json
          << "; name a file in a folder that exists and may be written\n";
      return ExitCode::kUsage;
    }
  }
  print_table(*question, found, out, colour);
  return ExitCode::kDone;
}

}  // namespace usher::sim
