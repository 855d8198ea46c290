#include "tools/ushersim/run/replay.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"

#include "engine/core/derive.h"
#include "engine/core/event.h"
#include "engine/core/state.h"
#include "routing/text.h"
#include "tools/ushersim/run/scenario_reader.h"

namespace usher::plan {
namespace {

using routing::str_cat;

constexpr Duration kBin = std::chrono::minutes(30);

// Takes the journal in, record by record.
class Recorder {
 public:
  explicit Recorder(Recorded& recorded) : recorded_(recorded) {}

  void take(const core::Record& record) {
    core::apply(state_, record);
    if (recorded_.first == routing::Instant()) recorded_.first = record.at;
    recorded_.last = record.at;
    at_ = record.at;
    for (const core::Event& event : record.events) std::visit(*this, event);
  }

  void operator()(const core::ConfigApplied& event) { recorded_.model = event.model; }
  void operator()(const core::ContactSubmitted& event) { come(event.id, event.draft); }
  void operator()(const core::ContactBlocked& event) { come(event.id, event.draft); }
  void operator()(const core::ContactUpdated& event) {
    if (RecordedPerson* who = person(event.id)) who->draft = event.draft;
  }
  void operator()(const core::ContactConnected& event) {
    RecordedPerson* who = person(event.id);
    if (who != nullptr && !who->connected) who->connected = at_;
  }
  void operator()(const core::ContactClosed& event) {
    RecordedPerson* who = person(event.id);
    if (who == nullptr) return;
    if (who->connected) {
      who->service = at_ - *who->connected;
    } else {
      who->patience = at_ - who->at;
    }
  }
  void operator()(const core::AgentSignedIn& event) {
    change(event.agent, event.presence == core::Presence::kAvailable);
  }
  void operator()(const core::PresenceChanged& event) {
    change(event.agent, event.presence == core::Presence::kAvailable);
  }
  void operator()(const core::AgentSignedOut& event) { change(event.agent, false); }
  // Everything else changes neither the people nor the hours.
  template <typename Other>
  void operator()(const Other&) {}

 private:
  void come(routing::ContactId id, const core::ContactDraft& draft) {
    index_[id.value] = recorded_.people.size();
    recorded_.people.push_back({draft, at_, {}, {}, {}});
  }
  RecordedPerson* person(routing::ContactId id) {
    const auto found = index_.find(id.value);
    return found == index_.end() ? nullptr : &recorded_.people[found->second];
  }
  void change(routing::AgentId id, bool available) {
    if (const core::Agent* agent = state_.agent(id)) names_[id.value] = agent->key;
    const auto name = names_.find(id.value);
    if (name != names_.end()) recorded_.agents[name->second].emplace_back(at_, available);
  }

  Recorded& recorded_;
  core::State state_;
  routing::Instant at_;
  std::map<std::uint64_t, std::size_t> index_;
  std::map<std::uint64_t, std::string> names_;  // also of agents who have left since
};

// What the drafts of one class have in common.
core::ContactDraft wishes_of(const core::ContactDraft& draft) {
  core::ContactDraft wishes;
  wishes.channel = draft.channel;
  wishes.service = draft.service;
  wishes.languages = draft.languages;
  wishes.fallback = draft.fallback;
  wishes.needs = draft.needs;
  for (core::Need& need : wishes.needs) need.expires.reset();
  wishes.required_skills = draft.required_skills;
  wishes.site = draft.site;
  wishes.priority_minutes = draft.priority_minutes;
  return wishes;
}

std::string channel_word(routing::Channel channel) {
  switch (channel) {
    case routing::Channel::kPhone:
      return "phone";
    case routing::Channel::kChat:
      return "chat";
    case routing::Channel::kWeb:
      return "web";
    case routing::Channel::kInPerson:
      return "in-person";
  }
  return "";
}

// "phone-es-benefits", with a number where that is taken.
std::string class_name(const ClassPlan& cls, const std::vector<ClassPlan>& others) {
  std::string name = str_cat(channel_word(cls.draft.channel), "-", cls.language);
  if (!cls.draft.service.empty()) name += "-" + cls.draft.service;
  for (const core::Need& need : cls.draft.needs) {
    name += "-" + absl::AsciiStrToLower(routing::to_absl(core::traits(need.code).name));
  }
  std::string free = name;
  const auto is_taken = [&](const ClassPlan& other) { return other.id == free; };
  for (int i = 2; std::any_of(others.begin(), others.end(), is_taken); ++i) {
    free = str_cat(name, "-", i);
  }
  return free;
}

Distribution empirical(std::vector<double> values) {
  Distribution found;
  found.kind = Distribution::Kind::kEmpirical;
  found.values_s = std::make_shared<const std::vector<double>>(std::move(values));
  return found;
}

void add_classes(const Recorded& recorded, routing::Instant begin, const core::Model& model,
                 Scenario& scenario) {
  std::vector<std::vector<TraceEntry>> traces;
  std::vector<double> all;
  for (const RecordedPerson& person : recorded.people) {
    const core::ContactDraft wishes = wishes_of(person.draft);
    const auto same = [&](const ClassPlan& cls) { return cls.draft == wishes; };
    auto cls = std::find_if(scenario.classes.begin(), scenario.classes.end(), same);
    if (cls == scenario.classes.end()) {
      ClassPlan plan;
      plan.draft = wishes;
      plan.language =
          wishes.languages.empty() ? model.default_language : wishes.languages.front().tag;
      plan.id = class_name(plan, scenario.classes);
      plan.patience = never();
      scenario.classes.push_back(std::move(plan));
      traces.emplace_back();
      cls = scenario.classes.end() - 1;
    }
    traces[static_cast<std::size_t>(cls - scenario.classes.begin())].push_back(
        {person.at - begin, person.service, person.patience});
    if (person.service) all.push_back(seconds(*person.service));
  }
  for (std::size_t i = 0; i < scenario.classes.size(); ++i) {
    ClassPlan& cls = scenario.classes[i];
    const core::QueueModel& queue = core::classify(model, cls.draft);
    cls.queue = static_cast<std::size_t>(&queue - model.queues.data());
    cls.target = queue.target;
    std::vector<double> own;
    for (const TraceEntry& entry : traces[i]) {
      if (entry.service) own.push_back(seconds(*entry.service));
    }
    cls.service_time = empirical(own.empty() ? all : own);
    cls.arrivals.trace = std::make_shared<const std::vector<TraceEntry>>(std::move(traces[i]));
  }
}

void add_groups(const Recorded& recorded, routing::Instant begin, const core::Model& model,
                Scenario& scenario) {
  for (const auto& [name, changes] : recorded.agents) {
    const core::AgentModel* agent = model.agent(name);
    if (agent == nullptr) continue;
    GroupPlan group;
    group.id = name;
    group.each = {*agent};
    group.presence = {{Duration(0), 0}};
    for (const auto& [at, available] : changes) {
      const Duration from = at - begin;
      if (group.presence.back().from == from) {
        group.presence.back().count = available ? 1 : 0;
      } else {
        group.presence.push_back({from, available ? 1 : 0});
      }
    }
    scenario.groups.push_back(std::move(group));
  }
}

}  // namespace

absl::StatusOr<Recorded> read_recorded(journal::Reader& reader) {
  Recorded recorded;
  Recorder recorder(recorded);
  const absl::Status read = reader.read(0, [&](const core::Record& record) {
    recorder.take(record);
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  if (recorded.model == nullptr || recorded.people.empty()) {
    return absl::FailedPreconditionError(
        "nobody came in this journal; name the folder of an agency's journal that has seen a day");
  }
  const auto is_served = [](const RecordedPerson& person) { return person.service.has_value(); };
  if (std::none_of(recorded.people.begin(), recorded.people.end(), is_served)) {
    return absl::FailedPreconditionError(
        "nobody was served in this journal, so nothing says how long that takes");
  }
  return recorded;
}

Scenario scenario_of_record(const Recorded& recorded, const core::Model& model,
                            const std::string& policy) {
  Scenario scenario;
  scenario.name = "The record of " + recorded.model->agency;
  const routing::Instant begin(
      std::chrono::floor<std::chrono::hours>(recorded.first.time_since_epoch()));
  scenario.run.replications = 1;
  scenario.run.bins =
      std::max(1, static_cast<int>((recorded.last - begin + kBin - Duration(1)) / kBin));
  scenario.run.to = kBin * scenario.run.bins;
  scenario.model = std::make_shared<core::Model>(model);
  for (const core::QueueModel& queue : model.queues) {
    scenario.queues.push_back({queue, std::nullopt});
    if (queue.max_waiting > 0) scenario.queues.back().max_waiting = queue.max_waiting;
  }
  add_classes(recorded, begin, model, scenario);
  add_groups(recorded, begin, model, scenario);
  scenario.policy.name = policy;
  scenario.policy.relax.resize(scenario.classes.size());
  scenario.reference_language = scenario.classes.front().language;
  const auto speaks_default = [&](const ClassPlan& cls) {
    return cls.language == recorded.model->default_language;
  };
  if (std::any_of(scenario.classes.begin(), scenario.classes.end(), speaks_default)) {
    scenario.reference_language = recorded.model->default_language;
  }
  set_agents(scenario);
  return scenario;
}

}  // namespace usher::plan
