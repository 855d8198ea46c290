// Who may serve whom, as contacts and configuration say it.
#include <algorithm>

#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

using routing::Direction;
using routing::Fallback;
using routing::Modality;

// Whether the agent, the only one, is offered the contact.
bool serves(const AgentBuilder& agent, const ContactBuilder& contact) {
  Desk desk(an_agency().with(agent));
  desk.submit(contact);
  desk.sign_in(AgentModel(agent).id);
  return desk.contact("c").state == ContactState::kOffered;
}
AgentBuilder nobody_special() { return an_agent("a").without_languages(); }

TEST(Language, any_of_the_options_will_do) {
  EXPECT_TRUE(serves(an_agent("a").speaking("vi"), a_contact("c").speaking("vi").speaking("fr")));
  EXPECT_TRUE(
      serves(nobody_special().speaking("fr"), a_contact("c").speaking("vi").speaking("fr")));
  EXPECT_FALSE(serves(an_agent("a"), a_contact("c").speaking("vi").speaking("fr")));
}

TEST(Language, a_regional_wish_is_met_by_the_language) {
  EXPECT_TRUE(serves(nobody_special().speaking("es"), a_contact("c").speaking("es-MX")));
  EXPECT_TRUE(serves(nobody_special().speaking("es-PE"), a_contact("c").speaking("es-MX")));
}

TEST(Language, no_wish_means_the_agencys_language) {
  EXPECT_TRUE(serves(nobody_special().speaking("en"), a_contact("c")));
  EXPECT_FALSE(serves(nobody_special().writing("en"), a_contact("c")));
  EXPECT_FALSE(serves(nobody_special().speaking("en").only_serving(Channel::kChat),
                      a_contact("c").on(Channel::kChat)));
  EXPECT_TRUE(serves(nobody_special().writing("en").only_serving(Channel::kChat),
                     a_contact("c").on(Channel::kChat)));
}

TEST(Language, signing_is_not_speaking_and_no_sign_language_is_another) {
  EXPECT_TRUE(serves(nobody_special().signing("ase"), a_contact("c").signing("ase")));
  EXPECT_FALSE(serves(nobody_special().signing("bfi"), a_contact("c").signing("ase")));
  EXPECT_FALSE(serves(an_agent("a"), a_contact("c").signing("ase")));
}

TEST(Language, sending_and_receiving_may_be_met_by_different_options) {
  const ContactBuilder types_and_hears =
      a_contact("c")
          .language("en", Modality::kWritten, Direction::kSend)
          .language("es", Modality::kSpoken, Direction::kReceive);
  EXPECT_TRUE(serves(nobody_special().writing("en").speaking("es"), types_and_hears));
  EXPECT_FALSE(serves(nobody_special().writing("en"), types_and_hears));
  EXPECT_FALSE(serves(nobody_special().speaking("es"), types_and_hears));
}

TEST(Language, written_is_a_way_out_only_where_the_person_says_so) {
  const AgentBuilder writer = nobody_special().writing("vi");
  EXPECT_FALSE(serves(writer, a_contact("c").speaking("vi")));
  EXPECT_TRUE(serves(writer, a_contact("c").speaking("vi").accepting(Fallback::kWrittenOk)));
}

TEST(Language, only_the_persons_word_lets_anybody_serve) {
  const ContactBuilder vietnamese = a_contact("c").speaking("vi");
  for (const Fallback waits :
       {Fallback::kDirectOnly, Fallback::kInterpreterOk, Fallback::kRelayOk}) {
    EXPECT_FALSE(serves(an_agent("a"), ContactBuilder(vietnamese).accepting(waits)));
  }
  EXPECT_TRUE(serves(an_agent("a"), ContactBuilder(vietnamese).accepting(Fallback::kProceedAny)));
}

TEST(Language, an_unknown_one_goes_to_triage_and_not_to_the_default) {
  EXPECT_FALSE(serves(an_agent("a"), a_contact("c").speaking("und")));
  EXPECT_TRUE(serves(an_agent("a").speaking("und"), a_contact("c").speaking("und")));
}

TEST(Language, who_may_interpret_does_not_therefore_serve) {
  EXPECT_FALSE(serves(nobody_special().interpreting("vi"), a_contact("c").speaking("vi")));
}

TEST(Need, a_hard_one_is_a_filter_and_a_preference_is_not) {
  const AgentBuilder plain = an_agent("a");
  EXPECT_FALSE(serves(plain, a_contact("c").needing(NeedCode::kRtt)));
  EXPECT_TRUE(
      serves(an_agent("a").meeting(NeedCode::kRtt), a_contact("c").needing(NeedCode::kRtt)));
  EXPECT_FALSE(serves(plain, a_contact("c").needing(NeedCode::kPlainLanguage)));
  EXPECT_TRUE(
      serves(plain, a_contact("c").needing(NeedCode::kPlainLanguage, NeedStrength::kPreference)));
  EXPECT_TRUE(serves(plain, a_contact("c").needing(NeedCode::kAssistedDigital)));
  EXPECT_FALSE(serves(
      plain, a_contact("c").needing(NeedCode::kAssistedDigital, NeedStrength::kHardOnRequest)));
}

TEST(Need, what_the_channel_and_the_conduct_meet_excludes_nobody) {
  EXPECT_TRUE(serves(an_agent("a"), a_contact("c").needing(NeedCode::kRelayCall)));
  EXPECT_TRUE(serves(an_agent("a"), a_contact("c").needing(NeedCode::kSafeContact)));
}

TEST(Need, no_longer_excludes_anybody_after_it_expired) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c").needing_until(NeedCode::kRtt, kStart + minutes(1)));
  EXPECT_EQ(desk.contact("c").state, ContactState::kWaiting);
  desk.pass(minutes(1));
  EXPECT_EQ(desk.contact("c").state, ContactState::kOffered);
  EXPECT_TRUE(desk.contact("c").draft.needs.empty());
}

TEST(Skill, those_of_contact_service_and_queue_must_all_be_there) {
  AgencyBuilder agency = an_agency().with_service("housing", "housing >= 2");
  agency.model().services.back().required_skills = skills("benefits");
  agency.with(an_agent("novice").skilled("housing", 1).skilled("benefits").skilled("tax"));
  agency.with(an_agent("no-tax").skilled("housing", 5).skilled("benefits"));
  agency.with(an_agent("expert").skilled("housing", 2).skilled("benefits").skilled("tax", 3));
  Desk desk(agency);
  for (const char* agent : {"novice", "no-tax", "expert"}) desk.sign_in(agent);
  desk.submit(a_contact("c").for_service("housing").requiring("tax >= 2 or tax >= 3"));
  EXPECT_EQ(desk.with("c"), "expert");
}

TEST(Site, a_contact_of_a_site_is_served_there) {
  EXPECT_FALSE(serves(an_agent("a").at("south"), a_contact("c").at("north")));
  EXPECT_FALSE(serves(an_agent("a"), a_contact("c").at("north")));
  EXPECT_TRUE(serves(an_agent("a").at("north"), a_contact("c").at("north")));
  EXPECT_TRUE(serves(an_agent("a").at("north"), a_contact("c")));
}

TEST(Clauses, say_in_words_what_it_takes_and_who_asks_for_it) {
  AgencyBuilder agency = an_agency().with_service("housing", "housing >= 2");
  const ModelPtr model = agency.build();
  const ContactDraft draft = a_contact("c")
                                 .for_service("housing")
                                 .speaking("vi")
                                 .signing("ase")
                                 .needing(NeedCode::kRtt)
                                 .requiring("tax or benefits >= 3")
                                 .at("north")
                                 .draft();
  std::vector<std::pair<std::string, std::string>> said;
  for (const NamedClause& clause : clauses_of(*model, draft, classify(*model, draft))) {
    said.emplace_back(clause.text, clause.source);
  }
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"speaks vi, or signs ase", "contact"},
      {"need RTT", "contact"},
      {"benefits at least 3 or tax", "contact"},
      {"housing at least 2", "queue housing"},
      {"at site north", "contact"}};
  EXPECT_EQ(said, expected);
}

TEST(Classification, the_first_rule_that_fits_chooses_the_queue) {
  AgencyBuilder agency = an_agency().with_service("housing");
  QueueModel signing = agency.queue();
  signing.id = "sign";
  agency.with_queue(signing);
  ClassificationRuleModel rule;
  rule.languages = {"ase", "es-mx"};
  rule.channels = {Channel::kPhone, Channel::kChat};
  rule.queue = "sign";
  agency.with_rule(rule);
  rule = {};
  rule.needs = {NeedCode::kRtt};
  rule.sites = {"north"};
  rule.queue = "sign";
  agency.with_rule(rule);
  const ModelPtr model = agency.build();
  const auto queue = [&](const ContactBuilder& contact) {
    return classify(*model, contact.draft()).id;
  };
  EXPECT_EQ(queue(a_contact("c")), "main");
  EXPECT_EQ(queue(a_contact("c").for_service("housing").signing("ase")), "housing");
  EXPECT_EQ(queue(a_contact("c").signing("ase")), "sign");
  EXPECT_EQ(queue(a_contact("c").signing("ase").on(Channel::kWeb)), "main");
  EXPECT_EQ(queue(a_contact("c").speaking("es-MX")), "sign");
  EXPECT_EQ(queue(a_contact("c").speaking("es")), "main") << "a range does not match its prefix";
  EXPECT_EQ(queue(a_contact("c").speaking("en").signing("ase")), "main")
      << "the best option counts";
  EXPECT_EQ(queue(a_contact("c").needing(NeedCode::kRtt).at("north")), "sign");
  EXPECT_EQ(queue(a_contact("c").needing(NeedCode::kRtt).at("south")), "main");
}

TEST(Order, priority_is_worth_minutes_of_waiting_and_no_more_than_a_day) {
  AgencyBuilder agency = an_agency().with_service("urgent");
  agency.queue("urgent").priority_minutes = 10;
  Desk desk(agency.with(an_agent("ann")));
  desk.submit(a_contact("early"));
  desk.now += minutes(9);
  desk.submit(a_contact("late").for_service("urgent"));
  desk.sign_in("ann");
  EXPECT_EQ(desk.with("late"), "ann");
  Contact contact = desk.contact("early");
  contact.draft.priority_minutes = 1440;
  QueueModel queue = agency.queue("urgent");
  EXPECT_EQ(order_key(contact, queue).due, *contact.draft.origin - hours(24));
}

TEST(Order, past_the_starvation_bound_a_contact_goes_to_the_head) {
  AgencyBuilder agency = an_agency().with_service("urgent");
  agency.queue("urgent").priority_minutes = 1440;
  Desk desk(agency.with(an_agent("ann")));
  desk.submit(a_contact("patient"));
  desk.pass(minutes(60));
  EXPECT_TRUE(desk.contact("patient").starved);
  desk.submit(a_contact("pressing").for_service("urgent"));
  desk.sign_in("ann");
  EXPECT_EQ(desk.with("patient"), "ann");
}

TEST(Scarcity, is_the_sum_of_how_rare_each_ability_is) {
  AgencyBuilder agency = an_agency();
  agency.with(an_agent("a").without_languages().speaking("en"));
  agency.with(an_agent("b").without_languages().speaking("en").speaking("vi"));
  EXPECT_EQ(scarcities(*agency.build()), (std::vector<std::int64_t>{1000, 3000}));
}

TEST(Scarcity, the_least_flexible_able_agent_is_taken_first) {
  AgencyBuilder agency = an_agency();
  agency.queue().ranking = routing::Ranking::kLeastScarce;
  Desk desk(agency.with(an_agent("rare").speaking("vi")).with(an_agent("common")));
  desk.sign_in("rare");
  desk.now += minutes(5);
  desk.sign_in("common");
  desk.submit(a_contact("c"));
  EXPECT_EQ(desk.with("c"), "common");
}

}  // namespace
}  // namespace usher::core::testing
