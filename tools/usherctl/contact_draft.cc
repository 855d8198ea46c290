#include "tools/usherctl/contact_draft.h"

#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include <google/protobuf/util/json_util.h>

#include "tools/client/enums.h"
#include "tools/client/names.h"
#include "tools/client/times.h"

namespace usher::ctl {
namespace {

using client::Collection;
using client::usage_failure;

client::Failure wrong(absl::string_view option, const absl::Status& status) {
  return usage_failure(absl::StrCat(option, ": ", std::string(status.message())), "");
}

std::optional<client::Failure> read_contact(const std::string& file, v1::Contact& contact) {
  std::ostringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
  } else {
    std::ifstream in(file);
    if (!in || !(text << in.rdbuf())) {
      return usage_failure(absl::StrCat("--file: '", file, "' can't be read"),
                           "Check the path and its permissions.");
    }
  }
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &contact);
  if (status.ok()) return std::nullopt;
  return usage_failure(
      absl::StrCat("--file: '", file, "' is no contact: ", std::string(status.message())),
      "It must be a usher.v1.Contact in protobuf JSON, as `usherctl contact get ID --json` prints "
      "it.");
}

std::optional<client::Failure> add_words(const ContactDraft& draft, v1::Contact& contact) {
  if (!draft.channel.empty()) {
    auto channel = client::parse_word<v1::Channel>(draft.channel);
    if (!channel.ok()) return wrong("--channel", channel.status());
    contact.set_channel(*channel);
  }
  if (!draft.fallback.empty()) {
    auto fallback = client::parse_word<v1::Fallback>(draft.fallback);
    if (!fallback.ok()) return wrong("--fallback", fallback.status());
    contact.set_fallback(*fallback);
  }
  for (const auto& text : draft.languages) {
    auto option = parse_language(text);
    if (!option) return option.failure();
    *contact.add_languages() = *option;
  }
  for (const auto& text : draft.needs) {
    auto need = parse_need(text);
    if (!need) return need.failure();
    *contact.add_needs() = *need;
  }
  for (const auto& text : draft.display) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return usage_failure(absl::StrCat("--display: '", text, "' must be KEY=VALUE"), "");
    }
    (*contact.mutable_display())[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return std::nullopt;
}

void add_person(const ContactDraft& draft, v1::Contact& contact) {
  if (!draft.person_name.empty()) {
    contact.mutable_identity()->set_display_name(draft.person_name);
  }
  if (!draft.person_address.empty()) {
    contact.mutable_identity()->set_address(draft.person_address);
  }
  if (!draft.person_number.empty()) {
    contact.mutable_identity()->set_external_id(draft.person_number);
  }
}

}  // namespace

void add_draft_options(CLI::App& app, ContactDraft& draft) {
  app.add_option("--service", draft.service, "What the person came for")->type_name("ID");
  app.add_option("--language", draft.languages,
                 "TAG[:spoken|written|signed[:both|send|receive]], best first; repeat for more")
      ->type_name("LANG")
      ->allow_extra_args(false);
  app.add_option("--fallback", draft.fallback,
                 "When nobody shares a language: " + client::all_words<v1::Fallback>())
      ->type_name("WORD");
  app.add_option("--need", draft.needs,
                 "CODE[:hard|preference[:DETAIL or PERCENT%]][+share]; repeat for more")
      ->type_name("NEED")
      ->allow_extra_args(false);
  app.add_option("--skills", draft.skills, "Skills it takes, as in: benefits >= 3 and housing")
      ->type_name("EXPR");
  app.add_option("--site", draft.site, "Where it must be served")->type_name("ID");
  app.add_option("--priority", draft.priority_minutes, "Minutes of waiting it is worth more")
      ->type_name("MINUTES");
  app.add_option("--journey", draft.journey, "Ties contacts of one matter together")
      ->type_name("ID");
  app.add_option("--display", draft.display, "KEY=VALUE for the agent's screen; repeat for more")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_option("--person-name", draft.person_name, "Who it is")->type_name("TEXT");
  app.add_option("--person-address", draft.person_address, "Number or address on the channel")
      ->type_name("TEXT");
  app.add_option("--person-number", draft.person_number, "The agency's own number for the person")
      ->type_name("TEXT");
  app.add_option("--file", draft.file, "A contact in JSON to start from; - for standard input")
      ->type_name("FILE");
}

Answer<v1::LanguageOption> parse_language(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() > 3 || parts[0].empty()) {
    return usage_failure(
        absl::StrCat("--language: '", text, "' must be TAG[:MODALITY[:DIRECTION]]"),
        "For example es, vi:written or ase:signed.");
  }
  v1::LanguageOption option;
  option.set_tag(parts[0]);
  option.set_modality(v1::MODALITY_SPOKEN);
  if (parts.size() > 1) {
    auto modality = client::parse_word<v1::Modality>(parts[1]);
    if (!modality.ok()) return wrong("--language", modality.status());
    option.set_modality(*modality);
  }
  if (parts.size() > 2) {
    auto direction = client::parse_word<v1::Direction>(parts[2]);
    if (!direction.ok()) return wrong("--language", direction.status());
    option.set_direction(*direction);
  }
  return option;
}

Answer<v1::Need> parse_need(const std::string& text) {
  absl::string_view rest = text;
  v1::Need need;
  need.set_share_before_accept(absl::ConsumeSuffix(&rest, "+share"));
  const std::vector<std::string> parts = absl::StrSplit(rest, absl::MaxSplits(':', 2));
  auto code = client::parse_word<v1::NeedCode>(parts[0]);
  if (!code.ok()) return wrong("--need", code.status());
  need.set_code(*code);
  if (parts.size() > 1) {
    auto strength = client::parse_word<v1::NeedStrength>(parts[1]);
    if (!strength.ok()) return wrong("--need", strength.status());
    need.set_strength(*strength);
  }
  if (parts.size() > 2) {
    int percent = 0;
    if (absl::EndsWith(parts[2], "%") &&
        absl::SimpleAtoi(parts[2].substr(0, parts[2].size() - 1), &percent)) {
      need.set_time_factor_percent(percent);
    } else {
      need.set_detail(parts[2]);
    }
  }
  return need;
}

Answer<v1::Contact> build_contact(Session& session, const ContactDraft& draft) {
  v1::Contact contact;
  if (!draft.file.empty()) {
    if (auto failure = read_contact(draft.file, contact)) return *failure;
  }
  if (auto failure = add_words(draft, contact)) return *failure;
  add_person(draft, contact);
  if (!draft.skills.empty()) contact.set_required_skills(draft.skills);
  if (!draft.journey.empty()) contact.set_journey_id(draft.journey);
  if (draft.priority_minutes != 0) contact.set_priority_minutes(draft.priority_minutes);
  if (!draft.origin.empty()) {
    auto origin = client::parse_time(draft.origin, session.now());
    if (!origin.ok()) return wrong("--origin", origin.status());
    *contact.mutable_origin_time() = client::to_proto(*origin);
  }
  const struct {
    const std::string& id;
    Collection collection;
    std::string* (v1::Contact::*field)();
  } references[] = {{draft.service, Collection::kService, &v1::Contact::mutable_service},
                    {draft.site, Collection::kSite, &v1::Contact::mutable_site},
                    {draft.adapter, Collection::kAdapter, &v1::Contact::mutable_adapter}};
  for (const auto& reference : references) {
    if (reference.id.empty()) continue;
    auto name = session.name(reference.collection, reference.id);
    if (!name) return name.failure();
    *(contact.*reference.field)() = *name;
  }
  return contact;
}

}  // namespace usher::ctl
