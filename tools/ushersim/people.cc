#include "tools/ushersim/people.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "tools/client/names.h"

namespace usher::sim {
namespace {

constexpr int kTries = 60;
constexpr absl::Duration kLeastPatience = absl::Seconds(12);
constexpr absl::Duration kPatienceOfTheChecked = absl::Minutes(5);
constexpr absl::Duration kImpatience = absl::Milliseconds(300);

// Minutes of a conversation and of patience, as services of this kind see them.
struct Habits {
  double talk, patience, share;
};

Habits habits_of(v1::Channel channel) {
  switch (channel) {
    case v1::PHONE:
      return {4.5, 9, 0.42};
    case v1::CHAT:
      return {6, 7, 0.23};
    case v1::WEB:
      return {5, 90, 0.15};
    case v1::IN_PERSON:
      return {7, 25, 0.20};
    default:
      return {5, 10, 0};
  }
}

std::vector<v1::Modality> modalities_of(v1::Channel channel) {
  switch (channel) {
    case v1::PHONE:
    case v1::IN_PERSON:
      return {v1::MODALITY_SPOKEN, v1::MODALITY_SIGNED};
    default:
      return {v1::MODALITY_WRITTEN};
  }
}

// Needs that make sense on a channel and that one agent meets alone.
bool is_sensible(v1::NeedCode need, v1::Channel channel) {
  switch (need) {
    case v1::EXTRA_TIME:
    case v1::PLAIN_LANGUAGE:
    case v1::COGNITIVE_SUPPORT:
    case v1::SAFE_CONTACT:
      return true;
    case v1::RTT:
    case v1::RELAY_CALL:
    case v1::SPEECH_TO_SPEECH:
    case v1::AMPLIFIED_AUDIO:
    case v1::LIPREADING:
      return channel == v1::PHONE;
    case v1::SCREEN_READER_OUTPUT:
    case v1::ASSISTED_DIGITAL:
      return channel == v1::CHAT || channel == v1::WEB;
    case v1::ACCESSIBLE_COUNTER:
    case v1::HEARING_LOOP:
    case v1::QUIET_ROOM:
    case v1::PRIVATE_ROOM:
    case v1::STEP_FREE:
      return channel == v1::IN_PERSON;
    default:
      return false;
  }
}

}  // namespace

People::People(const AgencyView& view, std::uint64_t seed, std::string run, double speed)
    : view_(view), random_(seed), run_(std::move(run)), speed_(speed) {}

v1::Channel People::draw_channel() {
  double total = 0;
  for (const auto& [channel, adapter] : view_.adapters) total += habits_of(channel).share;
  double left = random_.uniform() * total;
  for (const auto& [channel, adapter] : view_.adapters) {
    left -= habits_of(channel).share;
    if (left < 0) return channel;
  }
  return view_.adapters.begin()->first;
}

std::vector<const SimAgent*> People::able(v1::Channel channel, const Language& language) const {
  std::vector<const SimAgent*> agents;
  for (const auto& agent : view_.agents) {
    if (!agent.channels.contains(channel)) continue;
    if (channel == v1::IN_PERSON && agent.site.empty()) continue;
    if (serves_in(agent, language.tag, language.modality)) agents.push_back(&agent);
  }
  return agents;
}

std::vector<People::Language> People::languages_for(v1::Channel channel) const {
  std::map<std::pair<std::string, v1::Modality>, int> speakers;
  for (const auto& agent : view_.agents) {
    if (!agent.channels.contains(channel)) continue;
    for (const auto& language : agent.languages) {
      for (const v1::Modality modality : modalities_of(channel)) {
        if (language.modality() == modality) ++speakers[{language.tag(), modality}];
      }
    }
  }
  std::vector<std::pair<int, Language>> ranked;
  for (const auto& [key, count] : speakers) ranked.push_back({count, {key.first, key.second}});
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Language> languages;
  for (auto& [count, language] : ranked) languages.push_back(std::move(language));
  return languages;
}

void People::add_needs(const SimAgent& anchor, bool hard, v1::Contact& contact) {
  std::vector<v1::NeedCode> fitting;
  for (const v1::NeedCode need : anchor.needs) {
    if (is_sensible(need, contact.channel())) fitting.push_back(need);
  }
  if (fitting.empty() || !(hard || random_.chance(0.15))) return;
  v1::Need& need = *contact.add_needs();
  need.set_code(fitting[random_.index(fitting.size())]);
  if (hard || random_.chance(0.5)) need.set_strength(v1::NEED_STRENGTH_HARD);
  if (need.code() == v1::EXTRA_TIME) need.set_time_factor_percent(150);
}

std::optional<Person> People::try_servable(const Wish& wish) {
  const v1::Channel channel = wish.channel ? *wish.channel : draw_channel();
  if (!view_.adapters.contains(channel)) return std::nullopt;
  std::vector<Language> languages = languages_for(channel);
  if (wish.modality) {
    std::erase_if(languages, [&](const Language& l) { return l.modality != *wish.modality; });
  }
  if (languages.empty() || view_.config.services().empty()) return std::nullopt;
  const Language language = languages[random_.zipf(languages.size())];
  const auto agents = able(channel, language);
  if (agents.empty()) return std::nullopt;
  const SimAgent& anchor = *agents[random_.index(agents.size())];
  v1::Contact contact;
  contact.set_channel(channel);
  v1::LanguageOption& option = *contact.add_languages();
  option.set_tag(language.tag);
  option.set_modality(language.modality);
  if (language.modality == v1::MODALITY_SIGNED) contact.set_fallback(v1::FALLBACK_DIRECT_ONLY);
  if (channel == v1::IN_PERSON) {
    contact.set_site(absl::StrCat(view_.name, "/sites/", anchor.site));
  }
  add_needs(anchor, wish.hard_need, contact);
  if (wish.hard_need && contact.needs().empty()) return std::nullopt;
  const auto& services = view_.config.services();
  const auto& service =
      services[static_cast<int>(random_.index(static_cast<std::size_t>(services.size())))];
  contact.set_service(absl::StrCat(view_.name, "/services/", service.id()));
  if (count_able(contact) < wish.able_agents) return std::nullopt;
  return finish(std::move(contact));
}

int People::count_able(const v1::Contact& contact) const {
  const auto& option = contact.languages(0);
  const std::string service_id = client::short_id(contact.service());
  const std::string site = client::short_id(contact.site());
  std::set<v1::NeedCode> needs;
  for (const auto& need : contact.needs()) needs.insert(need.code());
  const auto* queue =
      queue_for(view_.config, service_id, contact.channel(), option.tag(), needs, site);
  if (queue == nullptr) return 0;
  std::string expression = queue->required_skills();
  for (const auto& service : view_.config.services()) {
    if (service.id() == service_id) absl::StrAppend(&expression, " ", service.required_skills());
  }
  int count = 0;
  for (const SimAgent* agent : able(contact.channel(), {option.tag(), option.modality()})) {
    const bool there = site.empty() || agent->site == site;
    const bool meets_needs =
        std::includes(agent->needs.begin(), agent->needs.end(), needs.begin(), needs.end());
    if (there && meets_needs && surely_satisfies(*agent, expression)) ++count;
  }
  return count;
}

std::optional<Person> People::draw_servable(const Wish& wish) {
  for (int i = 0; i < kTries; ++i) {
    if (auto person = try_servable(wish)) return person;
  }
  return std::nullopt;
}

// Without a look at who could serve: what a real door sees now and then.
Person People::draw_any() {
  v1::Contact contact;
  contact.set_channel(draw_channel());
  const auto languages = languages_for(contact.channel());
  if (!languages.empty()) {
    const Language& language = languages[random_.zipf(languages.size())];
    contact.add_languages()->set_tag(language.tag);
    contact.mutable_languages(0)->set_modality(language.modality);
  }
  const auto& services = view_.config.services();
  contact.set_service(absl::StrCat(
      view_.name, "/services/",
      services[static_cast<int>(random_.index(static_cast<std::size_t>(services.size())))].id()));
  if (contact.channel() == v1::IN_PERSON && !view_.config.sites().empty()) {
    const auto& sites = view_.config.sites();
    contact.set_site(absl::StrCat(
        view_.name, "/sites/",
        sites[static_cast<int>(random_.index(static_cast<std::size_t>(sites.size())))].id()));
  }
  return finish(std::move(contact));
}

Person People::finish(v1::Contact contact) {
  const Habits habits = habits_of(contact.channel());
  Person person;
  person.id = absl::StrCat(absl::AsciiStrToLower(v1::Channel_Name(contact.channel()).substr(0, 2)),
                           "-", run_, "-", ++count_);
  double talk = habits.talk * random_.between(0.4, 1.6);
  for (const auto& need : contact.needs()) {
    if (need.code() == v1::EXTRA_TIME) talk *= 1.5;
  }
  person.talk = absl::Minutes(talk) / speed_;
  // Offers ring in real time whatever the speed, so nobody but the impatient leaves before one rang
  // out.
  person.patience = kLeastPatience + absl::Minutes(random_.exponential(habits.patience)) / speed_;
  person.does_not_come = contact.channel() == v1::IN_PERSON && random_.chance(0.03);
  if (random_.chance(0.05)) contact.set_priority_minutes(10);
  contact.set_adapter(view_.adapters.at(contact.channel()));
  (*contact.mutable_display())["matter"] = client::short_id(contact.service());
  contact.mutable_identity()->set_display_name(absl::StrCat("Visitor ", count_));
  person.contact = std::move(contact);
  return person;
}

std::optional<Person> People::steadfast(std::optional<Person> person) {
  if (person) {
    person->patience = kPatienceOfTheChecked;
    person->does_not_come = false;
  }
  return person;
}

std::optional<Person> People::next() {
  if (view_.adapters.empty() || view_.config.services().empty()) return std::nullopt;
  if (random_.chance(0.96)) {
    if (auto person = draw_servable({})) return person;
  }
  return draw_any();
}

std::optional<Person> People::servable(v1::Channel channel) {
  return steadfast(draw_servable({channel, std::nullopt, false, 1}));
}

std::optional<Person> People::signing() {
  return steadfast(draw_servable({std::nullopt, v1::MODALITY_SIGNED, false, 1}));
}

std::optional<Person> People::with_hard_need() {
  return steadfast(draw_servable({std::nullopt, std::nullopt, true, 1}));
}

std::optional<Person> People::impatient() {
  auto person = draw_servable({v1::PHONE, std::nullopt, false, 1});
  if (person) person->patience = kImpatience;
  return person;
}

std::optional<Person> People::declined_first() {
  auto person = steadfast(draw_servable({v1::PHONE, std::nullopt, false, 2}));
  if (!person) person = steadfast(draw_servable({v1::CHAT, std::nullopt, false, 2}));
  if (person) person->scripted_decline = true;
  return person;
}

}  // namespace usher::sim
