#include "engine/core/check_draft.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "engine/core/refusals.h"
#include "routing/order.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::str_cat;

constexpr std::size_t kMaxNeedDetailBytes = 64;
constexpr std::size_t kMaxNameBytes = 256;
constexpr std::size_t kMaxExternalIdBytes = 128;

Refusal too_large(std::string_view field, std::size_t actual, std::size_t limit,
                  std::string_view unit) {
  return {Reason::kTooLarge,
          str_cat(field, " has ", actual, " ", unit, "; at most ", limit, " are taken"),
          {{"field", std::string(field)}, {"limit", str_cat(limit)}, {"actual", str_cat(actual)}}};
}

std::optional<Refusal> check_languages(const ContactDraft& draft) {
  if (draft.languages.size() > kMaxLanguages) {
    return too_large("languages", draft.languages.size(), kMaxLanguages, "options");
  }
  for (std::size_t i = 0; i < draft.languages.size(); ++i) {
    const routing::LanguageOption& option = draft.languages[i];
    const absl::Status status = routing::validate_language(option.tag, option.modality);
    if (!status.ok()) {
      return Refusal{Reason::kInvalidLanguage,
                     str_cat("languages[", i, "]: ", routing::to_std(status.message())),
                     {{"field", str_cat("languages[", i, "].tag")}, {"tag", option.tag}}};
    }
  }
  return std::nullopt;
}

std::optional<Refusal> check_need(const Need& need, std::size_t i, Instant now) {
  const auto field = [&](std::string_view name) { return str_cat("needs[", i, "].", name); };
  if (!need_from_number(static_cast<int>(need.code))) {
    return invalid_field(field("code"), "is not a need code; see NeedCode");
  }
  const NeedTraits& trait = traits(need.code);
  if (trait.default_strength == NeedStrength::kHard && need.strength == NeedStrength::kPreference) {
    return invalid_field(field("strength"),
                         str_cat(trait.name, " is HARD and can't be weakened to PREFERENCE; ",
                                 "only a recorded waiver serves a person without it"));
  }
  if (need.time_factor_percent != 0 &&
      (need.time_factor_percent < 100 || need.time_factor_percent > 400)) {
    return invalid_field(field("time_factor_percent"),
                         str_cat("is ", need.time_factor_percent, "; must be 0 or 100 to 400"));
  }
  if (need.detail.size() > kMaxNeedDetailBytes) {
    return too_large(field("detail"), need.detail.size(), kMaxNeedDetailBytes, "bytes");
  }
  if (need.expires && *need.expires <= now) {
    return invalid_field(field("expire_time"),
                         str_cat("is in the past (", to_text(*need.expires),
                                 "); leave the need out, or give a later time"));
  }
  return std::nullopt;
}

std::optional<Refusal> check_needs(const ContactDraft& draft, Instant now) {
  if (draft.needs.size() > kMaxNeeds) {
    return too_large("needs", draft.needs.size(), kMaxNeeds, "entries");
  }
  for (std::size_t i = 0; i < draft.needs.size(); ++i) {
    if (auto refusal = check_need(draft.needs[i], i, now)) return refusal;
    for (std::size_t j = 0; j < i; ++j) {
      if (draft.needs[j].code == draft.needs[i].code) {
        return invalid_field(
            str_cat("needs[", i, "].code"),
            str_cat(traits(draft.needs[i].code).name, " is named twice; name every need once"));
      }
    }
  }
  return std::nullopt;
}

std::optional<Refusal> check_skill_form(const routing::SkillClauses& clauses) {
  if (clauses.size() > routing::kMaxSkillClauses) {
    return too_large("required_skills", clauses.size(), routing::kMaxSkillClauses, "clauses");
  }
  for (const std::vector<routing::SkillTerm>& clause : clauses) {
    if (clause.empty()) return invalid_field("required_skills", "has a clause without a skill");
    for (const routing::SkillTerm& term : clause) {
      if (term.at_least < routing::kHas || term.at_least > routing::kMaxLevel) {
        return invalid_field("required_skills",
                             str_cat("the level of ", term.name, " must be 1 to 10"));
      }
    }
  }
  return std::nullopt;
}

std::optional<Refusal> check_display(const ContactDraft& draft) {
  if (draft.display.size() > kMaxDisplayPairs) {
    return too_large("display", draft.display.size(), kMaxDisplayPairs, "pairs");
  }
  std::size_t bytes = 0;
  for (const auto& [key, value] : draft.display) {
    if (value.size() > kMaxDisplayValueBytes) {
      return too_large(str_cat("display.", key), value.size(), kMaxDisplayValueBytes, "bytes");
    }
    bytes += key.size() + value.size();
  }
  if (bytes > kMaxDisplayBytes) return too_large("display", bytes, kMaxDisplayBytes, "bytes");
  return std::nullopt;
}

std::optional<Refusal> check_lengths(const ContactDraft& draft) {
  struct Bounded {
    std::string_view field;
    std::size_t size;
    std::size_t limit;
  };
  const Bounded all[] = {
      {"journey_id", draft.journey.size(), kMaxJourneyBytes},
      {"identity.display_name", draft.identity.display_name.size(), kMaxNameBytes},
      {"identity.address", draft.identity.address.size(), kMaxNameBytes},
      {"identity.external_id", draft.identity.external_id.size(), kMaxExternalIdBytes},
  };
  for (const Bounded& one : all) {
    if (one.size > one.limit) return too_large(one.field, one.size, one.limit, "bytes");
  }
  return std::nullopt;
}

template <typename List>
std::vector<std::string> ids_of(const List& list) {
  std::vector<std::string> ids;
  ids.reserve(list.size());
  for (const auto& entry : list) ids.push_back(entry.id);
  return ids;
}

std::string_view name_of_channel(Channel channel) {
  switch (channel) {
    case Channel::kPhone:
      return "PHONE";
    case Channel::kChat:
      return "CHAT";
    case Channel::kWeb:
      return "WEB";
    case Channel::kInPerson:
      return "IN_PERSON";
  }
  return {};
}

}  // namespace

std::optional<Refusal> check_form(const ContactDraft& draft, Instant now) {
  if (static_cast<int>(draft.channel) >= routing::kChannelCount) {
    return invalid_field("channel", "is not a channel; PHONE, CHAT, WEB or IN_PERSON");
  }
  if (draft.priority_minutes < -routing::kMaxPriorityMinutes ||
      draft.priority_minutes > routing::kMaxPriorityMinutes) {
    return invalid_field("priority_minutes",
                         str_cat("is ", draft.priority_minutes, "; must be -1440 to 1440"));
  }
  if (auto refusal = check_languages(draft)) return refusal;
  if (auto refusal = check_needs(draft, now)) return refusal;
  if (auto refusal = check_skill_form(draft.required_skills)) return refusal;
  if (auto refusal = check_display(draft)) return refusal;
  return check_lengths(draft);
}

std::optional<Refusal> check_references(const Model& model, const ContactDraft& draft) {
  if (draft.service.empty()) return missing_field("service", "what the person came for");
  if (model.service(draft.service) == nullptr) {
    return unknown_reference("service", draft.service, ids_of(model.services));
  }
  if (draft.channel == Channel::kInPerson && draft.site.empty()) {
    return missing_field("site", "the site where the person is: IN_PERSON contacts need one");
  }
  if (!draft.site.empty() && !model.has_site(draft.site)) {
    return unknown_reference("site", draft.site, model.sites);
  }
  for (const std::vector<routing::SkillTerm>& clause : draft.required_skills) {
    for (const routing::SkillTerm& term : clause) {
      if (!model.has_skill(term.name)) return unknown_reference("skill", term.name, model.skills);
    }
  }
  if (draft.adapter.empty()) return std::nullopt;
  const AdapterModel* adapter = model.adapter(draft.adapter);
  if (adapter == nullptr) {
    return unknown_reference("adapter", draft.adapter, ids_of(model.adapters));
  }
  if (adapter->channel != draft.channel) {
    return invalid_field(
        "channel", str_cat("is ", name_of_channel(draft.channel), ", but adapter ", draft.adapter,
                           " serves ", name_of_channel(adapter->channel)));
  }
  return std::nullopt;
}

std::optional<Refusal> check_origin(const ContactDraft& draft, Instant now) {
  if (!draft.origin) return std::nullopt;
  if (*draft.origin > now + kMaxOriginAhead) {
    return invalid_field("origin_time",
                         str_cat(to_text(*draft.origin), " is in the future (now ", to_text(now),
                                 "); give the time of the first "
                                 "attempt, or leave it out"));
  }
  if (*draft.origin < now - kMaxOriginAge) {
    return invalid_field("origin_time",
                         str_cat(to_text(*draft.origin), " is more than 400 days ago"));
  }
  return std::nullopt;
}

}  // namespace usher::core
