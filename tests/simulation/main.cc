// bin/simulation: runs seeds, and says of the first one that breaks an invariant which, what led to
// it, which faults it needs, and how to see it again.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "CLI/CLI.hpp"
#include "engine/core/fingerprint.h"
#include "routing/text.h"
#include "tests/simulation/simulation.h"

namespace usher::simulation {
namespace {

using routing::str_cat;

struct Arguments {
  std::uint64_t seeds = 100;
  std::uint64_t first = 1;
  std::uint64_t seed = 0;
  std::vector<std::string> without;
  std::vector<std::string> only;
  std::string expect;
  bool trace = false;
};

// For the handler of a failed check: set before each seed.
std::array<char, 512> abort_text{};
bool abort_expected = false;

void on_abort(int) {
  const ssize_t ignored = write(STDOUT_FILENO, abort_text.data(), std::strlen(abort_text.data()));
  static_cast<void>(ignored);
  _exit(abort_expected ? 0 : 1);
}

std::string hex(std::uint64_t number) {
  std::ostringstream text;
  text << std::hex << std::setw(16) << std::setfill('0') << number;
  return text.str();
}

std::string command_for(std::uint64_t seed, const FaultSet& without) {
  std::string off;
  std::string on;
  int count = 0;
  for (int i = 0; i < kFaultCount; ++i) {
    const std::string_view name = kFaultNames[static_cast<std::size_t>(i)].name;
    if (without.has(static_cast<Fault>(i))) {
      off += str_cat(" --without ", name);
      ++count;
    } else {
      on += str_cat(" --only ", name);
    }
  }
  const bool few = count > kFaultCount / 2;
  return str_cat("./dev simulate --seed ", seed, few ? on.empty() ? " --only none" : on : off);
}

Result run(std::uint64_t seed, const Limits& limits, Trace::Mode trace) {
  const std::string text =
      str_cat("seed ", seed, ": broken: check: the engine ended itself, see above\n  again: ",
              command_for(seed, limits.without), " --trace\n");
  abort_text[text.copy(abort_text.data(), abort_text.size() - 1)] = '\0';
  return simulate(seed, limits, trace);
}

// Switches off one fault after the other that the failure does not need.
Limits shrink(std::uint64_t seed, Limits limits, const std::string& family) {
  for (int i = 0; i < kFaultCount; ++i) {
    Limits fewer = limits;
    fewer.without.set(static_cast<Fault>(i), true);
    const Result result = run(seed, fewer, Trace::Mode::kOff);
    if (result.failed && result.family == family) limits = fewer;
  }
  return limits;
}

void report(std::uint64_t seed, const Limits& limits, const Result& result) {
  std::cout << "seed " << seed << ": broken: " << result.family << ": " << result.text << "\n";
  const Limits fewest = shrink(seed, limits, result.family);
  const Result again = run(seed, fewest, Trace::Mode::kKeepLast);
  std::cout << "  options: " << again.options
            << "\n  what led to it, with as few faults as it takes:\n";
  for (const std::string& line : again.last_events) std::cout << "    " << line << "\n";
  std::cout << "  broken: " << again.family << ": " << again.text << "\n"
            << "  again, as found:  " << command_for(seed, limits.without) << "\n"
            << "  again, with less: " << command_for(seed, fewest.without) << " --trace\n";
}

int run_one(const Arguments& arguments, const Limits& limits) {
  const auto mode = arguments.trace ? Trace::Mode::kPrint : Trace::Mode::kOff;
  const Result result = run(arguments.seed, limits, mode);
  std::cout << "options: " << result.options << "\n"
            << "contacts " << result.contacts << ", records " << result.records << ", kills "
            << result.kills << ", steps " << result.steps << ", simulated "
            << std::chrono::duration_cast<std::chrono::seconds>(result.simulated).count() << " s\n";
  if (result.failed) report(arguments.seed, limits, result);
  std::cout << "seed " << arguments.seed << (result.failed ? " failed" : " passed") << ", journal "
            << hex(result.journal_hash) << std::endl;
  return result.failed ? 1 : 0;
}

int run_many(const Arguments& arguments, const Limits& limits) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t start_cpu = std::clock();
  std::uint64_t hash = core::kFingerprintSeed;
  std::uint64_t records = 0;
  std::uint64_t contacts = 0;
  std::uint64_t kills = 0;
  Duration simulated{};
  const std::uint64_t end = arguments.first + arguments.seeds;
  for (std::uint64_t seed = arguments.first; seed < end; ++seed) {
    const Result result = run(seed, limits, Trace::Mode::kOff);
    hash = core::fingerprint(hex(result.journal_hash), hash);
    records += result.records;
    contacts += result.contacts;
    kills += result.kills;
    simulated += result.simulated;
    if (!result.failed) continue;
    if (arguments.expect.empty()) report(seed, limits, result);
    std::cout << "seed " << seed << " failed (" << result.family << ": " << result.text
              << "), journal " << hex(result.journal_hash) << std::endl;
    return result.family == arguments.expect ? 0 : 1;
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  // One core's worth, whatever else the machine does.
  const std::int64_t cpu_ms = (std::clock() - start_cpu) / (CLOCKS_PER_SEC / 1000);
  const auto milli_days = simulated / std::chrono::milliseconds(86'400);
  std::cout << "contacts " << contacts << ", records " << records << ", kills " << kills << "\n"
            << milli_days / 1000 << "." << milli_days / 100 % 10 << " agency-days in "
            << cpu_ms / 1000 << "." << cpu_ms / 100 % 10 << " s of one core ("
            << took.count() / 1000 << "." << took.count() / 100 % 10
            << " s by the clock): " << milli_days * 60 / std::max<std::int64_t>(cpu_ms, 1)
            << " agency-days a minute\n"
            << "seeds " << arguments.first << " to " << end - 1 << " passed, journals " << hex(hash)
            << std::endl;
  return arguments.expect.empty() ? 0 : 1;
}

bool limits_of(const Arguments& arguments, Limits& limits) {
  const auto each = [](const std::vector<std::string>& names, auto what) {
    for (const std::string& name : names) {
      const auto fault = fault_named(name);
      if (!fault && name != "none") {
        std::cerr << "no fault \"" << name << "\"; --faults lists them\n";
        return false;
      }
      if (fault) what(*fault);
    }
    return true;
  };
  if (!arguments.only.empty()) {
    for (int i = 0; i < kFaultCount; ++i) limits.without.set(static_cast<Fault>(i), true);
  }
  return each(arguments.only, [&](Fault fault) { limits.without.set(fault, false); }) &&
         each(arguments.without, [&](Fault fault) { limits.without.set(fault, true); });
}

int main_of(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{"The deterministic simulation: whole agencies on virtual time, with faults"};
  app.add_option("--seeds", arguments.seeds, "how many seeds to run (100)");
  app.add_option("--first", arguments.first, "the first of them (1)");
  CLI::Option* one =
      app.add_option("--seed", arguments.seed, "run this one only, the same each time");
  app.add_option("--without", arguments.without, "a fault that stays off; may be given again");
  app.add_option("--only", arguments.only, "of the faults of a seed only these, or none");
  app.add_option("--expect", arguments.expect,
                 "succeed if and only if an invariant of this family is the first to break");
  app.add_flag("--trace", arguments.trace, "with --seed: print what happens");
  bool list = false;
  app.add_flag("--faults", list, "list the faults and exit");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    for (const FaultName& fault : kFaultNames) {
      std::cout << std::left << std::setw(16) << fault.name << fault.words << "\n";
    }
    return 0;
  }
  Limits limits;
  if (!limits_of(arguments, limits)) return 2;
  abort_expected = arguments.expect == "check";
  std::signal(SIGABRT, on_abort);
  if (*one) {
    std::cout << "seed " << arguments.seed << std::endl;
    return run_one(arguments, limits);
  }
  std::cout << "seeds " << arguments.first << " to " << arguments.first + arguments.seeds - 1
            << std::endl;
  return run_many(arguments, limits);
}

}  // namespace
}  // namespace usher::simulation

int main(int argc, char** argv) { return usher::simulation::main_of(argc, argv); }
