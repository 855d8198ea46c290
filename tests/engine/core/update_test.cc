// Changing a contact: by version, in its old place, and nothing of routing while it is with an
// agent.
#include <gtest/gtest.h>

#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

UpdateContact update(const std::string& key, ContactPatch patch) {
  return {key, std::move(patch), std::nullopt};
}

TEST(Update, changes_the_queue_and_keeps_the_clock) {
  Desk desk(an_agency().with_service("housing"));
  desk.submit(a_contact("c"));
  const Instant origin = *desk.contact("c").draft.origin;
  desk.now += minutes(3);
  ContactPatch patch;
  patch.service = "housing";
  desk.done(update("c", patch));
  EXPECT_EQ(desk.contact("c").queue, "housing");
  EXPECT_EQ(desk.contact("c").draft.origin, origin);
  EXPECT_EQ(desk.state.counters("main").waiting, 0);
  EXPECT_EQ(desk.state.counters("housing").waiting, 1);
  EXPECT_EQ(desk.state.counters("housing").offered_to_queue, 1);
  desk.check_replay();
}

TEST(Update, of_an_older_version_is_refused) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  UpdateContact command = update("c", {});
  command.patch.journey = "j-1";
  command.expected_version = desk.contact("c").version;
  desk.done(command);
  command.patch.journey = "j-2";
  EXPECT_EQ(desk.refused(command).reason, Reason::kEtagMismatch);
  CancelContact cancel{"c", "", command.expected_version};
  EXPECT_EQ(desk.refused(cancel).reason, Reason::kEtagMismatch);
}

TEST(Update, is_checked_like_a_new_contact) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  ContactPatch patch;
  patch.service = "nothing";
  EXPECT_EQ(desk.refused(update("c", patch)).reason, Reason::kUnknownReference);
  patch = {};
  patch.priority_minutes = 5000;
  EXPECT_EQ(desk.refused(update("c", patch)).reason, Reason::kInvalidField);
  patch = {};
  patch.languages = {{"zh", routing::Modality::kSpoken}};
  EXPECT_EQ(desk.refused(update("c", patch)).reason, Reason::kInvalidLanguage);
  patch = {};
  patch.site = "west";
  EXPECT_EQ(desk.refused(update("c", patch)).reason, Reason::kUnknownReference);
  patch = {};
  patch.required_skills = skills("juggling");
  EXPECT_EQ(desk.refused(update("c", patch)).reason, Reason::kUnknownReference);
}

TEST(Update, with_an_agent_touches_display_identity_and_journey_only) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  ContactPatch patch;
  patch.display.emplace().emplace_back("note", "called before");
  patch.identity = Identity{"Ms. Doe", "", ""};
  patch.journey = "j-7";
  desk.done(update("c", patch));
  EXPECT_EQ(desk.contact("c").draft.identity.display_name, "Ms. Doe");
  EXPECT_EQ(desk.contact("c").state, ContactState::kConnected);
  patch = {};
  patch.needs = std::vector<Need>{};
  EXPECT_EQ(desk.refused(update("c", patch)).reason, Reason::kWrongState);
}

TEST(Update, that_changes_nothing_leaves_no_record) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  ContactPatch patch;
  patch.priority_minutes = 0;
  EXPECT_EQ(desk.done(update("c", patch)).record.sequence, 0U);
}

TEST(Update, finds_an_agent_at_once) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c").speaking("vi"));
  ContactPatch patch;
  patch.fallback = routing::Fallback::kProceedAny;
  desk.done(update("c", patch));
  EXPECT_EQ(desk.with("c"), "ann");
}

TEST(Update, an_empty_journey_is_the_contacts_own) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  ContactPatch patch;
  patch.journey = "shared";
  desk.done(update("c", patch));
  patch.journey = "";
  desk.done(update("c", patch));
  EXPECT_EQ(desk.contact("c").draft.journey, "c");
}

}  // namespace
}  // namespace usher::core::testing
