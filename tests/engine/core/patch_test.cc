// Which updates count as a change: every field by itself.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/core/contact.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

struct Change {
  std::string name;
  bool routes;  // it may move the contact to other people
  std::function<void(ContactPatch&)> make;
};

std::vector<Need> one_need(const std::function<void(Need&)>& change) {
  Need need{NeedCode::kPlainLanguage, NeedStrength::kHardOnRequest};
  change(need);
  return {need};
}

std::vector<Change> changes() {
  const auto need = [](const std::string& name, const std::function<void(Need&)>& change) {
    return Change{name, true, [=](ContactPatch& patch) { patch.needs = one_need(change); }};
  };
  const auto identity = [](const std::string& name, Identity value) {
    return Change{name, false, [=](ContactPatch& patch) { patch.identity = value; }};
  };
  return {
      {"service", true, [](ContactPatch& patch) { patch.service = "counter"; }},
      {"languages", true,
       [](ContactPatch& patch) {
         patch.languages = {{"es", routing::Modality::kSpoken, routing::Direction::kBoth, 1}};
       }},
      {"fallback", true,
       [](ContactPatch& patch) { patch.fallback = routing::Fallback::kDirectOnly; }},
      need("code", [](Need& n) { n.code = NeedCode::kQuietRoom; }),
      need("strength", [](Need& n) { n.strength = NeedStrength::kHard; }),
      need("time_factor", [](Need& n) { n.time_factor_percent = 150; }),
      need("detail", [](Need& n) { n.detail = "short sentences"; }),
      need("share_before_accept", [](Need& n) { n.share_before_accept = true; }),
      need("expires", [](Need& n) { n.expires = kStart + hours(1); }),
      {"required_skills", true, [](ContactPatch& patch) { patch.required_skills = skills("tax"); }},
      {"site", true, [](ContactPatch& patch) { patch.site = "north"; }},
      {"priority_minutes", true, [](ContactPatch& patch) { patch.priority_minutes = 5; }},
      {"display", false,
       [](ContactPatch& patch) { patch.display.emplace().emplace_back("note", "called before"); }},
      identity("display_name", {"Ms. Doe", "", ""}),
      identity("address", {"", "+15550100", ""}),
      identity("external_id", {"", "", "case-7"}),
      {"journey", false, [](ContactPatch& patch) { patch.journey = "j-7"; }},
  };
}

UpdateContact update(const Change& change) {
  UpdateContact command{"c", {}, {}};
  change.make(command.patch);
  return command;
}

AgencyBuilder agency() { return an_agency().with_service("counter").with(an_agent("ann")); }

ContactBuilder a_plain_contact() {
  return a_contact("c").needing(NeedCode::kPlainLanguage, NeedStrength::kHardOnRequest);
}

TEST(Patch, of_any_one_field_is_a_change_the_first_time_only) {
  for (const Change& change : changes()) {
    Desk desk(agency());
    desk.submit(a_plain_contact());
    EXPECT_NE(desk.done(update(change)).record.sequence, 0U) << change.name;
    EXPECT_EQ(desk.done(update(change)).record.sequence, 0U) << change.name << " again";
  }
}

TEST(Patch, of_what_routes_is_refused_once_somebody_has_the_contact) {
  for (const Change& change : changes()) {
    Desk desk(agency());
    desk.sign_in("ann");
    desk.serve(a_contact("c"), "c");
    if (change.routes) {
      EXPECT_EQ(desk.refused(update(change)).reason, Reason::kWrongState) << change.name;
    } else {
      EXPECT_NE(desk.done(update(change)).record.sequence, 0U) << change.name;
    }
  }
}

TEST(Patch, of_a_person_whose_site_has_closed_still_takes_their_name) {
  Desk desk(an_agency());
  desk.submit(a_contact("c").on(Channel::kInPerson).at("north"));
  AgencyBuilder without = an_agency();
  without.model().sites = {"south"};
  desk.apply(without);
  UpdateContact command{"c", {}, {}};
  command.patch.identity = Identity{"Ms. Doe", "", ""};
  desk.done(command);
  EXPECT_EQ(desk.contact("c").draft.identity.display_name, "Ms. Doe");
  EXPECT_EQ(desk.contact("c").draft.site, "north");
  command.patch.site = "";
  EXPECT_EQ(desk.refused(command).reason, Reason::kMissingField);
}

TEST(Draft, differs_where_any_one_field_does) {
  const ContactDraft plain = a_contact("c").speaking("en").draft();
  const std::vector<std::function<void(ContactDraft&)>> fields = {
      [](ContactDraft& d) { d.channel = Channel::kWeb; },
      [](ContactDraft& d) { d.service = "counter"; },
      [](ContactDraft& d) { d.languages.clear(); },
      [](ContactDraft& d) { d.fallback = routing::Fallback::kProceedAny; },
      [](ContactDraft& d) { d.needs.push_back({}); },
      [](ContactDraft& d) { d.required_skills = skills("tax"); },
      [](ContactDraft& d) { d.site = "north"; },
      [](ContactDraft& d) { d.priority_minutes = 1; },
      [](ContactDraft& d) { d.origin = kStart; },
      [](ContactDraft& d) { d.journey = "j"; },
      [](ContactDraft& d) { d.display.emplace_back("k", "v"); },
      [](ContactDraft& d) { d.identity.address = "+15550100"; },
      [](ContactDraft& d) { d.adapter = "pbx"; },
  };
  EXPECT_EQ(plain, ContactDraft(plain));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    ContactDraft other = plain;
    fields[i](other);
    EXPECT_FALSE(plain == other) << "field " << i;
  }
}

}  // namespace
}  // namespace usher::core::testing
