// Why this agent: the words of every ranking, and of every reason to pass somebody over.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/explain.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

// The explanation of the last offer of the journal, as of just before it; `contact`, where given,
// instead of the one that was offered.
OfferExplanation explain_last(const Desk& desk, const std::string& agent,
                              const std::string& contact) {
  State state;
  for (const Record& record : desk.journal) {
    if (&record != &desk.journal.back()) apply(state, record);
  }
  OfferId offer;
  for (const Event& event : desk.journal.back().events) {
    if (const auto* made = std::get_if<OfferMade>(&event)) offer = made->id;
  }
  apply_until_offer(state, desk.journal.back(), offer);
  return explain_offer(state, desk.contact(contact).id, desk.agent(agent).id);
}

OfferExplanation offered(routing::Ranking ranking, const std::string& to) {
  AgencyBuilder agency =
      an_agency()
          .with(an_agent("ann").skilled("tax", 3).serving(Channel::kPhone, 40, 2))
          .with(an_agent("bob").speaking("vi").skilled("tax", 8).serving(Channel::kPhone, 40, 2));
  agency.queue().ranking = ranking;
  Desk desk(agency);
  desk.sign_in("ann");
  desk.serve(a_contact("first"), "first");
  desk.now += seconds(10);
  desk.sign_in("bob");
  desk.submit(a_contact("c").requiring("tax"));
  EXPECT_EQ(desk.with("c"), to);
  return explain_last(desk, to, "c");
}

TEST(ExplainRanking, by_load_shows_each_share_of_capacity) {
  const OfferExplanation answer = offered(routing::Ranking::kLeastLoaded, "bob");
  EXPECT_THAT(answer.summary, HasSubstr("stood first of 2 free able agents by least loaded"));
  ASSERT_THAT(answer.candidates, SizeIs(2));
  EXPECT_THAT(answer.candidates[0].ranking_reason, StartsWith("load 0 %, idle "));
  EXPECT_THAT(answer.candidates[1].ranking_reason, StartsWith("load 40 %, idle "));
}

TEST(ExplainRanking, by_proficiency_adds_the_levels_of_what_is_asked_for) {
  const OfferExplanation answer = offered(routing::Ranking::kMostProficient, "bob");
  EXPECT_THAT(answer.summary, HasSubstr("by most proficient"));
  ASSERT_THAT(answer.candidates, SizeIs(2));
  EXPECT_THAT(answer.candidates[0].ranking_reason, StartsWith("proficiency 18, idle "));
  EXPECT_THAT(answer.candidates[1].ranking_reason, StartsWith("proficiency 13, idle "));
}

TEST(ExplainRanking, by_scarcity_keeps_the_rare_abilities_free) {
  const OfferExplanation answer = offered(routing::Ranking::kLeastScarce, "ann");
  EXPECT_THAT(answer.summary, HasSubstr("by least scarce"));
  ASSERT_THAT(answer.candidates, SizeIs(2));
  EXPECT_THAT(answer.candidates[0].ranking_reason, StartsWith("scarcity "));
}

TEST(ExplainRanking, lists_twenty_and_counts_all) {
  AgencyBuilder agency = an_agency();
  for (int i = 10; i < 35; ++i) agency.with(an_agent("a" + std::to_string(i)));
  agency.with(an_agent("tax").without_languages());
  Desk desk(agency);
  for (int i = 10; i < 35; ++i) desk.sign_in("a" + std::to_string(i));
  desk.sign_in("tax");
  desk.submit(a_contact("c"));
  const OfferExplanation answer = explain_last(desk, desk.with("c"), "c");
  EXPECT_THAT(answer.summary, HasSubstr("stood first of 25 free able agents"));
  EXPECT_THAT(answer.candidates, SizeIs(20));
}

TEST(ExplainOffer, that_was_pulled_says_who_asked) {
  AgencyBuilder agency = an_agency().with(an_agent("ann")).with(an_agent("bob"));
  agency.queue().pull_only = true;
  Desk desk(agency);
  desk.sign_in("ann");
  desk.now += seconds(5);
  desk.sign_in("bob");
  desk.submit(a_contact("c"));
  desk.done(PullNext{"bob", {}});
  EXPECT_THAT(explain_last(desk, "bob", "c").summary,
              HasSubstr("agent \"bob\" asked for the next contact"));
}

TEST(ExplainOffer, passes_over_whom_agents_take_by_themselves) {
  AgencyBuilder agency = an_agency().with_service("counter").with(an_agent("ann"));
  agency.queue("counter").pull_only = true;
  Desk desk(agency);
  desk.submit(a_contact("pulled").for_service("counter"));
  desk.now += seconds(1);
  desk.submit(a_contact("c"));
  desk.submit(a_contact("later"));
  desk.sign_in("ann");
  const OfferExplanation answer = explain_last(desk, "ann", "c");
  ASSERT_THAT(answer.overtaken, SizeIs(1)) << "nobody overtakes who came later";
  EXPECT_EQ(answer.overtaken[0].reason, "queue counter is pull only");
  EXPECT_TRUE(answer.overtaken[0].justified);
}

TEST(ExplainOffer, names_the_starvation_bound_that_put_somebody_first) {
  AgencyBuilder agency = an_agency().with_service("slow").with(an_agent("ann"));
  agency.queue("slow").starvation_bound = hours(10);
  Desk desk(agency);
  desk.submit(a_contact("patient").for_service("slow").since(kStart - hours(2)));
  desk.submit(a_contact("c").since(kStart - minutes(90)));
  desk.pass(seconds(1));
  desk.sign_in("ann");
  ASSERT_EQ(desk.with("c"), "ann");
  const OfferExplanation answer = explain_last(desk, "ann", "c");
  ASSERT_THAT(answer.overtaken, SizeIs(1));
  EXPECT_EQ(answer.overtaken[0].reason, "the one taken had waited past the starvation bound");
}

TEST(ExplainOffer, that_no_rule_justifies_says_so) {
  for (const Duration waited : {Duration(minutes(2)), Duration(minutes(90))}) {
    Desk desk(an_agency().with(an_agent("ann")));
    desk.attach("pbx");
    desk.submit(a_contact("first").through("pbx").since(kStart - waited));
    desk.submit(a_contact("second").since(kStart - waited + minutes(1)));
    desk.pass(seconds(1));
    desk.sign_in("ann");
    ASSERT_EQ(desk.with("first"), "ann");
    const OfferExplanation answer = explain_last(desk, "ann", "second");
    ASSERT_THAT(answer.overtaken, SizeIs(1));
    EXPECT_EQ(answer.overtaken[0].reason, "no rule justifies it");
    EXPECT_FALSE(answer.overtaken[0].justified);
  }
}

TEST(ExplainOffer, to_somebody_who_left_or_never_was_is_no_longer_known) {
  AgencyBuilder agency = an_agency().with(an_agent("ann")).with(an_agent("bob"));
  Desk desk(agency);
  desk.sign_in("ann");
  desk.serve(a_contact("in-hand"), "in-hand");
  desk.apply(an_agency().with(an_agent("bob")));
  desk.submit(a_contact("earlier"));
  desk.submit(a_contact("c"));
  const auto summary = [&](AgentId agent) {
    return explain_offer(desk.state, desk.contact("c").id, agent).summary;
  };
  EXPECT_THAT(summary({99}), HasSubstr("no longer known"));
  EXPECT_THAT(summary(desk.agent("ann").id), HasSubstr("no longer known"));
  const OfferExplanation to_bob =
      explain_offer(desk.state, desk.contact("c").id, desk.agent("bob").id);
  EXPECT_THAT(to_bob.candidates, SizeIs(0)) << "nobody is free";
  EXPECT_EQ(to_bob.overtaken_count, 1U) << "only who waits can be overtaken";
  EXPECT_EQ(to_bob.overtaken[0].reason, "the agent: offline");
}

TEST(ApplyUntilOffer, stops_at_the_offer_asked_for_of_several) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  for (const char* agent : {"ann", "bob"}) desk.sign_in(agent);
  for (const char* key : {"one", "two"}) desk.submit(a_contact(key).speaking("vi"));
  desk.apply(an_agency().with(an_agent("ann").speaking("vi")).with(an_agent("bob").speaking("vi")));
  const Offer second = desk.offer_of("two");
  State state;
  for (const Record& record : desk.journal) {
    if (&record != &desk.journal.back()) apply(state, record);
  }
  apply_until_offer(state, desk.journal.back(), second.id);
  EXPECT_EQ(state.contact("one")->state, ContactState::kOffered);
  EXPECT_EQ(state.contact("two")->state, ContactState::kWaiting);
}

}  // namespace
}  // namespace usher::core::testing
