// A small believable agency as a configuration file, with what a test wants to vary, and builders
// of contacts.
//
// Values; any thread.
#ifndef USHER_TESTS_E2E_HARNESS_AGENCY_H_
#define USHER_TESTS_E2E_HARNESS_AGENCY_H_

#include <string>
#include <vector>

#include "absl/time/time.h"

#include "tests/e2e/harness/client.h"

namespace usher::e2e {

inline constexpr char kAgency[] = "agencies/county";

// "agencies/county/agents/ana", and so on.
std::string agent_name(const std::string& id);
std::string contact_name(const std::string& id);
std::string adapter_name(const std::string& id);
std::string queue_name(const std::string& id);
std::string service_name(const std::string& id);
std::string site_name(const std::string& id);

// The file. Agents:
//   ana    en es spoken and written; benefits 5; all channels but in person
//   ben    en; benefits 2, housing 3; PHONE CHAT WEB
//   chloe  en, ase signed; RTT, LIPREADING; benefits 3; PHONE CHAT
//   dora   en vi; at counter c4 of north (accessible); IN_PERSON
//   p1...  `plain_agents` of them: en; PHONE; no skills
struct AgencyFile {
  std::string server;  // lines below "server:", indented by two spaces
  std::string offer_timeout = "20s";
  std::string wrap_up_limit = "2m";
  std::string session_grace = "20s";
  std::string adapter_grace = "15m";
  std::string reoffer_after = "5m";
  bool break_after_missed_offer = true;
  int plain_agents = 0;
  int ended_contact_limit = 100'000;
  std::string extra_agents;  // further entries of the list

  std::string text() const;
};

// A contact in English on the channel, for `general`.
v1::CreateContactRequest contact(v1::Channel channel, const std::string& id = "");
v1::LanguageOption language(const std::string& tag, v1::Modality modality);
v1::Need need(v1::NeedCode code, v1::NeedStrength strength = v1::NEED_STRENGTH_HARD);

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_HARNESS_AGENCY_H_
