// bench_lifecycle: whole lifecycles of contacts against the real usherd, durable and over gRPC,
// beside what gRPC costs by itself and beside the same matching on PostgreSQL. See usher_load.h for
// the load, echo_server.h and postgres.h for the yardsticks.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include <CLI/CLI.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/bench/lifecycle/echo_client.h"
#include "tests/bench/lifecycle/echo_server.h"
#include "tests/bench/lifecycle/report.h"
#include "tests/bench/lifecycle/usher_load.h"
#include "tests/bench/lifecycle/world.h"
#include "tests/e2e/harness/daemon.h"
#ifdef USHER_BENCH_POSTGRES
#include "tests/bench/lifecycle/postgres.h"
#endif

namespace usher::bench {
namespace {

struct Options {
  std::string json;
  int agents = 10'000;
  int rounds = 3;
  double seconds = 4;
  int connections = 16;
  bool no_postgres = false;
  bool no_echo = false;
  bool echo_server = false;
  LoadOptions load;
};

// Of the process, since its start; seconds.
double cpu_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const std::vector<std::string> fields = absl::StrSplit(text.substr(text.rfind(')') + 2), ' ');
  double user = 0;
  double system = 0;
  if (fields.size() < 13 || !absl::SimpleAtod(fields[11], &user) ||
      !absl::SimpleAtod(fields[12], &system)) {
    return 0;
  }
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double own_cpu() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// The database side, where there is one.
class Postgres {
 public:
  Postgres([[maybe_unused]] const Options& options, [[maybe_unused]] const World& world,
           [[maybe_unused]] const std::string& folder) {
#ifdef USHER_BENCH_POSTGRES
    if (options.no_postgres) {
      missing_ = "left out by --no-postgres";
      return;
    }
    cluster_ = PostgresCluster::start(folder, missing_);
    if (cluster_ && !fill_postgres(cluster_->connection(), world, options.load.waiting)) {
      missing_ = "filling it failed";
    }
#else
    missing_ = "this build has no libpq (apt-get install libpq-dev, then build again)";
#endif
  }
  const std::string& missing() const { return missing_; }
  void measure([[maybe_unused]] const Options& options, [[maybe_unused]] const World& world,
               [[maybe_unused]] Round& round) {
#ifdef USHER_BENCH_POSTGRES
    if (!missing_.empty()) return;
    const PostgresOptions how{.connections = options.connections,
                              .waiting = options.load.waiting,
                              .seconds = options.seconds};
    round.postgres_matches_per_s = measure_postgres(cluster_->connection(), world, false, how);
    round.postgres_lifecycles_per_s = measure_postgres(cluster_->connection(), world, true, how);
    if (*round.postgres_matches_per_s <= 0 || *round.postgres_lifecycles_per_s <= 0) {
      missing_ = "its load failed; see above";
    }
#endif
  }

 private:
  std::string missing_;
#ifdef USHER_BENCH_POSTGRES
  std::unique_ptr<PostgresCluster> cluster_;
#endif
};

// One round of ours; nullopt when nothing came through.
std::optional<Round> our_round(const Options& options, e2e::Daemon& daemon, UsherLoad& load,
                               Report& report) {
  const double daemon_before = cpu_of(daemon.process().pid());
  const double own_before = own_cpu();
  const auto start = std::chrono::steady_clock::now();
  const LoadResult result = load.run(options.seconds);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (result.lifecycles_per_s <= 0) return std::nullopt;
  const double lifecycles = result.lifecycles_per_s * taken.count();
  const double daemon_cpu = cpu_of(daemon.process().pid()) - daemon_before;
  const double own = own_cpu() - own_before;
  report.daemon_cpu_us = daemon_cpu / lifecycles * 1e6;
  report.client_cpu_us = own / lifecycles * 1e6;
  report.cores_busy = (daemon_cpu + own) / taken.count();
  report.traffic = result.traffic;
  Round round;
  round.lifecycles_per_s = result.lifecycles_per_s;
  return round;
}

// What is known only when all rounds are over; 1 when the report can't be written.
int finish(const Options& options, UsherLoad& load, Report& report) {
  std::vector<double> rates;
  for (const Round& round : report.rounds) rates.push_back(round.lifecycles_per_s);
  report.half_load_per_s = median(rates) / 2;
  const LoadResult half = load.run_at(report.half_load_per_s, options.seconds * 2);
  report.free_to_offer_p50_us = half.free_to_offer_p50_us;
  report.free_to_offer_p99_us = half.free_to_offer_p99_us;
  print(report);
  if (!options.json.empty() && !write_json(report, options.json)) {
    std::fprintf(stderr, "bench_lifecycle: can't write %s\n", options.json.c_str());
    return 1;
  }
  return 0;
}

int run(const Options& options, const std::string& self) {
  const World world(options.agents, 7);
  const e2e::Folder folder;
  Report report;
  report.agents = options.agents;
  report.waiting = options.load.waiting;
  report.in_flight = options.load.in_flight;
  report.streams = options.load.streams;
  report.disk = measure_disk(folder.path(), 500);

  e2e::Daemon daemon({.config = world.config("  command_queue_limit: 100000\n"),
                      .data_dir = folder.path() + "/data"});
  daemon.start();
  UsherLoad load(daemon.address(), world, options.load);
  if (!load.fill()) return 1;
  report.traffic = load.run(1).traffic;

  std::unique_ptr<e2e::Process> echo;
  std::string echo_address;
  if (!options.no_echo) {
    echo = std::make_unique<e2e::Process>(std::vector<std::string>{self, "--echo-server"});
    echo_address = echo->wait_for_line("echo: serving on ", absl::Seconds(20)).value_or("");
    if (echo_address.empty()) {
      std::fprintf(stderr, "bench: the echo server did not start:\n%s", echo->output().c_str());
      return 1;
    }
  }
  Postgres postgres(options, world, folder.path());

  for (int number = 0; number < options.rounds; ++number) {
    std::optional<Round> ours = our_round(options, daemon, load, report);
    if (!ours) return 1;
    Round& round = *ours;
    if (!options.no_echo) {
      round.echo_per_s = measure_echo(echo_address, report.traffic,
                                      {.streams = options.load.streams,
                                       .in_flight = options.load.in_flight,
                                       .seconds = options.seconds});
    }
    postgres.measure(options, world, round);
    std::fprintf(stderr, "round %d: %.0f lifecycles/s, %.0f echo/s, PostgreSQL %.0f and %.0f/s\n",
                 number + 1, round.lifecycles_per_s, round.echo_per_s,
                 round.postgres_matches_per_s.value_or(0),
                 round.postgres_lifecycles_per_s.value_or(0));
    report.rounds.push_back(round);
  }
  report.postgres_missing = postgres.missing();
  return finish(options, load, report);
}

int main(int argc, char** argv) {
  CLI::App app(
      "Measures durable lifecycles of contacts over gRPC, beside a bare echo and PostgreSQL.");
  Options options;
  app.add_option("--json", options.json, "write the results to this file as well");
  app.add_option("--agents", options.agents, "agents at work")->check(CLI::Range(1, 100'000));
  app.add_option("--waiting", options.load.waiting, "contacts that stand in line")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--in-flight", options.load.in_flight, "lifecycles under way at once")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--streams", options.load.streams, "Work streams, one connection each")
      ->check(CLI::Range(1, 1000));
  app.add_option("--rounds", options.rounds, "how often everything is measured in turn")
      ->check(CLI::Range(1, 100));
  app.add_option("--seconds", options.seconds, "how long each measurement takes")
      ->check(CLI::Range(0.1, 600.0));
  app.add_option("--connections", options.connections, "connections to PostgreSQL")
      ->check(CLI::Range(1, 60));
  app.add_flag("--no-postgres", options.no_postgres, "leave PostgreSQL out");
  app.add_flag("--no-echo", options.no_echo, "leave the echo out");
  app.add_flag("--echo-server", options.echo_server,
               "be the echo's server (used by the benchmark)");
  CLI11_PARSE(app, argc, argv);
  if (options.echo_server) return run_echo_server();
  return run(options, "/proc/self/exe");
}

}  // namespace
}  // namespace usher::bench

int main(int argc, char** argv) { return usher::bench::main(argc, argv); }
