// Who may serve whom: clauses from a contact's wishes, abilities from an agent's configuration.
#include <algorithm>
#include <array>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"

#include "engine/core/derive.h"
#include "routing/text.h"

namespace usher::core {
namespace {

using routing::AttributeKind;
using routing::Direction;
using routing::Fallback;
using routing::LanguageOption;
using routing::Level;
using routing::Modality;
using routing::str_cat;
using routing::to_absl;

std::string_view suffix(Modality modality) {
  switch (modality) {
    case Modality::kSpoken:
      return "/spoken";
    case Modality::kWritten:
      return "/written";
    case Modality::kSigned:
      return "/signed";
  }
  return {};
}

std::string_view verb(Modality modality) {
  switch (modality) {
    case Modality::kSpoken:
      return "speaks";
    case Modality::kWritten:
      return "writes";
    case Modality::kSigned:
      return "signs";
  }
  return {};
}

std::string attribute_of(std::string_view tag, Modality modality) {
  std::string name = absl::AsciiStrToLower(to_absl(tag));
  name.append(suffix(modality));
  return name;
}

LanguageOption default_option(const Model& model, Channel channel) {
  const bool written = channel == Channel::kChat || channel == Channel::kWeb;
  return {model.default_language, written ? Modality::kWritten : Modality::kSpoken};
}

// The options that count: the person's own or the agency's default, and what the fallback adds.
std::vector<LanguageOption> options_of(const Model& model, const ContactDraft& draft) {
  if (draft.fallback == Fallback::kProceedAny) return {};
  if (draft.languages.empty()) return {default_option(model, draft.channel)};
  std::vector<LanguageOption> options = draft.languages;
  if (draft.fallback == Fallback::kWrittenOk) {
    for (const LanguageOption& option : draft.languages) {
      if (option.modality != Modality::kSpoken) continue;
      LanguageOption written = option;
      written.modality = Modality::kWritten;
      if (std::find(options.begin(), options.end(), written) == options.end()) {
        options.push_back(std::move(written));
      }
    }
  }
  return options;
}

// "speaks vi or en, writes en".
std::string words_of(const std::vector<const LanguageOption*>& options) {
  std::vector<std::string> parts;
  for (const Modality modality : {Modality::kSpoken, Modality::kWritten, Modality::kSigned}) {
    std::vector<std::string> tags;
    for (const LanguageOption* option : options) {
      if (option->modality == modality) tags.push_back(option->tag);
    }
    if (tags.empty()) continue;
    parts.push_back(
        str_cat(verb(modality), tags.size() > 1 ? " one of: " : " ", absl::StrJoin(tags, ", ")));
  }
  return absl::StrJoin(parts, ", or ");
}

NamedClause language_clause(const std::vector<const LanguageOption*>& options,
                            std::string_view prefix, bool is_default) {
  NamedClause clause;
  clause.kind = AttributeKind::kLanguage;
  for (const LanguageOption* option : options) {
    for (const std::string& tag : routing::lookup_range(option->tag, option->modality)) {
      std::string name = attribute_of(tag, option->modality);
      const auto same = [&](const NamedClause::Term& term) { return term.attribute == name; };
      if (std::none_of(clause.any_of.begin(), clause.any_of.end(), same)) {
        clause.any_of.push_back({std::move(name), routing::kHas});
      }
    }
  }
  clause.text = str_cat(prefix, words_of(options));
  clause.source = is_default ? "agency's default language" : "contact";
  return clause;
}

void add_language_clauses(const Model& model, const ContactDraft& draft,
                          std::vector<NamedClause>& clauses) {
  const std::vector<LanguageOption> options = options_of(model, draft);
  std::vector<const LanguageOption*> send;
  std::vector<const LanguageOption*> receive;
  for (const LanguageOption& option : options) {
    if (option.direction != Direction::kReceive) send.push_back(&option);
    if (option.direction != Direction::kSend) receive.push_back(&option);
  }
  const bool is_default = draft.languages.empty();
  if (send == receive) {
    if (!send.empty()) clauses.push_back(language_clause(send, "", is_default));
    return;
  }
  if (!send.empty()) {
    clauses.push_back(language_clause(send, "for what the person sends: ", is_default));
  }
  if (!receive.empty()) {
    clauses.push_back(language_clause(receive, "for what the person receives: ", is_default));
  }
}

void add_need_clauses(const ContactDraft& draft, std::vector<NamedClause>& clauses) {
  for (const Need& need : draft.needs) {
    const NeedTraits& trait = traits(need.code);
    if (need.strength == NeedStrength::kPreference || trait.effect != NeedEffect::kAgentAbility) {
      continue;
    }
    clauses.push_back({AttributeKind::kNeed,
                       {{std::string(trait.name), routing::kHas}},
                       str_cat("need ", trait.name),
                       "contact"});
  }
}

void add_skill_clauses(const routing::SkillClauses& skills, const std::string& source,
                       std::vector<NamedClause>& clauses) {
  for (const std::vector<routing::SkillTerm>& any_of : skills) {
    NamedClause clause{AttributeKind::kSkill, {}, {}, source};
    std::vector<std::string> words;
    for (const routing::SkillTerm& term : any_of) {
      clause.any_of.push_back({term.name, term.at_least});
      words.push_back(term.at_least > routing::kHas
                          ? str_cat(term.name, " at least ", static_cast<int>(term.at_least))
                          : term.name);
    }
    clause.text = absl::StrJoin(words, " or ");
    clauses.push_back(std::move(clause));
  }
}

// RFC 4647 section 3.3.1; `range` is in lower case.
bool basic_filter(std::string_view range, std::string_view tag) {
  if (range == "*") return true;
  const std::string lower = absl::AsciiStrToLower(to_absl(tag));
  return absl::StartsWith(lower, to_absl(range)) &&
         (lower.size() == range.size() || lower[range.size()] == '-');
}

template <typename T>
bool holds(const std::vector<T>& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool language_holds(const ClassificationRuleModel& rule, const Model& model,
                    const ContactDraft& draft) {
  if (rule.languages.empty()) return true;
  const auto matches = [&](std::string_view tag) {
    return std::any_of(rule.languages.begin(), rule.languages.end(),
                       [&](const std::string& range) { return basic_filter(range, tag); });
  };
  if (draft.languages.empty()) return matches(model.default_language);
  std::uint32_t best = draft.languages.front().rank;
  for (const LanguageOption& option : draft.languages) best = std::min(best, option.rank);
  return std::any_of(
      draft.languages.begin(), draft.languages.end(),
      [&](const LanguageOption& option) { return option.rank == best && matches(option.tag); });
}

bool needs_hold(const ClassificationRuleModel& rule, const ContactDraft& draft) {
  return rule.needs.empty() ||
         std::any_of(draft.needs.begin(), draft.needs.end(), [&](const Need& need) {
           return std::find(rule.needs.begin(), rule.needs.end(), need.code) != rule.needs.end();
         });
}

}  // namespace

std::vector<NamedClause> clauses_of(const Model& model, const ContactDraft& draft,
                                    const QueueModel& queue) {
  std::vector<NamedClause> clauses;
  add_language_clauses(model, draft, clauses);
  add_need_clauses(draft, clauses);
  add_skill_clauses(draft.required_skills, "contact", clauses);
  if (const ServiceModel* service = model.service(draft.service)) {
    if (!service->required_skills.empty()) {
      add_skill_clauses(service->required_skills, str_cat("service ", service->id), clauses);
    }
  }
  if (!queue.required_skills.empty()) {
    add_skill_clauses(queue.required_skills, str_cat("queue ", queue.id), clauses);
  }
  if (!draft.site.empty()) {
    clauses.push_back({AttributeKind::kSite,
                       {{draft.site, routing::kHas}},
                       str_cat("at site ", draft.site),
                       "contact"});
  }
  return clauses;
}

routing::Clause clause_of(const NamedClause& named, const routing::Vocabulary& vocabulary) {
  routing::Clause clause{named.kind, {}};
  for (const NamedClause::Term& term : named.any_of) {
    routing::Literal literal{{}, term.at_least};
    if (vocabulary.find(named.kind, term.attribute, &literal.attribute)) {
      clause.any_of.push_back(literal);
    }
  }
  if (clause.any_of.empty()) {
    routing::Literal nobody;
    vocabulary.find(AttributeKind::kAgent, kNobody, &nobody.attribute);
    clause.any_of.push_back(nobody);
  }
  return clause;
}

routing::Requirement requirement_of(const Model& model, const ContactDraft& draft,
                                    const QueueModel& queue,
                                    const routing::Vocabulary& vocabulary) {
  routing::Requirement requirement;
  requirement.channel = draft.channel;
  requirement.ranking = queue.ranking;
  requirement.pull_only = queue.pull_only;
  for (const NamedClause& named : clauses_of(model, draft, queue)) {
    requirement.all_of.push_back(clause_of(named, vocabulary));
  }
  return routing::normalized(std::move(requirement));
}

std::vector<NamedAbility> abilities_of(const Model& model, const AgentModel& agent) {
  (void)model;
  std::vector<NamedAbility> abilities;
  for (const AgentLanguageModel& language : agent.languages) {
    if (!language.may_serve) continue;
    for (const std::string& tag : routing::lookup_range(language.tag, language.modality)) {
      abilities.push_back(
          {AttributeKind::kLanguage, attribute_of(tag, language.modality), language.level});
    }
  }
  for (const NeedCode need : agent.needs) {
    abilities.push_back({AttributeKind::kNeed, std::string(traits(need).name), routing::kHas});
  }
  for (const routing::SkillTerm& skill : agent.skills) {
    abilities.push_back({AttributeKind::kSkill, skill.name, skill.at_least});
  }
  if (!agent.site.empty()) abilities.push_back({AttributeKind::kSite, agent.site, routing::kHas});
  // Of two levels of one ability the higher counts.
  std::sort(abilities.begin(), abilities.end(), [](const NamedAbility& a, const NamedAbility& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.attribute != b.attribute ? a.attribute < b.attribute : a.level > b.level;
  });
  abilities.erase(std::unique(abilities.begin(), abilities.end(),
                              [](const NamedAbility& a, const NamedAbility& b) {
                                return a.kind == b.kind && a.attribute == b.attribute;
                              }),
                  abilities.end());
  return abilities;
}

bool meets(const std::vector<NamedAbility>& abilities, const NamedClause& clause) {
  return std::any_of(
      clause.any_of.begin(), clause.any_of.end(), [&](const NamedClause::Term& term) {
        return std::any_of(abilities.begin(), abilities.end(), [&](const NamedAbility& ability) {
          return ability.kind == clause.kind && ability.level >= term.at_least &&
                 ability.attribute == term.attribute;
        });
      });
}

bool meets_all(const std::vector<NamedAbility>& abilities,
               const std::vector<NamedClause>& clauses) {
  return std::all_of(clauses.begin(), clauses.end(),
                     [&](const NamedClause& clause) { return meets(abilities, clause); });
}

std::vector<std::int64_t> scarcities(const Model& model) {
  std::array<absl::flat_hash_map<std::string, std::int64_t>, 6> holders;  // looked up only
  for (const AgentModel& agent : model.agents) {
    for (NamedAbility& ability : abilities_of(model, agent)) {
      ++holders[static_cast<std::size_t>(ability.kind)][std::move(ability.attribute)];
    }
  }
  const auto agents = static_cast<std::int64_t>(model.agents.size());
  std::vector<std::int64_t> sums;
  sums.reserve(model.agents.size());
  for (const AgentModel& agent : model.agents) {
    std::int64_t sum = 0;
    for (const NamedAbility& ability : abilities_of(model, agent)) {
      sum += 1000 * agents / holders[static_cast<std::size_t>(ability.kind)][ability.attribute];
    }
    sums.push_back(sum);
  }
  return sums;
}

const QueueModel& classify(const Model& model, const ContactDraft& draft) {
  for (const ClassificationRuleModel& rule : model.classification) {
    if (holds(rule.services, draft.service) && holds(rule.channels, draft.channel) &&
        holds(rule.sites, draft.site) && needs_hold(rule, draft) &&
        language_holds(rule, model, draft)) {
      return *model.queue(rule.queue);
    }
  }
  return *model.queue(model.classification.back().queue);
}

}  // namespace usher::core
