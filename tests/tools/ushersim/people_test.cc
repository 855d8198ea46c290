#include "tools/ushersim/people.h"

#include <map>

#include <gtest/gtest.h>

#include "tools/client/names.h"

namespace usher::sim {
namespace {

void add_language(v1::AgentConfig& agent, const std::string& tag, v1::Modality modality) {
  agent.add_languages()->set_tag(tag);
  agent.mutable_languages(agent.languages_size() - 1)->set_modality(modality);
}

v1::AgentConfig agent(const std::string& id, std::vector<v1::Channel> channels) {
  v1::AgentConfig config;
  config.set_id(id);
  for (const v1::Channel channel : channels) {
    config.mutable_capacity()->add_channels()->set_channel(channel);
  }
  add_language(config, "en", v1::MODALITY_SPOKEN);
  add_language(config, "en", v1::MODALITY_WRITTEN);
  return config;
}

v1::AgencyConfig small_agency() {
  v1::AgencyConfig config;
  config.set_id("demo");
  for (const char* id : {"general", "tax"}) config.add_services()->set_id(id);
  config.mutable_services(1)->set_required_skills("tax >= 3");
  config.add_queues()->set_id("all");
  config.add_classification()->set_queue("all");
  auto& site = *config.add_sites();
  site.set_id("north");
  site.add_provides(v1::STEP_FREE);
  auto& counter = *site.add_counters();
  counter.set_id("4");
  counter.add_provides(v1::HEARING_LOOP);
  const std::pair<const char*, v1::Channel> adapters[] = {
      {"pbx", v1::PHONE}, {"chat", v1::CHAT}, {"forms", v1::WEB}, {"doors", v1::IN_PERSON}};
  for (const auto& [id, channel] : adapters) {
    auto& adapter = *config.add_adapters();
    adapter.set_id(id);
    adapter.set_channel(channel);
  }
  *config.add_agents() = agent("ana", {v1::PHONE, v1::CHAT, v1::WEB});
  *config.add_agents() = agent("ben", {v1::PHONE});
  auto tax = config.mutable_agents(1)->add_skills();
  tax->set_skill("tax");
  tax->set_level(5);
  *config.add_agents() = agent("cleo", {v1::PHONE});
  add_language(*config.mutable_agents(2), "ase", v1::MODALITY_SIGNED);
  config.mutable_agents(2)->add_needs(v1::RTT);
  *config.add_agents() = agent("dan", {v1::IN_PERSON});
  config.mutable_agents(3)->set_site("north");
  config.mutable_agents(3)->set_counter("4");
  return config;
}

AgencyView small_view() { return make_view("agencies/demo", small_agency()); }

TEST(People, are_the_same_for_the_same_seed_and_others_for_another) {
  const AgencyView view = small_view();
  People first(view, 7, "r", 10), second(view, 7, "r", 10), other(view, 8, "r", 10);
  bool differs = false;
  for (int i = 0; i < 50; ++i) {
    const auto a = first.next(), b = second.next(), c = other.next();
    ASSERT_TRUE(a && b && c);
    EXPECT_EQ(a->contact.SerializeAsString(), b->contact.SerializeAsString());
    EXPECT_EQ(a->id, b->id);
    EXPECT_EQ(a->patience, b->patience);
    differs = differs || a->contact.SerializeAsString() != c->contact.SerializeAsString();
  }
  EXPECT_TRUE(differs);
}

TEST(People, have_ids_of_their_own_that_are_valid) {
  const AgencyView view = small_view();
  People people(view, 1, "k3x9", 10);
  std::set<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    const auto person = people.next();
    EXPECT_TRUE(ids.insert(person->id).second);
    EXPECT_TRUE(client::full_name(client::Collection::kContact, "demo", person->id).ok());
  }
}

TEST(People, come_through_every_door_that_has_an_adapter) {
  const AgencyView view = small_view();
  People people(view, 3, "r", 10);
  std::map<v1::Channel, int> doors;
  for (int i = 0; i < 400; ++i) ++doors[people.next()->contact.channel()];
  EXPECT_EQ(doors.size(), 4u);
  EXPECT_GT(doors[v1::PHONE], doors[v1::WEB]);
}

TEST(People, at_a_counter_name_its_site) {
  const AgencyView view = small_view();
  People people(view, 3, "r", 10);
  const auto person = people.servable(v1::IN_PERSON);
  ASSERT_TRUE(person);
  EXPECT_EQ(person->contact.site(), "agencies/demo/sites/north");
  EXPECT_EQ(person->contact.adapter(), "agencies/demo/adapters/doors");
}

TEST(People, who_are_servable_find_an_agent_with_every_ability) {
  const AgencyView view = small_view();
  People people(view, 5, "r", 10);
  for (int i = 0; i < 100; ++i) {
    const auto person = people.servable(v1::PHONE);
    ASSERT_TRUE(person);
    if (client::short_id(person->contact.service()) == "tax") {
      EXPECT_EQ(person->contact.languages(0).tag(), "en") << "ben alone knows tax";
    }
  }
}

TEST(People, of_the_script_are_as_the_script_says) {
  const AgencyView view = small_view();
  People people(view, 5, "r", 10);
  const auto signing = people.signing();
  ASSERT_TRUE(signing);
  EXPECT_EQ(signing->contact.languages(0).tag(), "ase");
  EXPECT_EQ(signing->contact.languages(0).modality(), v1::MODALITY_SIGNED);
  const auto needing = people.with_hard_need();
  ASSERT_TRUE(needing);
  ASSERT_EQ(needing->contact.needs_size(), 1);
  EXPECT_EQ(needing->contact.needs(0).strength(), v1::NEED_STRENGTH_HARD);
  const auto hasty = people.impatient();
  ASSERT_TRUE(hasty);
  EXPECT_LT(hasty->patience, absl::Seconds(1));
  const auto declined = people.declined_first();
  ASSERT_TRUE(declined);
  EXPECT_TRUE(declined->scripted_decline);
}

TEST(People, of_the_script_are_not_there_where_nobody_could_serve_them) {
  v1::AgencyConfig config = small_agency();
  config.mutable_agents()->DeleteSubrange(2, 2);
  const AgencyView view = make_view("agencies/demo", config);
  People people(view, 5, "r", 10);
  EXPECT_FALSE(people.signing());
  EXPECT_FALSE(people.servable(v1::IN_PERSON));
}

TEST(AgencyView, works_groups_sites_and_counters_into_an_agent) {
  v1::AgencyConfig config = small_agency();
  auto& group = *config.add_agent_groups();
  group.set_id("signers");
  group.add_languages()->set_tag("bfi");
  group.mutable_languages(0)->set_modality(v1::MODALITY_SIGNED);
  group.add_needs(v1::LIPREADING);
  config.mutable_agents(3)->add_groups("signers");
  const AgencyView view = make_view("agencies/demo", config);
  const SimAgent* dan = view.find_agent("agencies/demo/agents/dan");
  ASSERT_NE(dan, nullptr);
  EXPECT_TRUE(serves_in(*dan, "bfi", v1::MODALITY_SIGNED));
  EXPECT_EQ(dan->needs, (std::set<v1::NeedCode>{v1::HEARING_LOOP, v1::STEP_FREE, v1::LIPREADING}));
}

TEST(AgencyView, lets_no_sign_language_stand_for_another) {
  const AgencyView view = small_view();
  const SimAgent* cleo = view.find_agent("agencies/demo/agents/cleo");
  EXPECT_TRUE(serves_in(*cleo, "ase", v1::MODALITY_SIGNED));
  EXPECT_FALSE(serves_in(*cleo, "ase-US-x", v1::MODALITY_SIGNED));
  EXPECT_FALSE(serves_in(*cleo, "bfi", v1::MODALITY_SIGNED));
  EXPECT_TRUE(serves_in(*cleo, "en-GB", v1::MODALITY_SPOKEN));
}

TEST(AgencyView, is_sure_of_a_skill_only_at_its_level) {
  SimAgent agent;
  agent.skills = {{"benefits", 3}, {"tax", 1}};
  for (const char* yes :
       {"", "benefits", "benefits >= 3", "benefits>=2 and tax", "(tax)", "benefits >= 3 or tax"}) {
    EXPECT_TRUE(surely_satisfies(agent, yes)) << yes;
  }
  for (const char* no : {"benefits >= 4", "housing", "benefits > 3", "tax and housing",
                         "(benefits >= 3) and (tax >= 2)"}) {
    EXPECT_FALSE(surely_satisfies(agent, no)) << no;
  }
}

TEST(AgencyView, chooses_the_queue_of_the_first_rule_that_fits) {
  v1::AgencyConfig config = small_agency();
  config.add_queues()->set_id("sign");
  v1::ClassificationRule rule;
  rule.set_queue("sign");
  rule.add_languages("ase");
  rule.add_channels(v1::PHONE);
  const v1::ClassificationRule last = config.classification(0);
  *config.mutable_classification(0) = rule;
  *config.add_classification() = last;
  EXPECT_EQ(queue_for(config, "tax", v1::PHONE, "ase", {}, "")->id(), "sign");
  EXPECT_EQ(queue_for(config, "tax", v1::PHONE, "as", {}, "")->id(), "all");
  EXPECT_EQ(queue_for(config, "tax", v1::CHAT, "ase", {}, "")->id(), "all");
}

}  // namespace
}  // namespace usher::sim
