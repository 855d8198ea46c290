// What every refusal says, and that each of them can be told from the others.
#include "engine/core/refusal.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/pair_table.h"
#include "engine/core/refusals.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Refusal, has_the_canonical_code_of_its_kind_and_a_name_of_its_own) {
  using enum Reason;
  const std::vector<std::pair<absl::StatusCode, std::vector<Reason>>> codes = {
      {absl::StatusCode::kInvalidArgument,
       {kInvalidField, kInvalidLanguage, kTooLarge, kMissingField, kInvalidSkillExpression}},
      {absl::StatusCode::kNotFound,
       {kUnknownContact, kUnknownAgent, kUnknownOffer, kUnknownReference, kUnknownRevision,
        kUnknownSession}},
      {absl::StatusCode::kAlreadyExists, {kContactExists, kRequestIdReused}},
      {absl::StatusCode::kFailedPrecondition,
       {kWrongState, kOfferExpired, kOfferRescinded, kOfferSettled, kStaleFence, kNotSignedIn,
        kNotAssigned, kNothingToPull, kNoCapacity, kAdapterNotAttached}},
      {absl::StatusCode::kAborted, {kEtagMismatch, kSessionReplaced}},
      {absl::StatusCode::kPermissionDenied, {kNotYourself}},
      {absl::StatusCode::kResourceExhausted, {kLimitReached}},
  };
  std::set<std::string> names;
  for (const auto& [code, reasons] : codes) {
    for (const Reason reason : reasons) {
      EXPECT_EQ(status_code(reason), code) << name_of(reason);
      EXPECT_TRUE(names.insert(std::string(name_of(reason))).second) << name_of(reason);
    }
  }
  EXPECT_EQ(names.size(), 27U);
  EXPECT_FALSE(names.contains(""));
  EXPECT_EQ(name_of(static_cast<Reason>(1)), "") << "what is no reason has no name";
  EXPECT_EQ(status_code(static_cast<Reason>(1)), absl::StatusCode::kInternal);
}

TEST(Refusal, of_an_unknown_reference_names_what_there_is) {
  EXPECT_THAT(unknown_reference("site", "north", {}).message, HasSubstr("; it has none"));
  EXPECT_THAT(unknown_reference("site", "norht", {"north", "south"}).message,
              HasSubstr("; there are: north, south"));
  const std::vector<std::string> many = {"tax1", "tax2", "tax3", "tax4", "tax5", "zebra"};
  const std::string message = unknown_reference("skill", "tax", many).message;
  EXPECT_THAT(message, HasSubstr("; the nearest are: tax1"));
  EXPECT_THAT(message, Not(HasSubstr("zebra")));
}

TEST(Refusal, writes_durations_in_their_two_largest_units) {
  EXPECT_EQ(to_text(Duration(seconds(45))), "45 s");
  EXPECT_EQ(to_text(Duration(minutes(5))), "5 min");
  EXPECT_EQ(to_text(Duration(seconds(90))), "1 min 30 s");
  EXPECT_EQ(to_text(Duration(hours(2))), "2 h");
  EXPECT_EQ(to_text(Duration(minutes(65))), "1 h 5 min");
}

Refusal refused_draft(void (*change)(ContactDraft&)) {
  Desk desk(an_agency());
  SubmitContact command = a_contact("c");
  change(command.draft);
  return desk.refused(command);
}

TEST(Refusal, of_a_draft_says_which_bound_it_passes) {
  const Refusal factor = refused_draft([](ContactDraft& draft) {
    draft.needs.push_back({NeedCode::kExtraTime, NeedStrength::kHardOnRequest, 99});
  });
  EXPECT_THAT(factor.message, HasSubstr("is 99; must be 0 or 100 to 400"));
  const Refusal clauses = refused_draft([](ContactDraft& draft) {
    draft.required_skills.assign(65, {{"tax", 1}});
  });
  EXPECT_EQ(clauses.reason, Reason::kTooLarge);
  EXPECT_THAT(clauses.message, HasSubstr("64"));
  const Refusal level = refused_draft([](ContactDraft& draft) {
    draft.required_skills = {{{"tax", 0}}};
  });
  EXPECT_THAT(level.message, HasSubstr("the level of tax must be 1 to 10"));
  const Refusal need =
      refused_draft([](ContactDraft& draft) { draft.needs.push_back({static_cast<NeedCode>(0)}); });
  EXPECT_THAT(need.message, HasSubstr("is not a need code"));
}

TEST(Refusal, of_the_wrong_adapter_names_both_channels) {
  Desk desk(an_agency());
  desk.attach("pbx");
  desk.attach("web-chat");
  const auto message = [&](const ContactBuilder& contact) { return desk.refused(contact).message; };
  EXPECT_THAT(message(a_contact("c").on(Channel::kWeb).through("pbx")), HasSubstr("WEB"));
  EXPECT_THAT(message(a_contact("c").on(Channel::kInPerson).at("north").through("pbx")),
              HasSubstr("IN_PERSON"));
  EXPECT_THAT(message(a_contact("c").on(Channel::kChat).through("pbx")), HasSubstr("CHAT"));
  EXPECT_THAT(message(a_contact("c").through("web-chat")), HasSubstr("PHONE"));
}

TEST(Refusal, of_a_list_of_held_contacts_says_which_one_and_how_many) {
  Desk desk(an_agency());
  const Refusal key = desk.refused(AttachChannel{"pbx", {a_contact(std::string(64, 'k')).held()}});
  EXPECT_EQ(key.reason, Reason::kInvalidField);
  EXPECT_THAT(key.message, HasSubstr("held[0].contact_id"));
  const Refusal many = desk.refused(AttachChannel{"pbx", std::vector<HeldByAdapter>(100'001)});
  EXPECT_EQ(many.reason, Reason::kTooLarge);
  EXPECT_EQ(many.message, "held has 100001 contacts; at most 100000");
}

TEST(Refusal, of_a_reason_code_that_is_too_long_leaves_the_contact_in_line) {
  Desk desk(an_agency());
  desk.submit(a_contact("c"));
  EXPECT_EQ(desk.refused(CancelContact{"c", std::string(65, 'r')}).reason, Reason::kInvalidField);
  const std::uint64_t version = desk.contact("c").version;
  EXPECT_EQ(desk.refused(CancelContact{"c", "", version + 1}).reason, Reason::kEtagMismatch);
  desk.done(CancelContact{"c", std::string(64, 'r'), version});
  EXPECT_EQ(desk.contact("c").state, ContactState::kCancelled);
}

TEST(Refusal, of_a_configuration_names_what_it_lacks) {
  Desk desk(an_agency());
  AgencyBuilder agency = an_agency();
  agency.model().queues.clear();
  EXPECT_THAT(desk.refused(ApplyConfig{agency.build()}).message, HasSubstr("at least one queue"));
  agency = an_agency().with(an_agent("ann"));
  agency.model().agents.front().capacity.units = 0;
  EXPECT_THAT(desk.refused(ApplyConfig{agency.build()}).message,
              HasSubstr("agent \"ann\" is named twice or has no capacity"));
}

TEST(Refusal, of_an_answer_by_somebody_who_has_left_the_configuration) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  const Offer offer = desk.offer_of("c");
  desk.apply(an_agency());
  ASSERT_EQ(desk.state.agent("ann"), nullptr);
  EXPECT_EQ(desk.refused(AcceptOffer{offer.id, offer.fence, "ann"}).reason, Reason::kNotYourself);
}

}  // namespace
}  // namespace usher::core::testing
