#include "engine/config/agency_check.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/config/language_check.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/skill_expression.h"
#include "routing/text.h"

namespace usher::config {

using routing::str_cat;
using usher::v1::NeedCode;

void AgencyCheck::run() {
  Ids ids;
  check_.id("id", agency_.id(), Form::kName, ids);
  check_.text("display_name", agency_.display_name());
  check_.time_zone("time_zone", agency_.time_zone());
  check_default_language(check_, "default_language", agency_.default_language());
  sizes();
  limits();
  // What others refer to comes first.
  skills();
  sites();
  services();
  queues();
  groups();
  rules();
  agents();
  adapters();
  resources();
  codes("break_reasons", agency_.break_reasons(), {"missed_offer", "signed_out"});
  codes("decline_reasons", agency_.decline_reasons(), {});
  codes("outcome_codes", agency_.outcome_codes(), {"unspecified"});
}

void AgencyCheck::sizes() {
  check_.at_most("agents", agency_.agents_size(), kMaxAgents);
  check_.at_most("classification", agency_.classification_size(), kMaxRules);
  const std::pair<const char*, int> lists[] = {
      {"skills", agency_.skills_size()},
      {"sites", agency_.sites_size()},
      {"services", agency_.services_size()},
      {"queues", agency_.queues_size()},
      {"adapters", agency_.adapters_size()},
      {"agent_groups", agency_.agent_groups_size()},
      {"resources", agency_.resources_size()},
      {"break_reasons", agency_.break_reasons_size()},
      {"decline_reasons", agency_.decline_reasons_size()},
      {"outcome_codes", agency_.outcome_codes_size()},
  };
  for (const auto& [field, size] : lists) check_.at_most(field, size, kMaxOfAKind);
}

void AgencyCheck::limits() {
  const auto& a = agency_;
  check_.duration("session_grace", a.has_session_grace(), a.session_grace(), kSessionGrace);
  check_.duration("adapter_grace", a.has_adapter_grace(), a.adapter_grace(), kAdapterGrace);
  check_.duration("starvation_bound", a.has_starvation_bound(), a.starvation_bound(),
                  kStarvationBound);
  check_.duration("ended_contact_retention", a.has_ended_contact_retention(),
                  a.ended_contact_retention(), kEndedRetention);
  check_.integer("max_waiting", a.max_waiting(), kMaxWaiting);
  check_.integer("ended_contact_limit", a.ended_contact_limit(), kEndedLimit);
}

void AgencyCheck::skills() {
  for (int i = 0; i < agency_.skills_size(); ++i) {
    const std::string path = path_to("", "skills", i);
    const std::string& id = agency_.skills(i).id();
    check_.id(path_to(path, "id"), id, Form::kSkill, skills_);
    check_.text(path_to(path, "display_name"), agency_.skills(i).display_name());
    if (id == "and" || id == "or") {
      check_.error(path_to(path, "id"), str_cat(shown(id), " is a word of skill expressions"),
                   "give the skill another id");
    }
  }
}

void AgencyCheck::sites() {
  for (int i = 0; i < agency_.sites_size(); ++i) {
    const usher::v1::SiteConfig& site = agency_.sites(i);
    const std::string path = path_to("", "sites", i);
    check_.id(path_to(path, "id"), site.id(), Form::kName, sites_);
    check_.text(path_to(path, "display_name"), site.display_name());
    if (!site.time_zone().empty()) check_.time_zone(path_to(path, "time_zone"), site.time_zone());
    check_.values<NeedCode>(path_to(path, "provides"), site.provides());
    Ids& counters = counters_[site.id()];
    for (int j = 0; j < site.counters_size(); ++j) {
      const std::string at = path_to(path, "counters", j);
      check_.id(path_to(at, "id"), site.counters(j).id(), Form::kCounter, counters);
      check_.values<NeedCode>(path_to(at, "provides"), site.counters(j).provides());
    }
  }
}

void AgencyCheck::services() {
  if (agency_.services_size() == 0) {
    check_.error("services", "no service is configured",
                 "list at least one: every contact comes for a service");
  }
  for (int i = 0; i < agency_.services_size(); ++i) {
    const std::string path = path_to("", "services", i);
    check_.id(path_to(path, "id"), agency_.services(i).id(), Form::kName, services_);
    check_.text(path_to(path, "display_name"), agency_.services(i).display_name());
    skill_expression(path_to(path, "required_skills"), agency_.services(i).required_skills());
  }
}

void AgencyCheck::skill_expression(const std::string& path, const std::string& text) {
  const auto clauses = routing::parse_skill_expression(text);
  if (!clauses.ok()) {
    // "skill expression, column 12: PROBLEM; REMEDY"
    const std::string message(clauses.status().message());
    const std::size_t colon = message.find(": ");
    const std::size_t cut = message.find("; ", colon);
    const std::size_t digits = message.find_first_of("0123456789");
    const std::size_t column = std::strtoul(message.c_str() + digits, nullptr, 10);
    check_.error(path, message.substr(0, cut), message.substr(cut + 2), column - 1);
    return;
  }
  Ids named;
  for (const auto& clause : *clauses) {
    for (const routing::SkillTerm& term : clause) {
      if (skills_.has(term.name) || !named.add(term.name, path, nullptr)) continue;
      const std::size_t at = text.find(term.name);
      check_.error(path, str_cat("there is no skill ", shown(term.name)),
                   suggestion(term.name, skills_.all(), "skills"), at);
    }
  }
}

void AgencyCheck::queues() {
  if (agency_.queues_size() == 0) {
    check_.error("queues", "no queue is configured", "list at least one");
  }
  for (int i = 0; i < agency_.queues_size(); ++i) {
    const std::string path = path_to("", "queues", i);
    check_.id(path_to(path, "id"), agency_.queues(i).id(), Form::kName, queues_);
    queue(agency_.queues(i), path);
    queue_times(agency_.queues(i), path);
  }
}

void AgencyCheck::queue(const usher::v1::QueueConfig& queue, const std::string& path) {
  check_.text(path_to(path, "display_name"), queue.display_name());
  skill_expression(path_to(path, "required_skills"), queue.required_skills());
  check_.integer(path_to(path, "priority_minutes"), queue.priority_minutes(), kPriorityMinutes);
  check_.integer(path_to(path, "max_waiting"), queue.max_waiting(), kQueueMaxWaiting);
  if (queue.ranking() != 0) check_.value(path_to(path, "ranking"), queue.ranking());
  if (queue.relaxation_size() > 0) {
    check_.error(path_to(path, "relaxation"), "relaxation steps are not in this release",
                 "remove them");
  }
  if (queue.max_waiting() > value_or(agency_.max_waiting(), kMaxWaiting)) {
    check_.error(path_to(path, "max_waiting"),
                 str_cat(queue.max_waiting(), " is more than the agency's max_waiting of ",
                         value_or(agency_.max_waiting(), kMaxWaiting)),
                 "write less, or raise the agency's");
  }
}

}  // namespace usher::config
