#include "tests/simulation/world.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "routing/text.h"

namespace usher::simulation {
namespace {

using core::Channel;
using core::NeedCode;
using routing::Modality;
using routing::str_cat;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const std::vector<std::string> kSkills = {"benefits", "housing", "tax"};
const std::vector<std::string> kSites = {"north", "south"};
const std::vector<std::string> kTongues = {"es", "vi", "es-MX", "uk"};
const std::vector<NeedCode> kAbilityNeeds = {NeedCode::kRtt, NeedCode::kPlainLanguage,
                                             NeedCode::kStepFree};

routing::SkillClauses a_wish(Random& random) {
  routing::SkillClauses clauses;
  clauses.push_back({{random.pick(kSkills), static_cast<routing::Level>(random.between(1, 4))}});
  if (random.chance(300)) {
    const routing::SkillTerm other{random.pick(kSkills), 1};
    if (other.name != clauses[0][0].name) clauses[0].push_back(other);
    std::sort(clauses[0].begin(), clauses[0].end());
  }
  return clauses;
}

core::QueueModel a_queue(Random& random, const std::string& id) {
  core::QueueModel queue;
  queue.id = id;
  queue.priority_minutes = static_cast<std::int32_t>(random.between(0, 3) * 10);
  queue.target = minutes(2);
  queue.offer_timeout = seconds(random.between(10, 40));
  queue.break_after_missed_offer = random.chance(600);
  queue.reoffer_after = seconds(random.between(0, 4) * 60);
  queue.wrap_up_limit = seconds(random.between(0, 3) * 45);
  queue.outcome_required = random.chance(300);
  queue.ranking = static_cast<routing::Ranking>(random.below(4));
  queue.starvation_bound = minutes(random.between(15, 60));
  queue.max_waiting = random.chance(300) ? static_cast<std::int32_t>(random.between(3, 15)) : 0;
  return queue;
}

std::vector<routing::LanguageOption> languages_for(Random& random, Channel channel) {
  const bool writes = channel == Channel::kChat || channel == Channel::kWeb;
  const Modality modality = writes ? Modality::kWritten : Modality::kSpoken;
  if (random.chance(500)) return {};
  if (random.chance(100)) return {{"ase", Modality::kSigned}};
  std::vector<routing::LanguageOption> options;
  options.push_back({random.pick(kTongues), modality});
  if (random.chance(500)) options.push_back({"en", modality, routing::Direction::kBoth, 2});
  if (random.chance(80)) options.back().direction = routing::Direction::kReceive;
  return options;
}

}  // namespace

std::string Options::to_text() const {
  const auto in_seconds = [](Duration duration) {
    return std::chrono::duration_cast<seconds>(duration).count();
  };
  return str_cat("faults=", faults.names(), " safety=", in_seconds(safety),
                 "s liveness=", in_seconds(liveness),
                 "s between_people=", in_seconds(between_people),
                 "s patience=", in_seconds(patience), "s talk=", in_seconds(talk),
                 "s queue_limit=", queue_limit, " pending_limit=", pending_limit,
                 " feed_limit=", feed_limit, " snapshot_every=", snapshot_every);
}

World::World(std::uint64_t seed, const Limits& limits) {
  options_.seed = seed;
  const Random random(seed);
  draw_options(random.fork(1), limits);
  draw_configurations(random.fork(2));
}

void World::draw_options(Random random, const Limits& limits) {
  const int likely = static_cast<int>(random.between(0, 4)) * 200;  // some seeds: no faults
  for (int i = 0; i < kFaultCount; ++i) {
    const auto fault = static_cast<Fault>(i);
    const bool on = random.chance(likely);
    options_.faults.set(fault, on && !limits.without.has(fault));
  }
  options_.safety = minutes(random.between(60, 360));
  options_.liveness = minutes(100);
  options_.between_people = seconds(random.between(20, 120));
  options_.burst_per_mille = static_cast<int>(random.between(0, 30));
  options_.patience = minutes(random.between(3, 25));
  options_.talk = seconds(random.between(60, 420));
  options_.between_kills = minutes(random.between(10, 90));
  const bool overload = options_.faults.has(Fault::kOverload);
  const auto queue_limit = static_cast<std::size_t>(random.between(4, 24));
  const auto pending_limit = static_cast<std::size_t>(random.between(4, 40));
  if (overload) options_.queue_limit = queue_limit;
  if (overload) options_.pending_limit = pending_limit;
  const auto feed_limit = static_cast<std::size_t>(random.between(20, 400));
  if (options_.faults.has(Fault::kSlowReader)) options_.feed_limit = feed_limit;
  options_.snapshot_every = static_cast<std::uint64_t>(random.between(50, 1200));
  options_.append_time = microseconds(random.between(200, 20'000));
}

core::AgentModel World::an_agent(Random& random, const std::string& id) const {
  core::AgentModel agent;
  agent.id = id;
  for (const Modality modality : {Modality::kSpoken, Modality::kWritten}) {
    agent.languages.push_back({.tag = "en", .modality = modality});
  }
  if (random.chance(400)) {
    const std::string tongue = random.pick(kTongues);
    agent.languages.push_back({.tag = tongue, .modality = Modality::kSpoken});
    if (random.chance(600)) {
      agent.languages.push_back({.tag = tongue, .modality = Modality::kWritten});
    }
  }
  if (random.chance(120)) agent.languages.push_back({.tag = "ase", .modality = Modality::kSigned});
  if (random.chance(100)) {
    agent.languages.push_back(
        {.tag = "ar", .modality = Modality::kSpoken, .may_serve = false, .may_interpret = true});
  }
  for (const std::string& skill : kSkills) {
    if (random.chance(550)) {
      agent.skills.push_back({skill, static_cast<routing::Level>(random.between(1, 5))});
    }
  }
  for (const NeedCode need : kAbilityNeeds) {
    if (random.chance(450)) agent.needs.push_back(need);
  }
  if (random.chance(600)) agent.site = random.pick(kSites);
  core::CapacityModel& capacity = agent.capacity;
  for (core::ChannelCapacityModel& channel : capacity.channels) {
    channel.serves = random.chance(600);
    channel.weight = static_cast<std::int32_t>(random.between(1, 4) * 25);
    channel.max = static_cast<std::int32_t>(random.between(1, 3));
    if (random.chance(300))
      channel.interruptible_by = {static_cast<std::uint8_t>(random.below(16))};
  }
  capacity.channels[random.below(2)].serves = true;
  return agent;
}

core::Model World::first_configuration(Random& random) const {
  core::Model model;
  model.agency = "simulated";
  model.time_zone = "UTC";
  model.default_language = "en";
  model.skills = kSkills;
  model.sites = kSites;
  model.services = {{"general", "", {}}, {"housing", "", {}}, {"tax", "", {}}};
  if (random.chance(500)) model.services[1].required_skills = {{{"housing", 1}}};
  model.queues.push_back(a_queue(random, "main"));
  if (random.chance(700)) {
    model.queues.push_back(a_queue(random, "housing"));
    if (random.chance(400)) model.queues.back().required_skills = a_wish(random);
    model.classification.push_back({.services = {"housing"}, .queue = "housing"});
  }
  if (random.chance(700)) {
    model.queues.push_back(a_queue(random, "counter"));
    model.queues.back().pull_only = random.chance(700);
    model.classification.push_back({.channels = {Channel::kInPerson}, .queue = "counter"});
  }
  model.classification.push_back({.queue = "main"});
  model.adapters = {{"pbx", Channel::kPhone, ""}, {"chat", Channel::kChat, ""}};
  model.break_reasons = {"lunch", "training"};
  model.decline_reasons = {"conflict"};
  model.outcome_codes = {"resolved", "referred"};
  model.session_grace = seconds(random.between(10, 120));
  model.adapter_grace = minutes(random.between(1, 15));
  model.starvation_bound = hours(1);
  model.max_waiting = random.chance(300) ? static_cast<std::int32_t>(random.between(5, 40)) : 1000;
  model.ended_contact_retention = minutes(random.between(30, 600));
  model.ended_contact_limit =
      random.chance(300) ? static_cast<std::int32_t>(random.between(200, 400)) : 10'000;
  return model;
}

// What changes from one revision to the next: a skill, a person, a rule.
void World::alter(Random& random, core::Model& model) const {
  const auto changes = random.between(1, 4);
  for (int i = 0; i < changes; ++i) {
    switch (random.below(6)) {
      case 0: {
        core::AgentModel& agent = model.agents[random.below(model.agents.size())];
        agent = an_agent(random, agent.id);
        break;
      }
      case 1:
        if (model.agents.size() > 2) {
          model.agents.erase(model.agents.begin() +
                             static_cast<std::ptrdiff_t>(random.below(model.agents.size())));
        }
        break;
      case 2: {
        const std::string& id = random.pick(agent_ids_);
        const auto same = [&](const core::AgentModel& agent) { return agent.id == id; };
        if (std::none_of(model.agents.begin(), model.agents.end(), same)) {
          model.agents.push_back(an_agent(random, id));
        }
        break;
      }
      case 3: {
        core::QueueModel& queue = model.queues[random.below(model.queues.size())];
        const bool pull_only = queue.pull_only;
        queue = a_queue(random, queue.id);
        queue.pull_only = pull_only;
        break;
      }
      case 4:
        model.max_waiting = static_cast<std::int32_t>(random.between(5, 1000));
        break;
      default:
        if (model.queues.size() > 1 && random.chance(300)) {
          const std::string gone = model.queues.back().id;
          model.queues.pop_back();
          std::erase_if(model.classification, [&](const auto& rule) { return rule.queue == gone; });
        }
    }
  }
}

void World::add(core::Model model) {
  model.source = str_cat("configuration ", models_.size());
  auto shared = std::make_shared<core::Model>(std::move(model));
  shared->index();
  models_.push_back(std::move(shared));
}

void World::draw_configurations(Random random) {
  const auto agents = random.between(3, 14);
  for (int i = 0; i < agents; ++i) agent_ids_.push_back(str_cat("agent-", i));
  core::Model model = first_configuration(random);
  for (const std::string& id : agent_ids_) model.agents.push_back(an_agent(random, id));
  add(model);
  for (int i = 0; i < 4; ++i) {
    alter(random, model);
    add(model);
  }
}

journal::ModelDecoder World::decoder() const {
  return [models = models_](std::string_view source) -> absl::StatusOr<core::ModelPtr> {
    for (const core::ModelPtr& model : models) {
      if (model->source == source) return model;
    }
    return absl::DataLossError("not a configuration of this simulation");
  };
}

core::ContactDraft World::a_person(Random& random, const std::string& adapter, Instant now) const {
  core::ContactDraft draft;
  draft.adapter = adapter;
  draft.channel = adapter == "pbx"     ? Channel::kPhone
                  : adapter == "chat"  ? Channel::kChat
                  : random.chance(500) ? Channel::kInPerson
                                       : Channel::kWeb;
  const std::vector<std::string> services = {"general", "general", "housing", "tax"};
  draft.service = random.pick(services);
  draft.languages = languages_for(random, draft.channel);
  if (random.chance(60)) draft.fallback = routing::Fallback::kWrittenOk;
  if (random.chance(60)) draft.fallback = routing::Fallback::kProceedAny;
  for (const NeedCode code : kAbilityNeeds) {
    if (!random.chance(90)) continue;
    core::Need need{.code = code, .strength = core::NeedStrength::kHard};
    if (code == NeedCode::kPlainLanguage) {
      need.strength = static_cast<core::NeedStrength>(random.between(1, 2));
    }
    if (random.chance(250)) need.expires = now + minutes(random.between(1, 30));
    draft.needs.push_back(need);
  }
  if (random.chance(80)) draft.needs.push_back({.code = NeedCode::kExtraTime});
  if (random.chance(200)) draft.required_skills = a_wish(random);
  if (draft.channel == Channel::kInPerson || random.chance(80)) draft.site = random.pick(kSites);
  if (random.chance(200)) {
    draft.priority_minutes = static_cast<std::int32_t>(random.between(-20, 40));
  }
  if (random.chance(700)) draft.origin = now - seconds(random.between(0, 90));
  return draft;
}

core::ContactPatch World::a_patch(Random& random) const {
  core::ContactPatch patch;
  switch (random.below(5)) {
    case 0:
      patch.priority_minutes = static_cast<std::int32_t>(random.between(-30, 60));
      break;
    case 1:
      patch.languages = languages_for(random, Channel::kPhone);
      break;
    case 2:
      patch.required_skills = random.chance(500) ? a_wish(random) : routing::SkillClauses{};
      break;
    case 3: {
      const std::vector<std::string> services = {"general", "housing", "tax"};
      patch.service = random.pick(services);
      break;
    }
    default:
      patch.needs = std::vector<core::Need>{{.code = random.pick(kAbilityNeeds)}};
  }
  return patch;
}

}  // namespace usher::simulation
