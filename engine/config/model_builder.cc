#include "engine/config/model_builder.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"

#include "engine/config/agent_folder.h"
#include "engine/config/defaults.h"
#include "engine/config/language_check.h"
#include "routing/skill_expression.h"

namespace usher::config {
namespace {

using usher::v1::AgencyConfig;

routing::SkillClauses clauses_or_none(const std::string& text) {
  auto clauses = routing::parse_skill_expression(text);
  return clauses.ok() ? *std::move(clauses) : routing::SkillClauses();
}

routing::Ranking to_ranking(usher::v1::RankingPolicy policy) {
  if (policy == usher::v1::LONGEST_IDLE) return routing::Ranking::kLongestIdle;
  if (policy == usher::v1::LEAST_LOADED) return routing::Ranking::kLeastLoaded;
  if (policy == usher::v1::MOST_PROFICIENT) return routing::Ranking::kMostProficient;
  return routing::Ranking::kLeastScarce;
}

core::QueueModel queue_model(const usher::v1::QueueConfig& queue, Duration agency_bound) {
  core::QueueModel model;
  model.id = queue.id();
  model.display_name = queue.display_name();
  model.required_skills = clauses_or_none(queue.required_skills());
  model.priority_minutes = queue.priority_minutes();
  model.target = value_or(queue.has_target(), queue.target(), kTarget);
  model.offer_timeout = value_or(queue.has_offer_timeout(), queue.offer_timeout(), kOfferTimeout);
  model.break_after_missed_offer =
      !queue.has_break_after_missed_offer() || queue.break_after_missed_offer();
  model.reoffer_after = value_or(queue.has_reoffer_after(), queue.reoffer_after(), kReofferAfter);
  model.wrap_up_limit = value_or(queue.wrap_up().has_limit(), queue.wrap_up().limit(), kWrapUp);
  model.outcome_required = queue.wrap_up().outcome_required();
  model.ranking = to_ranking(queue.ranking());
  const Duration own = to_duration(queue.starvation_bound());
  model.starvation_bound = own > Duration{} ? std::min(own, agency_bound) : agency_bound;
  model.max_waiting = queue.max_waiting();
  model.pull_only = queue.pull_only();
  return model;
}

core::ClassificationRuleModel rule_model(const usher::v1::ClassificationRule& rule) {
  core::ClassificationRuleModel model;
  model.services.assign(rule.services().begin(), rule.services().end());
  for (const int channel : rule.channels()) {
    if (const auto known = to_channel(channel)) model.channels.push_back(*known);
  }
  for (const std::string& range : rule.languages()) {
    model.languages.push_back(absl::AsciiStrToLower(range));
  }
  for (const int need : rule.needs()) {
    if (const auto known = core::need_from_number(need)) model.needs.push_back(*known);
  }
  model.sites.assign(rule.sites().begin(), rule.sites().end());
  model.queue = rule.queue();
  return model;
}

void add_limits(const AgencyConfig& agency, core::Model& model) {
  model.session_grace = value_or(agency.has_session_grace(), agency.session_grace(), kSessionGrace);
  model.adapter_grace = value_or(agency.has_adapter_grace(), agency.adapter_grace(), kAdapterGrace);
  model.starvation_bound =
      value_or(agency.has_starvation_bound(), agency.starvation_bound(), kStarvationBound);
  model.max_waiting = value_or(agency.max_waiting(), kMaxWaiting);
  model.ended_contact_retention = value_or(agency.has_ended_contact_retention(),
                                           agency.ended_contact_retention(), kEndedRetention);
  model.ended_contact_limit =
      agency.has_ended_contact_limit() ? agency.ended_contact_limit() : kEndedLimit.otherwise;
}

}  // namespace

std::shared_ptr<core::Model> build_model(const AgencyConfig& agency) {
  auto model = std::make_shared<core::Model>();
  model->agency = agency.id();
  model->display_name = agency.display_name();
  model->time_zone = agency.time_zone();
  model->default_language = canonical_or_same(agency.default_language());
  add_limits(agency, *model);
  for (const auto& skill : agency.skills()) model->skills.push_back(skill.id());
  for (const auto& site : agency.sites()) model->sites.push_back(site.id());
  for (const auto& service : agency.services()) {
    model->services.push_back(
        {service.id(), service.display_name(), clauses_or_none(service.required_skills())});
  }
  for (const auto& queue : agency.queues()) {
    model->queues.push_back(queue_model(queue, model->starvation_bound));
  }
  for (const auto& rule : agency.classification()) {
    model->classification.push_back(rule_model(rule));
  }
  const AgentFolder folder(agency);
  for (const auto& agent : agency.agents()) model->agents.push_back(folder.fold(agent));
  for (const auto& adapter : agency.adapters()) {
    const auto channel = to_channel(adapter.channel());
    if (channel) model->adapters.push_back({adapter.id(), *channel, adapter.display_name()});
  }
  model->break_reasons.assign(agency.break_reasons().begin(), agency.break_reasons().end());
  model->decline_reasons.assign(agency.decline_reasons().begin(), agency.decline_reasons().end());
  model->outcome_codes.assign(agency.outcome_codes().begin(), agency.outcome_codes().end());
  model->index();
  return model;
}

}  // namespace usher::config
