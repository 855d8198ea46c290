#include "tests/bench/lifecycle/world.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace usher::bench {
namespace {

constexpr char kAgency[] = "agencies/bench";
constexpr const char* kTags[kLanguages] = {"en", "es", "vi", "cmn", "yue", "ko",
                                           "ru", "ar", "so", "am",  "fr",  "tl"};

int language_of(std::mt19937_64& random) {
  return random() % 5 != 0 ? 0 : 1 + static_cast<int>(random() % (kLanguages - 1));
}

std::uint64_t bit(int number) { return std::uint64_t{1} << static_cast<unsigned>(number); }

}  // namespace

std::uint64_t Wanted::bits() const {
  return bit(language) | bit(kLanguages + skill * kLevels + level - 1);
}

std::uint64_t Able::bits() const {
  std::uint64_t all = 0;
  for (const int language : languages) all |= bit(language);
  for (int skill = 0; skill < kSkills; ++skill) {
    for (int level = 0; level < skill_levels[skill]; ++level) {
      all |= bit(kLanguages + skill * kLevels + level);
    }
  }
  return all;
}

World::World(int agents, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (int i = 0; i < agents; ++i) {
    Able able;
    able.languages.push_back(0);
    if (random() % 10 < 3) {
      able.languages.push_back(1 + static_cast<int>(random() % (kLanguages - 1)));
    }
    able.skill_levels.resize(kSkills);
    for (int skill = 0; skill < 4; ++skill) {
      able.skill_levels[random() % kSkills] = 1 + static_cast<int>(random() % kLevels);
    }
    agents_.push_back(able);
  }
}

Wanted World::somebody(std::mt19937_64& random) {
  Wanted wanted;
  wanted.language = language_of(random);
  wanted.skill = static_cast<int>(random() % kSkills);
  wanted.level = 1 + static_cast<int>(random() % kLevels);
  return wanted;
}

std::string World::config(const std::string& server) const {
  std::string text = absl::StrCat("server:\n  http_listen: \"off\"\n", server, R"(agencies:
- id: bench
  time_zone: Etc/UTC
  default_language: en
  services: [{id: general}]
  queues:
  - {id: line, offer_timeout: 10m, wrap_up: {limit: 60m}}
  classification: [{queue: line}]
  outcome_codes: [resolved]
  break_reasons: [lunch]
  decline_reasons: [busy]
)");
  absl::StrAppend(&text, "  skills:\n");
  for (int skill = 0; skill < kSkills; ++skill) absl::StrAppend(&text, "  - {id: s", skill, "}\n");
  absl::StrAppend(&text, "  agents:\n");
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    absl::StrAppend(&text, "  - id: a", i, "\n    languages: [");
    for (const int tag : agents_[i].languages) {
      absl::StrAppend(&text, tag == 0 ? "" : ", ", "{tag: ", kTags[tag],
                      ", modality: MODALITY_SPOKEN}");
    }
    absl::StrAppend(&text, "]\n    skills: [");
    const char* comma = "";
    for (int skill = 0; skill < kSkills; ++skill) {
      if (agents_[i].skill_levels[skill] == 0) continue;
      absl::StrAppend(&text, comma, "{skill: s", skill, ", level: ", agents_[i].skill_levels[skill],
                      "}");
      comma = ", ";
    }
    absl::StrAppend(&text, "]\n");
  }
  return text;
}

std::string World::agent_name(int agent) { return absl::StrCat(kAgency, "/agents/a", agent); }

int World::agent_of(const std::string& name) {
  absl::string_view rest = name;
  int agent = -1;
  if (!absl::ConsumePrefix(&rest, "agencies/bench/agents/a") || !absl::SimpleAtoi(rest, &agent)) {
    return -1;
  }
  return agent;
}

v1::CreateContactRequest World::request(const Wanted& wanted, const std::string& request_id) {
  v1::CreateContactRequest request;
  request.set_parent(kAgency);
  request.set_request_id(request_id);
  v1::Contact& contact = *request.mutable_contact();
  contact.set_channel(v1::PHONE);
  contact.set_service(absl::StrCat(kAgency, "/services/general"));
  v1::LanguageOption& language = *contact.add_languages();
  language.set_tag(kTags[wanted.language]);
  language.set_modality(v1::MODALITY_SPOKEN);
  // Directly, by someone who shares the language, as the database does it.
  contact.set_fallback(v1::FALLBACK_DIRECT_ONLY);
  contact.set_required_skills(absl::StrCat("s", wanted.skill, " >= ", wanted.level));
  (*contact.mutable_display())["case_number"] = request_id;
  return request;
}

}  // namespace usher::bench
