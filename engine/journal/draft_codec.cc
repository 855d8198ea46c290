#include "engine/journal/draft_codec.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"

#include "engine/journal/wire.h"
#include "routing/check.h"
#include "routing/text.h"

namespace usher::journal {
namespace {

// The growth of a vector is bounded by what the bytes hold, so a short input can't ask for much.
template <typename Repeated, typename T, typename Convert>
void read_all(Repeated& from, std::vector<T>& to, Convert convert) {
  to.reserve(from.size());
  for (auto& item : from) to.push_back(convert(item));
}

routing::LanguageOption read_language(pb::LanguageOption& message, Damage& damage) {
  damage.check_known(message, "LanguageOption");
  routing::LanguageOption option;
  option.tag = std::move(*message.mutable_tag());
  option.modality = from_wire<routing::Modality>(message.modality(), "modality", damage);
  option.direction = from_wire<routing::Direction>(message.direction(), "direction", damage);
  option.rank = message.rank();
  return option;
}

void write_need(const core::Need& need, pb::Need& message) {
  message.set_code(static_cast<std::uint32_t>(need.code));
  message.set_strength(to_wire(need.strength));
  message.set_time_factor_percent(need.time_factor_percent);
  message.set_detail(need.detail);
  message.set_share_before_accept(need.share_before_accept);
  if (need.expires) message.set_expires_us(to_wire(*need.expires));
}

core::Need read_need(pb::Need& message, Damage& damage) {
  damage.check_known(message, "Need");
  core::Need need;
  if (message.code() < 1 || message.code() > core::kNeedCodeCount) {
    damage.note(routing::str_cat("holds need code ", message.code(), "; known are 1 to ",
                                 core::kNeedCodeCount));
  } else {
    need.code = static_cast<core::NeedCode>(message.code());
  }
  need.strength = from_wire<core::NeedStrength>(message.strength(), "need strength", damage);
  need.time_factor_percent = message.time_factor_percent();
  need.detail = std::move(*message.mutable_detail());
  need.share_before_accept = message.share_before_accept();
  need.expires = instant_if(message.has_expires_us(), message.expires_us());
  return need;
}

void write_skills(const routing::SkillClauses& clauses, pb::ContactDraft& message) {
  for (const std::vector<routing::SkillTerm>& clause : clauses) {
    pb::SkillClause& to = *message.add_required_skills();
    for (const routing::SkillTerm& term : clause) {
      pb::SkillTerm& item = *to.add_any_of();
      item.set_name(term.name);
      item.set_at_least(term.at_least);
    }
  }
}

std::vector<routing::SkillTerm> read_clause(pb::SkillClause& message, Damage& damage) {
  damage.check_known(message, "SkillClause");
  if (message.any_of().empty()) damage.note("holds a skill clause without terms");
  std::vector<routing::SkillTerm> terms;
  read_all(*message.mutable_any_of(), terms, [&damage](pb::SkillTerm& item) {
    damage.check_known(item, "SkillTerm");
    if (item.at_least() < 1 || item.at_least() > routing::kMaxLevel) {
      damage.note(routing::str_cat("holds skill level ", item.at_least(), "; levels are 1 to ",
                                   static_cast<int>(routing::kMaxLevel)));
    }
    return routing::SkillTerm{std::move(*item.mutable_name()),
                              static_cast<routing::Level>(item.at_least())};
  });
  return terms;
}

void write_identity(const core::Identity& identity, pb::ContactDraft& message) {
  if (identity == core::Identity{}) return;
  pb::Identity& to = *message.mutable_identity();
  to.set_display_name(identity.display_name);
  to.set_address(identity.address);
  to.set_external_id(identity.external_id);
}

core::Identity read_identity(pb::ContactDraft& message, Damage& damage) {
  if (!message.has_identity()) return {};
  pb::Identity& from = *message.mutable_identity();
  damage.check_known(from, "Identity");
  return {std::move(*from.mutable_display_name()), std::move(*from.mutable_address()),
          std::move(*from.mutable_external_id())};
}

}  // namespace

void write(const core::ContactDraft& draft, pb::ContactDraft& message) {
  message.set_channel(to_wire(draft.channel));
  message.set_service(draft.service);
  for (const routing::LanguageOption& option : draft.languages) {
    pb::LanguageOption& to = *message.add_languages();
    to.set_tag(option.tag);
    to.set_modality(to_wire(option.modality));
    to.set_direction(to_wire(option.direction));
    to.set_rank(option.rank);
  }
  message.set_fallback(to_wire(draft.fallback));
  for (const core::Need& need : draft.needs) write_need(need, *message.add_needs());
  write_skills(draft.required_skills, message);
  message.set_site(draft.site);
  message.set_priority_minutes(draft.priority_minutes);
  if (draft.origin) message.set_origin_us(to_wire(*draft.origin));
  message.set_journey(draft.journey);
  for (const auto& [key, value] : draft.display) {
    pb::DisplayPair& pair = *message.add_display();
    pair.set_key(key);
    pair.set_value(value);
  }
  write_identity(draft.identity, message);
  message.set_adapter(draft.adapter);
}

core::ContactDraft read(pb::ContactDraft& message, Damage& damage) {
  damage.check_known(message, "ContactDraft");
  core::ContactDraft draft;
  draft.channel = from_wire<core::Channel>(message.channel(), "channel", damage);
  draft.service = std::move(*message.mutable_service());
  read_all(*message.mutable_languages(), draft.languages,
           [&damage](pb::LanguageOption& item) { return read_language(item, damage); });
  draft.fallback = from_wire<routing::Fallback>(message.fallback(), "fallback", damage);
  read_all(*message.mutable_needs(), draft.needs,
           [&damage](pb::Need& item) { return read_need(item, damage); });
  read_all(*message.mutable_required_skills(), draft.required_skills,
           [&damage](pb::SkillClause& item) { return read_clause(item, damage); });
  draft.site = std::move(*message.mutable_site());
  draft.priority_minutes = message.priority_minutes();
  draft.origin = instant_if(message.has_origin_us(), message.origin_us());
  draft.journey = std::move(*message.mutable_journey());
  read_all(*message.mutable_display(), draft.display, [&damage](pb::DisplayPair& item) {
    damage.check_known(item, "DisplayPair");
    return std::pair(std::move(*item.mutable_key()), std::move(*item.mutable_value()));
  });
  draft.identity = read_identity(message, damage);
  draft.adapter = std::move(*message.mutable_adapter());
  return draft;
}

void write(const core::Reply& reply, pb::Reply& message) {
  struct Visitor {
    pb::Reply& to;
    void operator()(std::monostate) const {}
    void operator()(core::ContactId id) const { to.set_contact(id.value); }
    void operator()(core::AgentId id) const { to.set_agent(id.value); }
    void operator()(core::OfferId id) const { to.set_offer(id.value); }
    void operator()(std::int64_t revision) const { to.set_revision(revision); }
  };
  std::visit(Visitor{message}, reply);
}

core::Reply read(pb::Reply& message, Damage& damage) {
  damage.check_known(message, "Reply");
  switch (message.result_case()) {
    case pb::Reply::kContact:
      return core::ContactId{message.contact()};
    case pb::Reply::kAgent:
      return core::AgentId{message.agent()};
    case pb::Reply::kOffer:
      return core::OfferId{message.offer()};
    case pb::Reply::kRevision:
      return message.revision();
    case pb::Reply::RESULT_NOT_SET:
      break;
  }
  return std::monostate{};
}

void write(const core::ModelPtr& model, pb::Revision& message) {
  USHER_CHECK(model != nullptr);
  message.set_revision(model->revision);
  message.set_applied_by(model->applied_by);
  message.set_comment(model->comment);
  message.set_applied_at_us(to_wire(model->applied_at));
  message.set_source(model->source);
}

core::ModelPtr read(pb::Revision& message, const ModelDecoder& decoder, Damage& damage) {
  damage.check_known(message, "Revision");
  if (!damage.status().ok()) return nullptr;
  USHER_CHECK(decoder != nullptr);
  absl::StatusOr<core::ModelPtr> decoded = decoder(message.source());
  if (decoded.ok() && *decoded == nullptr) decoded = absl::DataLossError("there is nothing in it");
  if (!decoded.ok()) {
    damage.note(
        absl::Status(decoded.status().code(),
                     routing::str_cat("holds configuration revision ", message.revision(),
                                      ", which can't be read: ", decoded.status().message())));
    return nullptr;
  }
  // The decoder sees the source alone, and may share what it returns.
  auto model = std::make_shared<core::Model>(**decoded);
  model->revision = message.revision();
  model->applied_by = std::move(*message.mutable_applied_by());
  model->comment = std::move(*message.mutable_comment());
  model->applied_at = instant(message.applied_at_us());
  model->source = std::move(*message.mutable_source());
  return model;
}

}  // namespace usher::journal
