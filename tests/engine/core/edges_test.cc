// Rare turns of a contact's and an agent's life that must go right all the same.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

using routing::Direction;
using routing::Fallback;
using routing::Modality;

ContactBuilder a_call(const std::string& key) { return a_contact(key).through("pbx"); }

Reconciled attach(Desk& desk, std::vector<HeldByAdapter> held) {
  return desk.done(AttachChannel{"pbx", std::move(held)}).decision.reconciled;
}

TEST(Reconciling, a_person_on_hold_who_is_gone_goes_to_wrap_up) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.attach("pbx");
  desk.sign_in("ann");
  desk.serve(a_call("c"), "c");
  desk.done(HoldContact{"c"});
  attach(desk, {});
  EXPECT_EQ(desk.contact("c").state, ContactState::kWrapUp);
  EXPECT_EQ(attach(desk, {a_call("c").held()}).release, std::vector<std::string>{"c"})
      << "whose conversation is over need not be held";
}

TEST(Reconciling, a_connection_to_somebody_else_is_not_believed) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.attach("pbx");
  desk.sign_in("ann");
  desk.submit(a_call("c"));
  desk.accept("c");
  attach(desk, {a_call("c").held("bob")});
  EXPECT_EQ(desk.contact("c").state, ContactState::kAssigned);
  attach(desk, {a_call("c").held("ann")});
  EXPECT_EQ(desk.contact("c").state, ContactState::kConnected);
}

TEST(Restart, over_an_empty_journal_does_nothing) {
  State state;
  EXPECT_EQ(std::get<Done>(step(state, Restarted{}, {}, kStart)).record.sequence, 0U);
  EXPECT_EQ(State::from_snapshot(state.to_snapshot()).digest(), state.digest());
}

TEST(Agent, told_to_drain_twice_drains_once) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  desk.done(SignOut{"ann"});
  EXPECT_EQ(desk.done(SignOut{"ann"}).record.sequence, 0U);
  EXPECT_EQ(desk.done(SetAgentState{"ann", Presence::kDraining}).record.sequence, 0U);
  EXPECT_EQ(desk.refused(SetAgentState{"ann"}).reason, Reason::kNotSignedIn)
      << "signed out, whatever was asked in between";
}

TEST(Completion, needs_no_outcome_where_the_queue_asks_for_none) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  desk.done(EndContact{"c"});
  desk.done(CompleteContact{"c", ""});
  EXPECT_EQ(desk.contact("c").state, ContactState::kCompleted);
  EXPECT_EQ(desk.contact("c").outcome_code, "");
}

TEST(Completion, without_wrap_up_leaves_the_required_outcome_unspecified) {
  AgencyBuilder agency = an_agency().with(an_agent("ann"));
  agency.queue().wrap_up_limit = {};
  agency.queue().outcome_required = true;
  Desk desk(agency);
  desk.sign_in("ann");
  desk.serve(a_contact("c"), "c");
  desk.done(EndContact{"c"});
  EXPECT_EQ(desk.contact("c").outcome_code, "unspecified");
}

TEST(Offer, declined_is_made_again_at_once_where_the_queue_knows_no_pause) {
  AgencyBuilder agency = an_agency().with(an_agent("ann"));
  agency.queue().reoffer_after = {};
  Desk desk(agency);
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  const OfferId first = desk.offer_of("c").id;
  desk.decline("c");
  EXPECT_NE(desk.offer_of("c").id, first);
  EXPECT_TRUE(desk.contact("c").avoid.empty());
}

TEST(Tick, ends_everything_of_one_agent_that_is_due_at_the_same_instant) {
  Desk desk(an_agency().with(an_agent("ann").only_serving(Channel::kChat, 30, 3)));
  desk.sign_in("ann");
  for (const char* key : {"one", "two"}) desk.serve(a_contact(key).on(Channel::kChat), key);
  for (const char* key : {"one", "two"}) desk.done(EndContact{key});
  desk.pass(minutes(2) - seconds(20));
  desk.submit(a_contact("three")
                  .on(Channel::kChat)
                  .needing_until(NeedCode::kExtraTime, desk.now + seconds(20)));
  ASSERT_EQ(desk.with("three"), "ann");
  desk.pass(seconds(20));
  EXPECT_EQ(desk.contact("one").state, ContactState::kCompleted);
  EXPECT_EQ(desk.contact("two").state, ContactState::kCompleted);
  EXPECT_EQ(desk.contact("three").state, ContactState::kWaiting);
  EXPECT_TRUE(desk.contact("three").draft.needs.empty());
  EXPECT_EQ(desk.agent_state("ann"), AgentState::kBreak) << "for the offer missed";
  desk.check_replay();
}

TEST(Tick, drops_a_need_that_expires_while_the_contact_is_offered) {
  Desk desk(an_agency().with(an_agent("ann").meeting(NeedCode::kRtt)));
  desk.sign_in("ann");
  desk.submit(a_contact("c").needing_until(NeedCode::kRtt, kStart + seconds(5)));
  const OfferId offer = desk.offer_of("c").id;
  desk.pass(seconds(5));
  EXPECT_TRUE(desk.contact("c").draft.needs.empty());
  EXPECT_EQ(desk.offer_of("c").id, offer) << "who could serve them with it can without";
}

TEST(Tick, promotes_more_people_than_it_handles_at_once_over_several) {
  AgencyBuilder agency = an_agency();
  agency.model().max_waiting = 5000;
  Desk desk(agency);
  const int people = kMaxDeadlinesPerTick + 5;
  for (int i = 0; i < people; ++i) {
    step(desk.state, a_contact("c" + std::to_string(i)), {}, desk.now);
  }
  const auto starved = [&] {
    int count = 0;
    desk.state.contacts_after({}, [&](const Contact& contact) {
      count += contact.starved ? 1 : 0;
      return true;
    });
    return count;
  };
  desk.now += minutes(60);
  desk.done(Tick{});
  EXPECT_EQ(starved(), kMaxDeadlinesPerTick);
  desk.done(Tick{});
  EXPECT_EQ(starved(), people);
}

TEST(Tick, that_comes_late_ends_what_was_due_in_its_order) {
  Desk desk(an_agency().with(an_agent("ann").only_serving(Channel::kChat, 30, 3)));
  desk.sign_in("ann");
  desk.serve(a_contact("one").on(Channel::kChat), "one");
  desk.done(EndContact{"one"});
  desk.pass(seconds(110));
  desk.submit(a_contact("two").on(Channel::kChat));
  ASSERT_EQ(desk.with("two"), "ann");
  desk.now += seconds(60);
  desk.done(Tick{});
  EXPECT_EQ(desk.contact("one").state, ContactState::kCompleted);
  EXPECT_EQ(desk.contact("two").state, ContactState::kOffered) << "one decision a person and tick";
  desk.pass({});
  EXPECT_EQ(desk.contact("two").state, ContactState::kWaiting);
  desk.check_replay();
}

TEST(Channel, that_is_away_starts_one_grace_for_all_who_return_to_it) {
  Desk desk(an_agency().with(an_agent("ann").only_serving(Channel::kChat, 30, 3)));
  desk.attach("web-chat");
  desk.sign_in("ann");
  for (const char* key : {"one", "two"}) {
    desk.submit(a_contact(key).on(Channel::kChat).through("web-chat"));
    desk.accept(key);
  }
  desk.detach("web-chat");
  EXPECT_FALSE(desk.state.attachment("web-chat")->grace_ends.has_value()) << "nobody is in line";
  desk.done(LoseSession{"ann", desk.agent("ann").session});
  desk.pass(seconds(20));
  EXPECT_EQ(desk.contact("one").state, ContactState::kWaiting);
  EXPECT_EQ(desk.state.attachment("web-chat")->grace_ends, desk.now + seconds(60));
  desk.pass(seconds(60));
  for (const char* key : {"one", "two"}) {
    EXPECT_EQ(desk.contact(key).state, ContactState::kLostByChannel);
  }
}

std::vector<std::string> texts(const ContactDraft& draft) {
  const ModelPtr model = an_agency().build();
  std::vector<std::string> texts;
  for (const NamedClause& clause : clauses_of(*model, draft, classify(*model, draft))) {
    texts.push_back(clause.text);
  }
  return texts;
}

TEST(Clauses, of_somebody_who_only_sends_or_only_receives_are_one) {
  using List = std::vector<std::string>;
  EXPECT_EQ(texts(a_contact("c").language("en", Modality::kWritten, Direction::kSend).draft()),
            List{"for what the person sends: writes en"});
  EXPECT_EQ(texts(a_contact("c").language("en", Modality::kSpoken, Direction::kReceive).draft()),
            List{"for what the person receives: speaks en"});
}

TEST(Clauses, without_a_wish_are_written_on_the_web_and_in_chat) {
  using List = std::vector<std::string>;
  EXPECT_EQ(texts(a_contact("c").on(Channel::kWeb).draft()), List{"writes en"});
  EXPECT_EQ(texts(a_contact("c").on(Channel::kChat).draft()), List{"writes en"});
  EXPECT_EQ(texts(a_contact("c").draft()), List{"speaks en"});
}

TEST(Clauses, name_no_way_out_twice) {
  using List = std::vector<std::string>;
  ContactDraft draft =
      a_contact("c").speaking("vi").writing("vi").accepting(Fallback::kWrittenOk).draft();
  for (routing::LanguageOption& option : draft.languages) option.rank = 1;
  EXPECT_EQ(texts(draft), List{"speaks vi, or writes vi"});
  const ModelPtr model = an_agency().build();
  const ContactDraft regional = a_contact("c").speaking("es-MX").speaking("es").draft();
  const NamedClause clause = clauses_of(*model, regional, model->queues.front()).front();
  ASSERT_EQ(clause.any_of.size(), 2U) << "es-mx and es, each once";
  EXPECT_EQ(clause.any_of[1].attribute, "es/spoken");
}

TEST(Abilities, named_twice_count_at_the_higher_level) {
  const ModelPtr model = an_agency().build();
  const AgentModel agent =
      AgentBuilder("ann").speaking("es-MX", 4).speaking("es", 9).skilled("tax", 2);
  int spanish = 0;
  for (const NamedAbility& ability : abilities_of(*model, agent)) {
    if (ability.attribute != "es/spoken") continue;
    ++spanish;
    EXPECT_EQ(ability.level, 9);
  }
  EXPECT_EQ(spanish, 1);
}

TEST(Classification, by_range_takes_the_language_and_its_regions_and_no_other_word) {
  AgencyBuilder agency = an_agency();
  for (const char* id : {"spanish", "needs", "any"}) {
    QueueModel queue = agency.queue();
    queue.id = id;
    agency.with_queue(queue);
  }
  ClassificationRuleModel rule;
  rule.needs = {NeedCode::kRtt};
  rule.queue = "needs";
  agency.with_rule(rule);
  rule = {};
  rule.languages = {"es"};
  rule.queue = "spanish";
  agency.with_rule(rule);
  rule.languages = {"*"};
  rule.services = {"general"};
  rule.queue = "any";
  agency.with_rule(rule);
  agency.model().classification.back().services = {"nothing"};
  const ModelPtr model = agency.build();
  const auto queue = [&](const ContactBuilder& contact) {
    return classify(*model, contact.draft()).id;
  };
  EXPECT_EQ(queue(a_contact("c").speaking("es")), "spanish");
  EXPECT_EQ(queue(a_contact("c").speaking("es-MX")), "spanish");
  EXPECT_EQ(queue(a_contact("c").speaking("est")), "any") << "Estonian is no Spanish";
  EXPECT_EQ(queue(a_contact("c")), "any");
  EXPECT_EQ(queue(a_contact("c").needing(NeedCode::kQuietRoom).needing(NeedCode::kRtt)), "needs");
  EXPECT_EQ(queue(a_contact("c").for_service("other")), "main") << "where no rule fits, the last";
}

TEST(Reference, is_refused_where_its_groups_are_joined_by_another_sign) {
  std::string reference = reference_of({7});
  ASSERT_TRUE(is_valid_reference(reference));
  reference[reference.find('-')] = '.';
  EXPECT_FALSE(is_valid_reference(reference));
}

TEST(State, listings_stop_where_the_visitor_has_enough) {
  Desk desk(an_agency().with(an_agent("ann")).with(an_agent("bob")));
  for (const char* adapter : {"pbx", "web-chat"}) desk.attach(adapter);
  for (const char* agent : {"ann", "bob"}) desk.sign_in(agent);
  for (const char* key : {"one", "two"}) desk.submit(a_call(key));
  int visited = 0;
  const auto first = [&](const auto&) {
    ++visited;
    return false;
  };
  desk.state.contacts_after({}, first);
  desk.state.agents_after({}, first);
  desk.state.live_offers(first);
  desk.state.attachments(first);
  desk.state.live_contacts_of("pbx", first);
  EXPECT_EQ(visited, 5);
}

TEST(State, knows_nothing_of_what_never_was) {
  Desk desk(an_agency().with(an_agent("ann")));
  EXPECT_EQ(desk.state.agent(AgentId{99}), nullptr);
  EXPECT_EQ(desk.state.contact(ContactId{99}), nullptr);
  EXPECT_EQ(desk.state.attachment("pbx"), nullptr);
  EXPECT_EQ(desk.state.in_line_of("nothing"), 0);
  Agent stranger;
  stranger.id = {99};
  EXPECT_TRUE(free_channels(desk.state, stranger).empty());
  EXPECT_EQ(load_of(desk.state, stranger), 0);
}

}  // namespace
}  // namespace usher::core::testing
