#include "tests/e2e/harness/agency.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace usher::e2e {
namespace {

constexpr char kFile[] = R"(server:
  http_listen: "off"
$server
agencies:
- id: county
  display_name: Example County
  time_zone: America/Denver
  default_language: en
  session_grace: $session_grace
  adapter_grace: $adapter_grace
  ended_contact_limit: $ended_contact_limit
  skills:
  - {id: benefits}
  - {id: housing}
  sites:
  - id: north
    provides: [STEP_FREE]
    counters:
    - {id: c4, provides: [ACCESSIBLE_COUNTER, HEARING_LOOP]}
  services:
  - {id: general}
  - {id: benefits, required_skills: "benefits >= 2"}
  queues:
  - id: line
    offer_timeout: $offer_timeout
    reoffer_after: $reoffer_after
    break_after_missed_offer: $break_after_missed_offer
    ranking: LONGEST_IDLE
    wrap_up: {limit: $wrap_up_limit}
  - id: counter
    pull_only: true
    wrap_up: {limit: $wrap_up_limit, outcome_required: true}
  classification:
  - {channels: [IN_PERSON], queue: counter}
  - {queue: line}
  adapters:
  - {id: pbx, channel: PHONE}
  - {id: webchat, channel: CHAT}
  break_reasons: [lunch]
  decline_reasons: [busy_elsewhere, conflict_of_interest]
  outcome_codes: [resolved, referred]
  agents:
  - id: ana
    languages:
    - {tag: en, modality: MODALITY_SPOKEN}
    - {tag: en, modality: MODALITY_WRITTEN}
    - {tag: es, modality: MODALITY_SPOKEN}
    - {tag: es, modality: MODALITY_WRITTEN}
    skills: [{skill: benefits, level: 5}]
    capacity:
      units: 100
      channels: [{channel: PHONE}, {channel: CHAT}, {channel: WEB}]
  - id: ben
    languages:
    - {tag: en, modality: MODALITY_SPOKEN}
    - {tag: en, modality: MODALITY_WRITTEN}
    skills: [{skill: benefits, level: 2}, {skill: housing, level: 3}]
    capacity:
      units: 100
      channels: [{channel: PHONE}, {channel: CHAT}, {channel: WEB}]
  - id: chloe
    languages:
    - {tag: en, modality: MODALITY_SPOKEN}
    - {tag: en, modality: MODALITY_WRITTEN}
    - {tag: ase, modality: MODALITY_SIGNED}
    skills: [{skill: benefits, level: 3}]
    needs: [RTT, LIPREADING, SIGN_DIRECT]
    capacity:
      units: 100
      channels: [{channel: PHONE}, {channel: CHAT}]
  - id: dora
    languages:
    - {tag: en, modality: MODALITY_SPOKEN}
    - {tag: vi, modality: MODALITY_SPOKEN}
    skills: [{skill: benefits, level: 2}]
    site: north
    counter: c4
    capacity:
      channels: [{channel: IN_PERSON}]
$extra_agents)";

}  // namespace

std::string agent_name(const std::string& id) { return absl::StrCat(kAgency, "/agents/", id); }
std::string contact_name(const std::string& id) { return absl::StrCat(kAgency, "/contacts/", id); }
std::string adapter_name(const std::string& id) { return absl::StrCat(kAgency, "/adapters/", id); }
std::string queue_name(const std::string& id) { return absl::StrCat(kAgency, "/queues/", id); }
std::string service_name(const std::string& id) { return absl::StrCat(kAgency, "/services/", id); }
std::string site_name(const std::string& id) { return absl::StrCat(kAgency, "/sites/", id); }

std::string AgencyFile::text() const {
  std::string agents = extra_agents;
  for (int i = 1; i <= plain_agents; ++i) {
    absl::StrAppend(&agents, "  - id: p", i,
                    "\n    languages: [{tag: en, modality: MODALITY_SPOKEN}]\n");
  }
  return absl::StrReplaceAll(
      kFile, {{"$server", server},
              {"$offer_timeout", offer_timeout},
              {"$wrap_up_limit", wrap_up_limit},
              {"$session_grace", session_grace},
              {"$adapter_grace", adapter_grace},
              {"$reoffer_after", reoffer_after},
              {"$break_after_missed_offer", break_after_missed_offer ? "true" : "false"},
              {"$ended_contact_limit", absl::StrCat(ended_contact_limit)},
              {"$extra_agents", agents}});
}

v1::CreateContactRequest contact(v1::Channel channel, const std::string& id) {
  v1::CreateContactRequest request;
  request.set_parent(kAgency);
  request.set_contact_id(id);
  request.mutable_contact()->set_channel(channel);
  request.mutable_contact()->set_service(service_name("general"));
  return request;
}

v1::LanguageOption language(const std::string& tag, v1::Modality modality) {
  v1::LanguageOption option;
  option.set_tag(tag);
  option.set_modality(modality);
  return option;
}

v1::Need need(v1::NeedCode code, v1::NeedStrength strength) {
  v1::Need result;
  result.set_code(code);
  result.set_strength(strength);
  return result;
}

}  // namespace usher::e2e
