#include "engine/http/metrics.h"

#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "engine/core/derive.h"
#include "prometheus/metric_family.h"
#include "prometheus/text_serializer.h"
#include "routing/text.h"

namespace usher::http {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

double seconds(core::Duration d) { return static_cast<double>(d.count()) / 1e6; }

class Families {
 public:
  void add(const char* name, const char* help, MetricType type, const Labels& labels,
           double value) {
    MetricFamily& family = family_of(name, help, type);
    ClientMetric metric;
    metric.label = labels;
    if (type == MetricType::Counter) {
      metric.counter.value = value;
    } else {
      metric.gauge.value = value;
    }
    family.metric.push_back(std::move(metric));
  }
  void counter(const char* name, const char* help, const Labels& labels, std::int64_t value) {
    add(name, help, MetricType::Counter, labels, static_cast<double>(value));
  }
  void gauge(const char* name, const char* help, const Labels& labels, std::int64_t value) {
    add(name, help, MetricType::Gauge, labels, static_cast<double>(value));
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  MetricFamily& family_of(const char* name, const char* help, MetricType type) {
    for (MetricFamily& family : families_) {
      if (family.name == name) return family;
    }
    families_.push_back({.name = name, .help = help, .type = type});
    return families_.back();
  }
  std::vector<MetricFamily> families_;
};

// What a scrape takes from the state.
struct Picture {
  std::int64_t revision = 0;
  std::vector<std::pair<std::string, core::QueueCounters>> queues;
  std::vector<std::int64_t> agents_by_state = std::vector<std::int64_t>(8, 0);
};

class Look : public runtime::Task {
 public:
  explicit Look(std::promise<std::optional<Picture>> done) : done_(std::move(done)) {}
  void answer(const core::State& state, const core::StepOutcome*) override {
    if (state.model() == nullptr) return;
    picture_.revision = state.model()->revision;
    for (const core::QueueModel& queue : state.model()->queues) {
      picture_.queues.emplace_back(queue.id, state.counters(queue.id));
    }
    state.agents_after({}, [this, &state](const core::Agent& agent) {
      ++picture_.agents_by_state[static_cast<std::size_t>(core::state_of(state, agent))];
      return true;
    });
  }
  void release(const absl::Status& durable) override {
    done_.set_value(durable.ok() ? std::optional(std::move(picture_)) : std::nullopt);
  }

 private:
  std::promise<std::optional<Picture>> done_;
  Picture picture_;
};

std::optional<Picture> picture_of(runtime::Agency& agency) {
  std::promise<std::optional<Picture>> done;
  auto taken = done.get_future();
  if (!agency.submit(std::make_unique<Look>(std::move(done))).ok()) return std::nullopt;
  if (taken.wait_for(kScrapePatience) != std::future_status::ready) return std::nullopt;
  return taken.get();
}

void add_queue(Families& out, const Labels& labels, const core::QueueCounters& c) {
  out.gauge("usher_queue_waiting_contacts", "Contacts in line, offered ones included.", labels,
            c.waiting + c.offered);
  out.gauge("usher_queue_offered_contacts", "Contacts with a live offer.", labels, c.offered);
  out.gauge("usher_queue_in_service_contacts", "Contacts assigned, connected or held.", labels,
            c.in_service);
  out.gauge("usher_queue_wrap_up_contacts", "Contacts in wrap-up.", labels, c.wrap_up);
  out.counter("usher_queue_contacts_total", "Contacts taken in.", labels, c.offered_to_queue);
  out.counter("usher_queue_answered_total", "Contacts connected to an agent.", labels, c.answered);
  out.counter("usher_queue_answered_in_target_total", "Contacts connected within the target.",
              labels, c.answered_in_target);
  out.counter("usher_queue_abandoned_total", "Contacts whose person left unserved.", labels,
              c.abandoned);
  out.counter("usher_queue_completed_total", "Contacts completed.", labels, c.completed);
  out.counter("usher_queue_cancelled_total", "Contacts withdrawn.", labels, c.cancelled);
  out.counter("usher_queue_lost_total", "Contacts lost by their channel.", labels, c.lost);
  out.counter("usher_queue_blocked_total", "Contacts refused at the door.", labels, c.blocked);
  out.counter("usher_queue_no_show_total", "Contacts called who did not come.", labels, c.no_show);
  out.counter("usher_queue_unresolved_at_close_total", "Contacts unserved at closing time.", labels,
              c.unresolved_at_close);
  out.counter("usher_queue_offers_total", "Offers made.", labels, c.offers);
  out.counter("usher_queue_offers_declined_total", "Offers declined.", labels, c.declined);
  out.counter("usher_queue_offers_missed_total", "Offers not answered in time.", labels, c.missed);
  out.add("usher_queue_wait_seconds_total",
          "Waits of answered contacts from the first attempt, summed.", MetricType::Counter, labels,
          seconds(c.wait_sum));
}

void add_runtime(Families& out, const Labels& labels, const runtime::AgencyStatus& status) {
  out.gauge("usher_journal_sequence", "The last durable record.", labels,
            static_cast<std::int64_t>(status.durable_sequence));
  out.gauge("usher_journal_failing", "1 while the journal can't be written.", labels,
            status.journal_failing ? 1 : 0);
  out.counter("usher_journal_batches_total", "Appends to the journal.", labels,
              static_cast<std::int64_t>(status.batches));
  out.add("usher_journal_append_seconds_total", "Time spent in appends.", MetricType::Counter,
          labels, seconds(status.append_time));
  out.counter("usher_snapshots_total", "Snapshots written.", labels,
              static_cast<std::int64_t>(status.snapshots));
  out.counter("usher_commands_total", "Commands and looks taken up by the writer.", labels,
              static_cast<std::int64_t>(status.commands));
  out.counter("usher_commands_refused_full_total", "Calls refused because the queue was full.",
              labels, static_cast<std::int64_t>(status.refused_full));
  out.gauge("usher_command_queue_depth", "Calls waiting for the writer.", labels,
            static_cast<std::int64_t>(status.queue_depth));
  out.gauge("usher_command_queue_limit", "The bound of that queue.", labels,
            static_cast<std::int64_t>(status.queue_limit));
  out.add("usher_recovery_seconds", "How long the last recovery took.", MetricType::Gauge, labels,
          seconds(status.recovery_time));
}

void add_agents(Families& out, const std::string& agency, const Picture& picture) {
  constexpr const char* kNames[] = {nullptr, "offline", "available", "reserved",
                                    "busy",  "wrap_up", "break",     "draining"};
  for (std::size_t state = 1; state < picture.agents_by_state.size(); ++state) {
    out.gauge("usher_agents", "Agents by state.", {{"agency", agency}, {"state", kNames[state]}},
              picture.agents_by_state[state]);
  }
}

}  // namespace

Reply metrics(const std::vector<runtime::Agency*>& agencies, const std::string& version) {
  Families out;
  out.gauge("usher_build_info", "1; the label says which version runs.", {{"version", version}}, 1);
  for (runtime::Agency* agency : agencies) {
    const Labels labels = {{"agency", agency->id()}};
    add_runtime(out, labels, agency->status());
    const std::optional<Picture> picture = picture_of(*agency);
    out.gauge("usher_scrape_complete", "0 where the writer did not answer in time.", labels,
              picture ? 1 : 0);
    if (!picture) continue;
    out.gauge("usher_config_revision", "The configuration revision in force.", labels,
              picture->revision);
    add_agents(out, agency->id(), *picture);
    for (const auto& [queue, counters] : picture->queues) {
      add_queue(out, {{"agency", agency->id()}, {"queue", queue}}, counters);
    }
  }
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = out.text()};
}

Reply health(const std::vector<runtime::Agency*>& agencies) {
  std::string failing;
  for (runtime::Agency* agency : agencies) {
    if (agency->status().journal_failing) failing += " " + agency->id();
  }
  if (failing.empty()) return {.body = "serving\n"};
  return {.status = 503, .body = "the journal can't be written:" + failing + "\n"};
}

}  // namespace usher::http
