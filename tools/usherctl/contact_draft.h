// The options that describe a contact, for `submit` and `contact update`: from words on the command
// line to the message. Main thread. What is wrong is a usage Failure that names the option.
#ifndef USHER_TOOLS_USHERCTL_CONTACT_DRAFT_H_
#define USHER_TOOLS_USHERCTL_CONTACT_DRAFT_H_

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/usherctl/session.h"
#include "usher/v1/contact.pb.h"

namespace usher::ctl {

struct ContactDraft {
  std::string channel, service, site, fallback, skills, origin, journey, adapter;
  std::vector<std::string> languages, needs, display;
  std::string person_name, person_address, person_number;
  int priority_minutes = 0;
  std::string file;  // a Contact in JSON, "-" for standard input; options add to it
};

// Those that `contact update` can change; `submit` adds its own. Returns nothing to keep: `draft`
// must outlive the parse.
void add_draft_options(CLI::App& app, ContactDraft& draft);

// The contact as described; service, site and adapter are full names.
Answer<v1::Contact> build_contact(Session& session, const ContactDraft& draft);

// "es", "es:spoken", "ase:signed", "vi:written:receive"; without a modality: signed for nothing,
// spoken.
Answer<v1::LanguageOption> parse_language(const std::string& text);

// "RTT", "EXTRA_TIME:preference", "AGENT_GENDER:hard:female", "EXTRA_TIME:preference:200%";
// "+share" at the end lets the agent see it before accepting.
Answer<v1::Need> parse_need(const std::string& text);

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_CONTACT_DRAFT_H_
