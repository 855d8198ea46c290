#include "tools/ushersim/check.h"

#include <sstream>

#include <gtest/gtest.h>

#include "tools/ushersim/picture.h"

namespace usher::sim {
namespace {

constexpr char kAna[] = "agencies/demo/agents/ana";
constexpr char kBen[] = "agencies/demo/agents/ben";

// ana signs ase and meets RTT; ben does neither.
AgencyView two_agents() {
  v1::AgencyConfig config;
  for (const char* id : {"ana", "ben"}) config.add_agents()->set_id(id);
  auto& language = *config.mutable_agents(0)->add_languages();
  language.set_tag("ase");
  language.set_modality(v1::MODALITY_SIGNED);
  config.mutable_agents(0)->add_needs(v1::RTT);
  return make_view("agencies/demo", config);
}

v1::Contact completed(const std::string& id, const std::string& agent,
                      v1::Channel channel = v1::PHONE) {
  v1::Contact contact;
  contact.set_name("agencies/demo/contacts/" + id);
  contact.set_state(v1::Contact::COMPLETED);
  contact.set_channel(channel);
  contact.set_agent(agent);
  contact.mutable_connect_time()->set_seconds(1);
  return contact;
}

v1::Offer offer(const std::string& contact, const std::string& agent, v1::Offer::State state) {
  v1::Offer offer;
  offer.set_contact("agencies/demo/contacts/" + contact);
  offer.set_agent(agent);
  offer.set_state(state);
  return offer;
}

bool is_missing(const Check& check, const std::string& what) {
  for (const auto& goal : check.missing()) {
    if (goal.find(what) != std::string::npos) return true;
  }
  return false;
}

TEST(Check, misses_everything_at_first) {
  const AgencyView view = two_agents();
  const Check check(view);
  EXPECT_EQ(check.missing().size(), 8u);
  EXPECT_FALSE(check.done());
}

TEST(Check, counts_a_channel_only_when_the_contact_was_connected_and_completed) {
  const AgencyView view = two_agents();
  Check check(view);
  v1::Contact never_connected = completed("c1", kBen, v1::CHAT);
  never_connected.clear_connect_time();
  check.ended(never_connected);
  v1::Contact cancelled = completed("c2", kBen, v1::CHAT);
  cancelled.set_state(v1::Contact::CANCELLED);
  check.ended(cancelled);
  EXPECT_TRUE(is_missing(check, "CHAT"));
  check.ended(completed("c3", kBen, v1::CHAT));
  EXPECT_FALSE(is_missing(check, "CHAT"));
}

TEST(Check, wants_the_signed_contact_with_an_agent_who_signs) {
  const AgencyView view = two_agents();
  Check check(view);
  v1::Contact contact = completed("c1", kBen);
  contact.add_languages()->set_tag("ase");
  contact.mutable_languages(0)->set_modality(v1::MODALITY_SIGNED);
  check.ended(contact);
  EXPECT_TRUE(is_missing(check, "signed"));
  contact.set_agent(kAna);
  check.ended(contact);
  EXPECT_FALSE(is_missing(check, "signed"));
}

TEST(Check, wants_the_hard_need_met_and_not_waived) {
  const AgencyView view = two_agents();
  Check check(view);
  v1::Contact contact = completed("c1", kBen);
  contact.add_needs()->set_code(v1::RTT);
  contact.mutable_needs(0)->set_strength(v1::NEED_STRENGTH_HARD);
  check.ended(contact);
  EXPECT_TRUE(is_missing(check, "hard need"));
  contact.set_agent(kAna);
  contact.add_waivers()->set_code(v1::RTT);
  check.ended(contact);
  EXPECT_TRUE(is_missing(check, "hard need"));
  contact.clear_waivers();
  contact.mutable_needs(0)->set_strength(v1::NEED_STRENGTH_PREFERENCE);
  check.ended(contact);
  EXPECT_TRUE(is_missing(check, "hard need"));
  contact.mutable_needs(0)->set_strength(v1::NEED_STRENGTH_HARD);
  check.ended(contact);
  EXPECT_FALSE(is_missing(check, "hard need"));
}

TEST(Check, wants_a_declined_contact_with_somebody_else) {
  const AgencyView view = two_agents();
  Check check(view);
  check.offer(offer("c1", kAna, v1::Offer::DECLINED));
  check.offer(offer("c1", kAna, v1::Offer::ACCEPTED));
  v1::Contact contact = completed("c1", kAna);
  contact.set_offer_count(2);
  check.ended(contact);
  EXPECT_TRUE(is_missing(check, "declined")) << "the same agent took it after all";
  check.offer(offer("c2", kAna, v1::Offer::DECLINED));
  check.offer(offer("c2", kBen, v1::Offer::ACCEPTED));
  contact = completed("c2", kBen);
  contact.set_offer_count(2);
  check.ended(contact);
  EXPECT_FALSE(is_missing(check, "declined"));
}

TEST(Check, counts_an_abandoned_contact) {
  const AgencyView view = two_agents();
  Check check(view);
  v1::Contact contact = completed("c1", "");
  contact.set_state(v1::Contact::ABANDONED);
  check.ended(contact);
  EXPECT_FALSE(is_missing(check, "abandoned"));
  EXPECT_EQ(check.seen(), std::vector<std::string>{"a contact that was abandoned: c1"});
}

TEST(Picture, says_one_line_an_event_and_where_to_look) {
  std::ostringstream out;
  Picture picture(out, PictureMode::kLines, "127.0.0.1:1");
  v1::WatchResponse change;
  auto& contact = *change.mutable_contact();
  contact.set_name("agencies/demo/contacts/ph-1");
  contact.set_state(v1::Contact::WAITING);
  contact.set_queue("agencies/demo/queues/tax");
  contact.mutable_routing()->set_able_agents(0);
  picture.changed(change);
  EXPECT_EQ(out.str(), "ph-1  waiting in tax: nobody signed in can serve; usherctl explain ph-1\n");
}

TEST(Picture, that_is_quiet_says_only_problems_and_totals) {
  std::ostringstream out;
  Picture picture(out, PictureMode::kQuiet, "127.0.0.1:1");
  v1::Contact person;
  person.set_channel(v1::PHONE);
  picture.arrived("agencies/demo/contacts/ph-1", person);
  picture.note("all is well");
  picture.refresh(absl::UnixEpoch(), 1);
  EXPECT_EQ(out.str(), "");
  picture.refused("agencies/demo/contacts/ph-1", "too many", "LIMIT_REACHED");
  picture.totals();
  EXPECT_EQ(out.str(),
            "ushersim: ph-1  refused: too many [LIMIT_REACHED]\n"
            "ushersim: 1 came, 0 completed, 0 abandoned, 0 ended otherwise, 1 refused; 0 offers, 0 "
            "declined, 0 missed\n");
}

}  // namespace
}  // namespace usher::sim
