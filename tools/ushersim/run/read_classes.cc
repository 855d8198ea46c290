// Reading: who comes, what they need, how long they talk and wait.
#include <algorithm>

#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "engine/core/derive.h"
#include "routing/text.h"
#include "tools/ushersim/run/reading.h"

namespace usher::plan {
namespace {

using config::YamlNode;
using routing::Modality;
using routing::str_cat;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration kNothing{};

Modality usual_modality(routing::Channel channel, const std::string& tag) {
  if (routing::is_sign_language(tag)) return Modality::kSigned;
  const bool written = channel == routing::Channel::kChat || channel == routing::Channel::kWeb;
  return written ? Modality::kWritten : Modality::kSpoken;
}

}  // namespace

std::optional<routing::SkillClauses> Reading::skill_expression(const Place& place) const {
  const auto text = place.text();
  if (!text) return std::nullopt;
  auto parsed = routing::parse_skill_expression(*text);
  if (!parsed.ok()) {
    place.error("this is no skill expression", std::string(parsed.status().message()));
    return std::nullopt;
  }
  return *std::move(parsed);
}

void Reading::classes() {
  const auto place = section("classes");
  if (!place || place->node().kind != YamlNode::Kind::kSequence) return;
  for (const Place& part : place->list()) {
    scenario_.classes.emplace_back();
    scenario_.classes.back().id = class_ids_[scenario_.classes.size() - 1];
    contact_class(part, scenario_.classes.back());
  }
}

void Reading::contact_class(const Place& place, ClassPlan& cls) {
  const Fields fields(
      place,
      {"id",          "channel",         "service",  "languages",        "fallback",
       "needs",       "required_skills", "site",     "priority_minutes", "queue",
       "max_waiting", "target",          "arrivals", "service_time",     "service_time_by_group",
       "wrap_up",     "patience",        "retry",    "unmet_factor",     "agent_order"});
  draft(fields, cls);
  queue_of(fields, cls);
  times(fields, cls);
  if (const auto at = fields.need("arrivals", "write how many come: arrivals: {per_hour: 60}")) {
    arrivals(*at, cls.arrivals);
  }
  if (const auto at = fields.get("retry")) retry(*at, cls.retry);
  cls.unmet_factor = fields.number("unmet_factor", 0.01, 100, 1);
  cls.agent_order = fields.references("agent_order", group_ids_, "groups");
}

void Reading::draft(const Fields& fields, ClassPlan& cls) {
  core::ContactDraft& draft = cls.draft;
  if (const auto at = fields.get("channel")) {
    const auto channel = at->word({"PHONE", "CHAT", "WEB", "IN_PERSON"}, "channels");
    if (channel) draft.channel = static_cast<routing::Channel>(*channel);
  }
  if (const auto at = fields.get("service")) {
    draft.service = at->text().value_or("");
    if (scenario_.model->service(draft.service) == nullptr) {
      std::vector<std::string> known;
      for (const auto& service : scenario_.model->services) known.push_back(service.id);
      at->error(str_cat("the service ", config::shown(draft.service), " is unknown"),
                has_agency_ ? config::suggestion(draft.service, known, "services")
                            : "services are those of an agency's configuration: agency: FILE");
    }
  }
  languages(fields, cls);
  if (const auto at = fields.get("fallback")) {
    const auto word = at->word(
        {"INTERPRETER_OK", "DIRECT_ONLY", "RELAY_OK", "WRITTEN_OK", "PROCEED_ANY"}, "fallbacks");
    if (word) draft.fallback = static_cast<routing::Fallback>(*word);
  }
  for (const core::NeedCode code : needs(fields)) {
    core::Need need;
    need.code = code;
    need.strength = core::traits(code).default_strength;
    draft.needs.push_back(std::move(need));
  }
  if (const auto at = fields.get("required_skills")) {
    draft.required_skills = skill_expression(*at).value_or(routing::SkillClauses());
  }
  draft.site = fields.text("site", "");
  draft.priority_minutes =
      static_cast<std::int32_t>(fields.integer("priority_minutes", -1440, 1440, 0));
}

void Reading::languages(const Fields& fields, ClassPlan& cls) {
  core::ContactDraft& draft = cls.draft;
  for (const Place& part : fields.list("languages")) {
    Place tag = part;
    std::optional<Modality> modality;
    if (part.node().kind == YamlNode::Kind::kMap) {
      const Fields each(part, {"tag", "modality"});
      const auto at = each.need("tag", "write the language: tag: es");
      if (!at) continue;
      tag = *at;
      if (const auto how = each.get("modality")) {
        const auto index = how->word({"SPOKEN", "WRITTEN", "SIGNED"}, "modalities");
        if (index) modality = static_cast<Modality>(*index);
      }
    }
    const auto text = tag.text();
    if (!text) continue;
    const auto canonical = routing::canonical_language_tag(*text);
    if (!canonical.ok()) {
      tag.error("no language", std::string(canonical.status().message()));
      continue;
    }
    routing::LanguageOption option{*canonical,
                                   modality.value_or(usual_modality(draft.channel, *canonical))};
    option.rank = static_cast<std::uint32_t>(draft.languages.size() + 1);
    const absl::Status valid = routing::validate_language(option.tag, option.modality);
    if (!valid.ok()) {
      tag.error("not a language that can be used so", std::string(valid.message()));
      continue;
    }
    draft.languages.push_back(std::move(option));
  }
  cls.language =
      draft.languages.empty() ? scenario_.model->default_language : draft.languages.front().tag;
}

void Reading::queue_of(const Fields& fields, ClassPlan& cls) {
  const auto room = fields.get("max_waiting");
  if (const auto at = fields.get("queue")) {
    const auto index = at->word(queue_ids_, "queues");
    cls.queue = index.value_or(0);
    if (room) {
      room->error("\"max_waiting\" can't stand beside \"queue\"",
                  "the waiting room is the queue's; write it there");
    }
    if (!index) return;
  } else if (has_agency_) {
    const core::QueueModel& queue = core::classify(*scenario_.model, cls.draft);
    const auto found = std::find(queue_ids_.begin(), queue_ids_.end(), queue.id);
    cls.queue = static_cast<std::size_t>(found - queue_ids_.begin());
    if (room) {
      room->error("the waiting room is the queue's", "set it in the agency's configuration");
    }
  } else if (const auto same = std::find(queue_ids_.begin(), queue_ids_.end(), cls.id);
             same != queue_ids_.end()) {
    room ? room->error("there is a queue of this name", "write the waiting room there") : void();
    cls.queue = static_cast<std::size_t>(same - queue_ids_.begin());
  } else {
    QueuePlan plan;
    plan.model.id = cls.id;
    plan.model.target = minutes(5);
    if (room) plan.max_waiting = room->integer(0, 10'000'000);
    cls.queue = scenario_.queues.size();
    scenario_.queues.push_back(std::move(plan));
    queue_ids_.push_back(cls.id);
  }
  const Duration usual = scenario_.queues[cls.queue].model.target;
  cls.target = fields.duration("target", kNothing, hours(24 * 30), usual);
}

void Reading::times(const Fields& fields, ClassPlan& cls) {
  if (const auto at = fields.need("service_time",
                                  "write how long it takes: service_time: {exponential: 180s}")) {
    cls.service_time = distribution(*at, false);
  }
  if (const auto at = fields.get("service_time_by_group")) {
    const Fields each(*at, group_ids_);
    for (std::size_t group = 0; group < group_ids_.size(); ++group) {
      const auto one = each.get(group_ids_[group]);
      if (one) cls.service_time_of.emplace_back(group, distribution(*one, false));
    }
  }
  if (const auto at = fields.get("wrap_up")) cls.wrap_up = distribution(*at, false);
  const auto patience = fields.get("patience");
  cls.patience = patience ? distribution(*patience, true) : never();
}

void Reading::retry(const Place& place, RetryPlan& retry) {
  const Fields fields(place,
                      {"after_block", "after_abandon", "delay", "max_attempts", "keeps_place"});
  retry.after_block = fields.number("after_block", 0, 1, 0);
  retry.after_abandon = fields.number("after_abandon", 0, 1, 0);
  retry.max_attempts = static_cast<int>(fields.integer("max_attempts", 2, 1000, 10));
  retry.keeps_place = fields.boolean("keeps_place", false);
  if (retry.after_block == 0 && retry.after_abandon == 0) {
    place.error("nobody comes again",
                "write after_block or after_abandon with a probability above 0, or remove it");
  }
  if (const auto at = fields.need("delay", "write after how long: delay: {exponential: 20m}")) {
    retry.delay = distribution(*at, false);
  }
}

}  // namespace usher::plan
