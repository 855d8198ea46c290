// Reading: the agents, what they bring and when they are there.
#include <algorithm>

#include "absl/strings/str_join.h"

#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/text.h"
#include "tools/ushersim/run/reading.h"
#include "tools/ushersim/run/scenario_reader.h"

namespace usher::plan {
namespace {

using config::YamlNode;
using routing::Modality;
using routing::str_cat;

const std::vector<std::string>& channel_names() {
  static const std::vector<std::string> names = {"PHONE", "CHAT", "WEB", "IN_PERSON"};
  return names;
}

// Adds `change` agents from `from` until `to`.
void add_between(std::vector<PresencePart>& presence, Duration from, Duration to,
                 std::int64_t change) {
  const auto cut = [&](Duration at) {
    const auto next =
        std::upper_bound(presence.begin(), presence.end(), at,
                         [](Duration time, const PresencePart& part) { return time < part.from; });
    const std::int64_t count = next == presence.begin() ? 0 : (next - 1)->count;
    if (next == presence.begin() || (next - 1)->from != at) presence.insert(next, {at, count});
  };
  cut(from);
  cut(to);
  for (PresencePart& part : presence) {
    if (part.from >= from && part.from < to) part.count += change;
  }
}

}  // namespace

std::vector<core::NeedCode> Reading::needs(const Fields& fields) const {
  std::vector<std::string> names;
  for (int i = 1; i <= core::kNeedCodeCount; ++i) {
    names.emplace_back(core::traits(static_cast<core::NeedCode>(i)).name);
  }
  std::vector<core::NeedCode> codes;
  for (const std::size_t index : fields.references("needs", names, "needs")) {
    codes.push_back(static_cast<core::NeedCode>(index + 1));
  }
  return codes;
}

void Reading::groups() {
  const auto place = section("agent_groups");
  if (!place || place->node().kind != YamlNode::Kind::kSequence) return;
  for (const Place& part : place->list()) {
    scenario_.groups.emplace_back();
    scenario_.groups.back().id = group_ids_[scenario_.groups.size() - 1];
    group(part, scenario_.groups.back());
  }
  std::int64_t agents = 0;
  for (const GroupPlan& group : scenario_.groups) agents += group.most();
  if (agents > kMaxAgents) {
    place->error(str_cat("there are ", agents, " agents"),
                 str_cat("at most ", kMaxAgents, " are taken"));
  }
}

void Reading::group(const Place& place, GroupPlan& group) {
  const Fields fields(
      place, {"id", "count", "schedule", "breaks", "agents", "languages", "skills", "needs", "site",
              "channels", "service_factor", "scarcity", "home", "serve_order"});
  if (fields.has("agents")) {
    for (const std::string_view key : {"languages", "skills", "needs", "site", "channels"}) {
      if (const auto at = fields.get(key)) {
        at->error(str_cat(config::shown(key), " can't stand beside \"agents\""),
                  "the agency's configuration says what these agents bring; leave it out");
      }
    }
    members(fields, group);
  } else {
    abilities(fields, group);
  }
  presence(fields, group);
  group.service_factor = fields.number("service_factor", 0.01, 100, 1);
  if (const auto at = fields.get("scarcity")) {
    group.scarcity = at->integer(0, std::int64_t{1} << 50);
  }
  group.home = fields.references("home", class_ids_, "classes");
  group.serve_order = fields.references("serve_order", class_ids_, "classes");
}

void Reading::members(const Fields& fields, GroupPlan& group) {
  std::vector<std::string> known;
  for (const core::AgentModel& agent : scenario_.model->agents) known.push_back(agent.id);
  const auto place = fields.get("agents");
  if (!has_agency_) {
    place->error("there is no agency's configuration to take agents from",
                 "name one at the top, agency: FILE, or write count and abilities here");
    return;
  }
  for (const std::size_t index : fields.references("agents", known, "agents")) {
    group.each.push_back(scenario_.model->agents[index]);
  }
  if (group.each.empty()) place->error("no agent is named", "write agents: [ID, ID]");
}

void Reading::abilities(const Fields& fields, GroupPlan& group) {
  core::AgentModel& agent = group.model;
  agent.id = group.id;
  if (fields.has("languages")) {
    for (const Place& part : fields.list("languages")) agent_language(part, agent);
  } else {
    for (const Modality modality : {Modality::kSpoken, Modality::kWritten}) {
      agent.languages.push_back({scenario_.model->default_language, modality});
    }
  }
  if (const auto skills = fields.get("skills")) agent_skills(*skills, agent);
  agent.needs = needs(fields);
  agent.site = fields.text("site", "");
  channels(fields, agent);
}

void Reading::agent_language(const Place& place, core::AgentModel& agent) {
  Place tag = place;
  std::optional<Modality> modality;
  routing::Level level = routing::kMaxLevel;
  if (place.node().kind == YamlNode::Kind::kMap) {
    const Fields fields(place, {"tag", "modality", "level"});
    const auto at = fields.need("tag", "write the language: tag: es");
    if (!at) return;
    tag = *at;
    if (const auto how = fields.get("modality")) {
      const auto index = how->word({"SPOKEN", "WRITTEN", "SIGNED"}, "modalities");
      if (!index) return;
      modality = static_cast<Modality>(*index);
    }
    level = static_cast<routing::Level>(fields.integer("level", 1, routing::kMaxLevel, level));
  }
  const auto text = tag.text();
  if (!text) return;
  const auto canonical = routing::canonical_language_tag(*text);
  if (!canonical.ok()) {
    tag.error("no language", std::string(canonical.status().message()));
    return;
  }
  absl::Status refused;
  bool is_taken = false;
  for (const Modality each : {Modality::kSpoken, Modality::kWritten, Modality::kSigned}) {
    if (modality && each != *modality) continue;
    const absl::Status valid = routing::validate_language(*canonical, each);
    if (valid.ok() &&
        (modality || each != Modality::kSigned || routing::is_sign_language(*canonical))) {
      agent.languages.push_back({*canonical, each, level});
      is_taken = true;
    } else if (!valid.ok()) {
      refused = valid;
    }
  }
  if (!is_taken) tag.error("not a language that can be used so", std::string(refused.message()));
}

void Reading::agent_skills(const Place& place, core::AgentModel& agent) {
  const auto add = [&](const Place& at, const std::string& name, routing::Level level) {
    const auto parsed = routing::parse_skill_expression(name);
    if (!parsed.ok() || parsed->size() != 1 || parsed->front().size() != 1 ||
        parsed->front().front().at_least != routing::kHas) {
      at.error(str_cat(config::shown(name), " is no name of a skill"),
               "write up to 63 of a-z, 0-9, \"_\", \".\" and \"-\", a letter first");
      return;
    }
    if (has_agency_ && !scenario_.model->has_skill(name)) {
      at.error(str_cat("the skill ", config::shown(name), " is unknown"),
               config::suggestion(name, scenario_.model->skills, "skills"));
    }
    agent.skills.push_back({name, level});
  };
  if (place.node().kind == YamlNode::Kind::kMap) {
    for (std::size_t i = 0; i + 1 < place.node().children.size(); i += 2) {
      const Place key{place.document, place.node().children[i], place.path};
      const Place value{place.document, place.node().children[i + 1], place.path};
      const auto level = value.integer(1, routing::kMaxLevel);
      add(key, key.node().scalar, static_cast<routing::Level>(level.value_or(1)));
    }
    return;
  }
  for (const Place& part : place.list()) {
    if (const auto name = part.text()) add(part, *name, routing::kMaxLevel);
  }
}

void Reading::channels(const Fields& fields, core::AgentModel& agent) {
  agent.capacity.units = 1000;
  const auto take = [&](std::size_t channel, std::int64_t at_once) {
    core::ChannelCapacityModel& capacity = agent.capacity.channels[channel];
    capacity.serves = true;
    capacity.max = static_cast<std::int32_t>(at_once);
    capacity.weight = static_cast<std::int32_t>(agent.capacity.units / at_once);
  };
  const auto place = fields.get("channels");
  if (!place) {
    for (std::size_t i = 0; i < channel_names().size(); ++i) take(i, 1);
    return;
  }
  if (place->node().kind != YamlNode::Kind::kMap) {
    for (const std::size_t channel : fields.references("channels", channel_names(), "channels")) {
      take(channel, 1);
    }
    return;
  }
  const Fields each(*place, channel_names());
  for (std::size_t i = 0; i < channel_names().size(); ++i) {
    if (each.has(channel_names()[i])) take(i, each.integer(channel_names()[i], 1, 100, 1));
  }
}

void Reading::presence(const Fields& fields, GroupPlan& group) {
  const auto members = static_cast<std::int64_t>(group.each.size());
  const auto schedule_place = fields.get("schedule");
  const auto count = fields.get("count");
  fields.at_most_one({"count", "schedule"}, group.each.empty());
  if (schedule_place) {
    group.presence = schedule(*schedule_place);
  } else if (count && count->node().scalar == "unlimited") {
    group.unlimited = true;
    group.presence = {{scenario_.run.start, 1}};
  } else if (count) {
    group.presence = {{scenario_.run.start, count->integer(0, kMaxAgents).value_or(0)}};
  } else {
    group.presence = {{scenario_.run.start, members}};
  }
  if (fields.has("breaks")) breaks(fields, group.presence);
  if (group.unlimited && (fields.has("breaks") || !group.each.empty())) {
    count->error("agents without limit have no breaks and no names", "write a number here");
  }
  if (!group.each.empty() && group.most() > members) {
    fields.place().error(
        str_cat("up to ", group.most(), " agents are there, but ", members, " are named"),
        "name more agents, or plan with fewer");
  }
}

std::vector<PresencePart> Reading::schedule(const Place& place) {
  std::vector<PresencePart> parts;
  if (!scenario_.run.is_day) {
    place.error("a schedule needs a day, and this run is \"steady\"",
                "write count: NUMBER, or run: {day: …}");
    return parts;
  }
  for (const Place& part : place.list()) {
    const Fields fields(part, {"from", "count"});
    const auto from = fields.need("from", "write since when: from: \"08:00\"");
    const auto count = fields.need("count", "write how many are there: count: 5");
    if (!from || !count) continue;
    const auto at = from->time_of_day();
    const auto many = count->integer(0, kMaxAgents);
    if (!at || !many) continue;
    if (!parts.empty() && *at <= parts.back().from) {
      from->error("this part begins before the one above it", "write the parts in their order");
      continue;
    }
    parts.push_back({*at, *many});
  }
  if (parts.empty()) place.error("the schedule is empty", "write {from: \"08:00\", count: 5}");
  return parts;
}

void Reading::breaks(const Fields& fields, std::vector<PresencePart>& presence) {
  if (!scenario_.run.is_day) {
    fields.get("breaks")->error("breaks need a day, and this run is \"steady\"",
                                "remove them, or write run: {day: …}");
    return;
  }
  for (const Place& part : fields.list("breaks")) {
    const Fields each(part, {"from", "to", "count"});
    const auto from = each.need("from", "write since when: from: \"12:00\"");
    const auto to = each.need("to", "write until when: to: \"12:30\"");
    const auto count = each.need("count", "write how many have a break then: count: 3");
    if (!from || !to || !count) continue;
    const auto begins = from->time_of_day();
    const auto ends = to->time_of_day();
    const auto many = count->integer(1, kMaxAgents);
    if (!begins || !ends || !many) continue;
    if (*ends <= *begins) {
      to->error("the break ends before it begins", "write a time after \"from\"");
      continue;
    }
    add_between(presence, *begins, *ends, -*many);
    const auto too_few = std::find_if(presence.begin(), presence.end(),
                                      [](const PresencePart& p) { return p.count < 0; });
    if (too_few != presence.end()) {
      count->error("more agents have a break than are there at that time",
                   "plan fewer breaks at once, or more agents");
      return;
    }
  }
}

}  // namespace usher::plan
