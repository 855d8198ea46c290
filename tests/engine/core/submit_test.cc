// Taking people in: ids, references, origin, bounds.
#include <set>

#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

TEST(Submit, the_same_contact_again_is_the_same_contact) {
  Desk desk(an_agency());
  const ContactId first = desk.submit(a_contact("c1"));
  const std::uint64_t before = desk.state.digest();
  const Done again = desk.done(a_contact("c1"));
  EXPECT_TRUE(again.decision.repeated);
  EXPECT_EQ(std::get<ContactId>(again.decision.reply), first);
  EXPECT_EQ(again.record.sequence, 0U);
  EXPECT_EQ(desk.state.digest(), before);
}

TEST(Submit, the_same_id_with_other_content_is_refused) {
  Desk desk(an_agency().with_service("housing"));
  desk.submit(a_contact("c1"));
  EXPECT_EQ(desk.refused(a_contact("c1").for_service("housing")).reason, Reason::kContactExists);
}

TEST(Submit, a_contact_without_an_id_gets_one_that_is_free) {
  Desk desk(an_agency());
  desk.submit(a_contact("c-2"));
  const ContactId given = desk.submit(a_contact());
  EXPECT_EQ(given.value, 2U);
  EXPECT_EQ(desk.state.contact(given)->key, "c-2-2");
  EXPECT_EQ(desk.state.contact(given)->draft.journey, "c-2-2");
  EXPECT_EQ(desk.state.contact(desk.submit(a_contact()))->key, "c-3");
}

TEST(Submit, unknown_references_are_refused_with_what_exists) {
  Desk desk(an_agency());
  const Refusal service = desk.refused(a_contact("c1").for_service("genral"));
  EXPECT_EQ(service.reason, Reason::kUnknownReference);
  EXPECT_NE(service.message.find("general"), std::string::npos);
  EXPECT_EQ(service.facts[0], (std::pair<std::string, std::string>{"kind", "service"}));
  EXPECT_EQ(service.facts[1].second, "genral");
  EXPECT_EQ(desk.refused(a_contact("c1").at("nroth")).reason, Reason::kUnknownReference);
  EXPECT_EQ(desk.refused(a_contact("c1").through("pxb")).reason, Reason::kUnknownReference);
  EXPECT_EQ(desk.refused(a_contact("c1").requiring("benefit >= 2")).reason,
            Reason::kUnknownReference);
  EXPECT_EQ(desk.refused(a_contact("c1").for_service("")).reason, Reason::kMissingField);
}

TEST(Submit, a_person_who_is_there_has_a_site) {
  Desk desk(an_agency());
  const Refusal refusal = desk.refused(a_contact("c1").on(Channel::kInPerson));
  EXPECT_EQ(refusal.reason, Reason::kMissingField);
  desk.submit(a_contact("c1").on(Channel::kInPerson).at("north"));
}

TEST(Submit, the_adapter_serves_the_channel) {
  Desk desk(an_agency());
  EXPECT_EQ(desk.refused(a_contact("c1").on(Channel::kChat).through("pbx")).reason,
            Reason::kInvalidField);
}

TEST(Submit, the_origin_is_the_first_attempt_and_not_in_the_future) {
  Desk desk(an_agency());
  EXPECT_EQ(desk.refused(a_contact("c1").since(kStart + seconds(6))).reason, Reason::kInvalidField);
  EXPECT_EQ(desk.refused(a_contact("c1").since(kStart - hours(24 * 401))).reason,
            Reason::kInvalidField);
  desk.submit(a_contact("ahead").since(kStart + seconds(4)));
  EXPECT_EQ(desk.contact("ahead").draft.origin, kStart) << "a clock slightly ahead is now";
  desk.submit(a_contact("old").since(kStart - hours(24 * 399)));
  EXPECT_EQ(desk.contact("old").draft.origin, kStart - hours(24 * 399));
  desk.submit(a_contact("now"));
  EXPECT_EQ(desk.contact("now").draft.origin, kStart);
}

TEST(Submit, malformed_drafts_are_refused_field_by_field) {
  Desk desk(an_agency());
  EXPECT_EQ(desk.refused(a_contact("c").worth(1441)).reason, Reason::kInvalidField);
  EXPECT_EQ(desk.refused(a_contact("c").worth(-1441)).reason, Reason::kInvalidField);
  EXPECT_EQ(desk.refused(a_contact("c").speaking("zh")).reason, Reason::kInvalidLanguage);
  EXPECT_EQ(desk.refused(a_contact("c").signing("en")).reason, Reason::kInvalidLanguage);
  EXPECT_EQ(desk.refused(a_contact("c").needing(NeedCode::kRtt, NeedStrength::kPreference)).reason,
            Reason::kInvalidField);
  EXPECT_EQ(desk.refused(a_contact("c").needing(NeedCode::kRtt).needing(NeedCode::kRtt)).reason,
            Reason::kInvalidField);
  EXPECT_EQ(desk.refused(a_contact("c").needing_until(NeedCode::kRtt, kStart)).reason,
            Reason::kInvalidField);
  EXPECT_EQ(desk.refused(a_contact(std::string(64, 'a'))).reason, Reason::kTooLarge);
}

SubmitContact with(void (*change)(ContactDraft&)) {
  SubmitContact command = a_contact("c");
  change(command.draft);
  return command;
}

TEST(Submit, what_is_too_large_is_refused_with_the_limit) {
  Desk desk(an_agency());
  const auto reason = [&](void (*change)(ContactDraft&)) {
    const Refusal refusal = desk.refused(with(change));
    EXPECT_NE(refusal.message.find_first_of("0123456789"), std::string::npos) << refusal.message;
    return refusal.reason;
  };
  EXPECT_EQ(reason([](ContactDraft& d) { d.languages.assign(17, {"en"}); }), Reason::kTooLarge);
  EXPECT_EQ(reason([](ContactDraft& d) { d.needs.assign(17, {}); }), Reason::kTooLarge);
  EXPECT_EQ(reason([](ContactDraft& d) { d.display.assign(33, {"k", "v"}); }), Reason::kTooLarge);
  EXPECT_EQ(reason([](ContactDraft& d) {
              d.display = {{"k", std::string(1025, 'x')}};
            }),
            Reason::kTooLarge);
  EXPECT_EQ(reason([](ContactDraft& d) {
              d.display.assign(9, {"k", std::string(1000, 'x')});
            }),
            Reason::kTooLarge);
  EXPECT_EQ(reason([](ContactDraft& d) { d.journey.assign(65, 'x'); }), Reason::kTooLarge);
  EXPECT_EQ(reason([](ContactDraft& d) { d.identity.address.assign(257, 'x'); }),
            Reason::kTooLarge);
  EXPECT_EQ(reason([](ContactDraft& d) {
              d.needs.push_back({});
              d.needs[0].time_factor_percent = 401;
            }),
            Reason::kInvalidField);
  EXPECT_EQ(reason([](ContactDraft& d) {
              d.needs.push_back({});
              d.needs[0].detail.assign(65, 'x');
            }),
            Reason::kTooLarge);
}

TEST(Submit, nonsense_that_only_a_broken_edge_sends_is_refused_too) {
  Desk desk(an_agency());
  EXPECT_EQ(desk.refused(with([](ContactDraft& d) { d.channel = static_cast<Channel>(9); })).reason,
            Reason::kInvalidField);
  EXPECT_EQ(
      desk.refused(with([](ContactDraft& d) { d.needs.push_back({static_cast<NeedCode>(99)}); }))
          .reason,
      Reason::kInvalidField);
  EXPECT_EQ(desk.refused(with([](ContactDraft& d) { d.required_skills = {{}}; })).reason,
            Reason::kInvalidField);
  EXPECT_EQ(desk.refused(with([](ContactDraft& d) {
                  d.required_skills = {{{"tax", 11}}};
                }))
                .reason,
            Reason::kInvalidField);
}

TEST(Submit, beyond_the_bound_of_the_agency_people_are_blocked_and_counted) {
  AgencyBuilder agency = an_agency();
  agency.model().max_waiting = 1;
  Desk desk(agency);
  desk.submit(a_contact("in"));
  desk.submit(a_contact("out"));
  EXPECT_EQ(desk.contact("out").state, ContactState::kBlocked);
  EXPECT_NE(desk.contact("out").state_reason.find("max_waiting"), std::string::npos);
  EXPECT_EQ(desk.state.counters("main").blocked, 1);
  EXPECT_EQ(desk.state.counters("main").waiting, 1);
  EXPECT_TRUE(desk.done(a_contact("out")).decision.repeated) << "a retry hears the same";
}

TEST(Submit, a_queue_has_a_bound_of_its_own) {
  AgencyBuilder agency = an_agency().with_service("housing");
  agency.queue("housing").max_waiting = 1;
  Desk desk(agency);
  desk.submit(a_contact("h1").for_service("housing"));
  desk.submit(a_contact("h2").for_service("housing"));
  desk.submit(a_contact("g1"));
  EXPECT_EQ(desk.contact("h2").state, ContactState::kBlocked);
  EXPECT_EQ(desk.contact("g1").state, ContactState::kWaiting);
}

TEST(Submit, a_repeated_request_is_answered_as_before) {
  Desk desk(an_agency());
  const Call call{"desk", "r-1", 7};
  const Done first = desk.done(a_contact(), call);
  const std::uint64_t before = desk.state.digest();
  const Done again = desk.done(a_contact(), call);
  EXPECT_TRUE(again.decision.repeated);
  EXPECT_EQ(again.decision.reply, first.decision.reply);
  EXPECT_EQ(desk.state.digest(), before);
  EXPECT_EQ(desk.refused(a_contact(), {"desk", "r-1", 8}).reason, Reason::kRequestIdReused);
  EXPECT_FALSE(desk.done(a_contact(), {"other", "r-1", 8}).decision.repeated)
      << "keys are the principal's own";
  desk.check_replay();
}

TEST(Submit, a_refused_request_may_be_tried_again_under_its_id) {
  Desk desk(an_agency());
  const Call call{"desk", "r-1", 7};
  desk.refused(a_contact("c1").for_service("none"), call);
  desk.done(a_contact("c1"), call);
}

TEST(Reference, can_be_spoken_and_is_checked) {
  const std::string reference = reference_of({1});
  EXPECT_EQ(reference.size(), 9U);
  EXPECT_EQ(reference[3], '-');
  EXPECT_TRUE(is_valid_reference(reference));
  EXPECT_FALSE(is_valid_reference(""));
  EXPECT_FALSE(is_valid_reference("ABC-DEF"));
  EXPECT_FALSE(is_valid_reference("AIC-DEF-1")) << "I is not used";
}

TEST(Reference, finds_every_single_wrong_sign) {
  const std::string_view signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (const std::uint64_t id : {1ULL, 77ULL, 123456ULL, 1ULL << 40}) {
    const std::string right = reference_of({id});
    for (std::size_t i = 0; i < right.size(); ++i) {
      if (right[i] == '-') continue;
      for (const char sign : signs) {
        std::string wrong = right;
        wrong[i] = sign;
        EXPECT_EQ(is_valid_reference(wrong), sign == right[i]) << wrong;
      }
    }
  }
}

TEST(Reference, differs_for_every_contact) {
  std::set<std::string> seen;
  for (std::uint64_t id = 1; id <= 20'000; ++id) seen.insert(reference_of({id}));
  EXPECT_EQ(seen.size(), 20'000U);
}

}  // namespace
}  // namespace usher::core::testing
