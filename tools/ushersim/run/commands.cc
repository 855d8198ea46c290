#include "tools/ushersim/run/commands.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "absl/strings/str_format.h"

#include "engine/config/check.h"
#include "engine/config/compile.h"
#include "engine/journal/sqlite_journal.h"
#include "tools/client/exit_code.h"
#include "tools/ushersim/report/html.h"
#include "tools/ushersim/report/json.h"
#include "tools/ushersim/report/table.h"
#include "tools/ushersim/run/compare.h"
#include "tools/ushersim/run/replay.h"
#include "tools/ushersim/run/runner.h"
#include "tools/ushersim/run/scenario_reader.h"
#include "tools/ushersim/run/staff.h"

namespace usher::plan {
namespace {

using client::ExitCode;
using client::number;

void add_common(CLI::App& app, PlanArguments& arguments) {
  app.add_option("--json", arguments.json, "Write the result as JSON; \"-\": instead of the table")
      ->type_name("FILE");
  app.add_option("--html", arguments.html, "Write the result as a page with charts")
      ->type_name("FILE");
  app.add_option("--seed", arguments.seed,
                 "Instead of the scenario's: the same seed, the same people")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--replications", arguments.replications, "Instead of the scenario's")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--threads", arguments.threads, "0: one a core; the result is the same")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_flag("--quiet", arguments.quiet, "No progress and no table");
}

// Every problem on stderr; none is returned where there is one.
std::optional<Scenario> take_scenario(const std::string& file, const PlanArguments& arguments,
                                      std::ostream& err) {
  ReadScenario read = read_scenario(file);
  for (const std::string& problem : read.problems) err << problem << "\n";
  if (!read.scenario) return std::nullopt;
  if (arguments.seed) read.scenario->run.seed = static_cast<std::uint64_t>(*arguments.seed);
  if (arguments.replications) read.scenario->run.replications = *arguments.replications;
  return std::move(read.scenario);
}

std::function<void(double)> progress_bar(std::ostream& err, bool shown) {
  if (!shown) return nullptr;
  return [&err](double share) {
    constexpr int kWidth = 40;
    const int done = static_cast<int>(share * kWidth);
    err << "\r[" << std::string(static_cast<std::size_t>(done), '#')
        << std::string(static_cast<std::size_t>(kWidth - done), '.') << "] "
        << absl::StrFormat("%3.0f %%", share * 100) << std::flush;
    // The line is cleared when it has served its purpose.
    if (share >= 1) err << "\r" << std::string(kWidth + 10, ' ') << "\r" << std::flush;
  };
}

bool write_file(const std::string& file, const std::string& text, std::ostream& out,
                std::ostream& err) {
  if (file.empty()) return true;
  if (file == "-") {
    out << text;
    return true;
  }
  std::ofstream to(file, std::ios::binary);
  to << text;
  to.close();
  if (to) return true;
  err << "ushersim: " << file << " can't be written; name a file in a folder that you may write\n";
  return false;
}

template <typename Result>
int write_all(const Result& result, const PlanArguments& arguments, std::ostream& out,
              std::ostream& err, bool terminal) {
  if (!arguments.quiet && arguments.json != "-" && arguments.html != "-") {
    report::write_table(result, out, terminal);
  }
  const bool json =
      arguments.json.empty() || write_file(arguments.json, report::to_json(result), out, err);
  const bool html =
      arguments.html.empty() || write_file(arguments.html, report::to_html(result), out, err);
  return number(json && html ? ExitCode::kDone : ExitCode::kRefused);
}

}  // namespace

PlanCommands::PlanCommands(CLI::App& app) {
  run_ = app.add_subcommand("run",
                            "What if: simulate a scenario and show waits, service levels, "
                            "occupancy and equity");
  run_->add_option("scenario", arguments_.scenarios,
                   "The scenario; docs/simulation.md has the keys")
      ->required()
      ->expected(1)
      ->type_name("SCENARIO");
  add_common(*run_, arguments_);
  run_->add_flag("--stats", arguments_.stats, "How fast it was, in contacts a minute, on stderr");
  compare_ = app.add_subcommand("compare",
                                "Policies side by side on the same people; the first is "
                                "what the others are measured against");
  compare_->add_option("scenarios", arguments_.scenarios, "Two scenarios or more")
      ->required()
      ->expected(2, 20)
      ->type_name("SCENARIO");
  add_common(*compare_, arguments_);
  staff_ = app.add_subcommand("staff",
                              "The smallest staffing of each group that meets the "
                              "scenario's targets");
  staff_->add_option("scenario", arguments_.scenarios, "A scenario with targets")
      ->required()
      ->expected(1)
      ->type_name("SCENARIO");
  add_common(*staff_, arguments_);
  replay_ = app.add_subcommand(
      "replay", "A recorded day under another configuration, beside how it was configured then");
  replay_
      ->add_option("journal", arguments_.journal,
                   "The folder of an agency's journal; not while the daemon has it open")
      ->required()
      ->type_name("JOURNAL");
  replay_->add_option("--config", arguments_.config, "The configuration to try")
      ->required()
      ->type_name("FILE");
  add_common(*replay_, arguments_);
  replay_->remove_option(replay_->get_option("--replications"));
}

std::optional<int> PlanCommands::run(std::ostream& out, std::ostream& err, bool terminal,
                                     bool shows_progress) {
  terminal_ = terminal;
  shows_progress_ = shows_progress && !arguments_.quiet;
  if (run_->parsed()) return run_one(out, err);
  if (compare_->parsed()) return run_compare(out, err);
  if (staff_->parsed()) return run_staff(out, err);
  if (replay_->parsed()) return run_replay(out, err);
  return std::nullopt;
}

int PlanCommands::run_one(std::ostream& out, std::ostream& err) {
  const auto scenario = take_scenario(arguments_.scenarios.front(), arguments_, err);
  if (!scenario) return number(ExitCode::kRefused);
  const Ran ran = run_scenario(*scenario, {arguments_.threads, progress_bar(err, shows_progress_)});
  if (arguments_.stats) {
    err << absl::StreamFormat(
        "%d contacts and %d events in %.2f s: %.2f million contacts a minute\n",
        ran.collected->contacts(), ran.collected->events(), ran.result.wall_s,
        static_cast<double>(ran.collected->contacts()) / ran.result.wall_s * 60e-6);
  }
  return write_all(ran.result, arguments_, out, err, terminal_);
}

int PlanCommands::run_compare(std::ostream& out, std::ostream& err) {
  std::vector<Scenario> scenarios;
  for (const std::string& file : arguments_.scenarios) {
    auto scenario = take_scenario(file, arguments_, err);
    if (scenario) scenarios.push_back(*std::move(scenario));
  }
  if (scenarios.size() < arguments_.scenarios.size()) return number(ExitCode::kRefused);
  return compare_all(scenarios, out, err);
}

int PlanCommands::compare_all(const std::vector<Scenario>& scenarios, std::ostream& out,
                              std::ostream& err) {
  const auto comparison =
      compare(scenarios, {arguments_.threads, progress_bar(err, shows_progress_)});
  if (!comparison.ok()) {
    err << "ushersim: " << comparison.status().message() << "\n";
    return number(ExitCode::kRefused);
  }
  return write_all(*comparison, arguments_, out, err, terminal_);
}

int PlanCommands::run_replay(std::ostream& out, std::ostream& err) {
  const auto refuse = [&](const std::string& what) {
    err << "ushersim: " << what << "\n";
    return number(ExitCode::kRefused);
  };
  // Opening would make a journal where there is none.
  if (!std::filesystem::exists(std::filesystem::path(arguments_.journal) / "journal.db")) {
    return refuse(arguments_.journal +
                  " has no journal.db; name the folder of an agency's journal");
  }
  const config::Checked checked = config::check_file(arguments_.config);
  for (const config::Finding& finding : checked.findings) {
    err << config::to_string(finding, arguments_.config) << "\n";
  }
  if (checked.models.empty()) return number(ExitCode::kRefused);
  auto journal = journal::open_sqlite_journal(arguments_.journal, config::decode_source);
  if (!journal.ok()) return refuse(std::string(journal.status().message()));
  auto reader = (*journal)->open_reader();
  if (!reader.ok()) return refuse(std::string(reader.status().message()));
  const auto recorded = read_recorded(**reader);
  if (!recorded.ok()) return refuse(std::string(recorded.status().message()));
  const auto of_agency = [&](const core::ModelPtr& model) {
    return model->agency == recorded->model->agency;
  };
  const auto model = std::find_if(checked.models.begin(), checked.models.end(), of_agency);
  if (model == checked.models.end()) {
    return refuse(arguments_.config + " has no agency \"" + recorded->model->agency +
                  "\", whose journal this is");
  }
  std::vector<Scenario> scenarios = {
      scenario_of_record(*recorded, *recorded->model, "As configured then"),
      scenario_of_record(*recorded, **model, "As configured in " + arguments_.config)};
  for (Scenario& scenario : scenarios) {
    if (arguments_.seed) scenario.run.seed = static_cast<std::uint64_t>(*arguments_.seed);
  }
  return compare_all(scenarios, out, err);
}

int PlanCommands::run_staff(std::ostream& out, std::ostream& err) {
  const auto scenario = take_scenario(arguments_.scenarios.front(), arguments_, err);
  if (!scenario) return number(ExitCode::kRefused);
  StaffOptions options;
  options.run.threads = arguments_.threads;
  if (shows_progress_) {
    options.progress = [&err](std::int64_t evaluations, std::int64_t agents) {
      err << "\r" << evaluations << " staffings, the last of " << agents << " agents   "
          << std::flush;
    };
  }
  const auto staffing = find_staffing(*scenario, options);
  if (shows_progress_) err << "\r" << std::string(60, ' ') << "\r" << std::flush;
  if (!staffing.ok()) {
    err << "ushersim: " << staffing.status().message() << "\n";
    return number(ExitCode::kRefused);
  }
  const int code = write_all(*staffing, arguments_, out, err, terminal_);
  if (staffing->feasible) return code;
  err << "ushersim: no staffing was found that meets every target\n";
  return number(ExitCode::kRefused);
}

}  // namespace usher::plan
