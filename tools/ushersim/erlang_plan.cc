#include "tools/ushersim/erlang_plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

#include "tools/client/times.h"
#include "tools/queueing/erlang.h"

namespace usher::sim {
namespace {

constexpr std::int64_t kMostAgents = 1'000'000;
constexpr std::int64_t kMostRows = 1000;

absl::Status refused(absl::string_view option, absl::string_view text, absl::string_view right) {
  return absl::InvalidArgumentError(absl::StrCat(option, " \"", text, "\": ", right));
}

absl::StatusOr<double> read_seconds(absl::string_view option, const std::string& text,
                                    bool zero_allowed) {
  const auto duration = client::parse_duration(text);
  if (!duration.ok()) return refused(option, text, "write a time, as in 240s or 4m");
  const double seconds = absl::ToDoubleSeconds(*duration);
  if (seconds < 0 || (seconds == 0 && !zero_allowed) || seconds > 1e7) {
    return refused(option, text,
                   zero_allowed ? "must be 0s to 115 days" : "must be above 0s, 115 days at most");
  }
  return seconds;
}

// "80" and "80%" are 0.8.
absl::StatusOr<double> read_share(absl::string_view option, absl::string_view text) {
  double percent = 0;
  if (!absl::SimpleAtod(absl::StripSuffix(text, "%"), &percent) ||
      !(percent > 0 && percent < 100)) {
    return refused(option, text, "write percent above 0 and below 100, as in 80%");
  }
  return percent / 100;
}

absl::Status read_optional_share(absl::string_view option, const std::string& text,
                                 std::optional<double>& share) {
  if (text.empty()) return absl::OkStatus();
  const auto value = read_share(option, text);
  if (value.ok()) share = *value;
  return value.status();
}

absl::Status read_target(const std::string& text, ErlangQuestion& question) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  constexpr absl::string_view kRight = "write SHARE/TIME, as in 80/20s: 80 % served within 20 s";
  if (parts.size() != 2) return refused("--target", text, kRight);
  const auto share = read_share("--target", parts[0]);
  const auto time = read_seconds("--target", parts[1], true);
  if (!share.ok() || !time.ok()) return refused("--target", text, kRight);
  question.targets.service_level = {*share, *time};
  return absl::OkStatus();
}

absl::Status read_agents(const std::string& text, ErlangQuestion& question) {
  if (text.empty()) return absl::OkStatus();
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('-', 1));
  std::int64_t first = 0;
  std::int64_t last = 0;
  if (!absl::SimpleAtoi(parts.front(), &first) || !absl::SimpleAtoi(parts.back(), &last) ||
      first < 1 || last < first || last > kMostAgents) {
    return refused("--agents", text,
                   absl::StrCat("write a number or a range, as in 10-20, of 1 to ", kMostAgents));
  }
  if (last - first >= kMostRows) {
    return refused("--agents", text, absl::StrCat("name a range of ", kMostRows, " at most"));
  }
  question.first = first;
  question.last = last;
  return absl::OkStatus();
}

absl::Status read_model(const ErlangArguments& arguments, ErlangQuestion& question) {
  const bool impatient = !arguments.patience.empty();
  const std::string& model = arguments.model;
  if (model == "B" || model == "b") {
    question.model = ErlangModel::kB;
    if (impatient) return refused("--model", model, "nobody waits in it; leave out --patience");
  } else if (model == "C" || model == "c") {
    question.model = ErlangModel::kC;
    if (impatient) return refused("--model", model, "nobody gives up in it; use A with --patience");
  } else if (model == "A" || model == "a" || (model.empty() && impatient)) {
    question.model = ErlangModel::kA;
    if (!impatient) return refused("--model", model, "needs --patience, as in 180s");
    const auto patience = read_seconds("--patience", arguments.patience, false);
    if (!patience.ok()) return patience.status();
    question.patience = *patience;
  } else if (!model.empty()) {
    return refused("--model", model, "use A (people give up), B (nobody waits) or C (all wait)");
  }
  return absl::OkStatus();
}

absl::Status read_limits(const ErlangArguments& arguments, ErlangQuestion& question) {
  queueing::ServiceTargets& targets = question.targets;
  for (const absl::Status& status :
       {read_optional_share("--max-abandon", arguments.most_abandoned, targets.p_abandon),
        read_optional_share("--max-occupancy", arguments.most_occupied, targets.utilization),
        read_optional_share("--max-p-wait", arguments.most_waiting, targets.p_wait),
        read_optional_share("--max-block", arguments.most_blocked, question.most_blocked)}) {
    if (!status.ok()) return status;
  }
  if (!arguments.mean_wait.empty()) {
    const auto wait = read_seconds("--max-mean-wait", arguments.mean_wait, false);
    if (!wait.ok()) return wait.status();
    targets.mean_wait = *wait;
  }
  if (!arguments.shrinkage.empty()) {
    const auto shrinkage = read_share("--shrinkage", arguments.shrinkage);
    if (!shrinkage.ok()) return shrinkage.status();
    question.shrinkage = *shrinkage;
  }
  return absl::OkStatus();
}

// Targets that the model has no word for, and what it aims at if nothing was said.
absl::Status read_targets(const ErlangArguments& arguments, ErlangQuestion& question) {
  if (absl::Status limits = read_limits(arguments, question); !limits.ok()) return limits;
  if (question.model == ErlangModel::kB) {
    for (const auto& [option, text] : {std::pair{"--target", arguments.target},
                                       {"--max-abandon", arguments.most_abandoned},
                                       {"--max-p-wait", arguments.most_waiting},
                                       {"--max-mean-wait", arguments.mean_wait}}) {
      if (!text.empty()) return refused(option, text, "nobody waits in Erlang B; use --max-block");
    }
    if (!question.most_blocked && !question.targets.utilization) question.most_blocked = 0.01;
    return absl::OkStatus();
  }
  if (question.most_blocked) {
    return refused("--max-block", arguments.most_blocked,
                   "nobody is turned away in Erlang A and C; use --model B, or --target");
  }
  if (question.model == ErlangModel::kC && question.targets.p_abandon) {
    return refused("--max-abandon", arguments.most_abandoned,
                   "nobody gives up without --patience; add it");
  }
  if (!arguments.target.empty()) return read_target(arguments.target, question);
  const bool other = question.targets.p_abandon || question.targets.utilization ||
                     question.targets.p_wait || question.targets.mean_wait;
  if (!other) question.targets.service_level = {0.8, 20};
  return absl::OkStatus();
}

ErlangRow lost_row(const ErlangQuestion& question, std::int64_t agents) {
  ErlangRow row;
  row.agents = agents;
  row.p_block = queueing::erlang_b(agents, question.load());
  row.service_level = 1 - row.p_block;
  row.utilization = question.load() * (1 - row.p_block) / static_cast<double>(agents);
  row.meets = (!question.most_blocked || row.p_block <= *question.most_blocked) &&
              (!question.targets.utilization || row.utilization <= *question.targets.utilization);
  return row;
}

ErlangRow waiting_row(const ErlangQuestion& question, std::int64_t agents) {
  const queueing::DelayQueue queue({agents, question.calls_per_hour / 3600,
                                    1 / question.handling_time,
                                    question.patience > 0 ? 1 / question.patience : 0});
  ErlangRow row;
  row.agents = agents;
  row.stable = queue.stable();
  row.meets = queueing::meets(queue, question.targets);
  row.p_wait = queue.p_wait();
  row.p_abandon = queue.p_abandon();
  row.mean_wait = queue.mean_wait();
  row.mean_wait_served = queue.mean_wait_served();
  for (std::size_t i = 0; i < row.wait_quantiles.size(); ++i) {
    row.wait_quantiles[i] = queue.wait_quantile(report::kQuantiles[i]);
  }
  const auto& target = question.targets.service_level;
  row.service_level = queue.service_level(target ? target->time : 20);
  row.mean_queue = queue.mean_queue();
  row.utilization = queue.utilization();
  return row;
}

ErlangRow row_of(const ErlangQuestion& question, std::int64_t agents) {
  return question.model == ErlangModel::kB ? lost_row(question, agents)
                                           : waiting_row(question, agents);
}

std::optional<std::int64_t> recommend(const ErlangQuestion& question) {
  if (question.model == ErlangModel::kB) {
    // Blocking and occupancy both fall with every agent more.
    std::int64_t few = 0;
    std::int64_t many = 1;
    while (!lost_row(question, many).meets) {
      if (many >= kMostAgents) return std::nullopt;
      few = many;
      many = std::min(kMostAgents, 2 * many);
    }
    while (many - few > 1) {
      const std::int64_t middle = few + (many - few) / 2;
      (lost_row(question, middle).meets ? many : few) = middle;
    }
    return many;
  }
  return queueing::smallest_staffing({1, question.calls_per_hour / 3600, 1 / question.handling_time,
                                      question.patience > 0 ? 1 / question.patience : 0},
                                     question.targets, kMostAgents);
}

}  // namespace

absl::StatusOr<ErlangQuestion> read_question(const ErlangArguments& arguments) {
  ErlangQuestion question;
  question.calls_per_hour = arguments.calls_per_hour;
  if (!(question.calls_per_hour > 0) || !(question.calls_per_hour <= 1e9)) {
    return absl::InvalidArgumentError("--calls-per-hour must be above 0, 1000000000 at most");
  }
  const auto handling_time = read_seconds("--aht", arguments.handling_time, false);
  if (!handling_time.ok()) return handling_time.status();
  question.handling_time = *handling_time;
  if (question.load() > 0.9 * kMostAgents) {
    return absl::InvalidArgumentError(
        absl::StrCat("--calls-per-hour times --aht is a load of ", question.load(),
                     " erlangs; this computes up to ", 0.9 * kMostAgents));
  }
  if (absl::Status status = read_model(arguments, question); !status.ok()) return status;
  if (absl::Status status = read_targets(arguments, question); !status.ok()) return status;
  if (absl::Status status = read_agents(arguments.agents, question); !status.ok()) return status;
  return question;
}

ErlangAnswer answer(const ErlangQuestion& question) {
  ErlangAnswer answer;
  answer.recommended = recommend(question);
  const std::int64_t middle =
      answer.recommended.value_or(static_cast<std::int64_t>(std::ceil(question.load())));
  const std::int64_t first = question.first.value_or(std::max<std::int64_t>(1, middle - 4));
  const std::int64_t last = question.last.value_or(middle + 4);
  for (std::int64_t agents = first; agents <= last; ++agents) {
    answer.rows.push_back(row_of(question, agents));
  }
  return answer;
}

std::int64_t rostered(const ErlangQuestion& question, std::int64_t agents) {
  return static_cast<std::int64_t>(
      std::ceil(static_cast<double>(agents) / (1 - question.shrinkage) - 1e-9));
}

}  // namespace usher::sim
