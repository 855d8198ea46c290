#include "tools/client/names.h"

#include <gtest/gtest.h>

namespace usher::client {
namespace {

TEST(Names, make_a_full_name_of_a_short_id) {
  EXPECT_EQ(*full_name(Collection::kContact, "demo", "c-17"), "agencies/demo/contacts/c-17");
  EXPECT_EQ(*full_name(Collection::kAgent, "agencies/demo", "ana"), "agencies/demo/agents/ana");
}

TEST(Names, keep_a_full_name_whatever_the_agency) {
  EXPECT_EQ(*full_name(Collection::kOffer, "", "agencies/x/offers/o1"), "agencies/x/offers/o1");
}

TEST(Names, refuse_a_name_of_another_collection_and_show_a_right_one) {
  const auto name = full_name(Collection::kOffer, "x", "agencies/x/contacts/c1");
  ASSERT_FALSE(name.ok());
  EXPECT_NE(name.status().message().find("agencies/demo/offers/ID"), absl::string_view::npos);
}

TEST(Names, refuse_what_can_be_no_id) {
  for (const std::string& id : {std::string(), std::string("-a"), std::string("a b"),
                                std::string("ä"), std::string("a\n"), std::string(64, 'a')}) {
    EXPECT_FALSE(full_name(Collection::kContact, "demo", id).ok()) << id;
    EXPECT_FALSE(agency_name(id).ok()) << id;
  }
  EXPECT_TRUE(full_name(Collection::kContact, "demo", std::string(63, 'a')).ok());
}

TEST(Names, refuse_a_short_id_without_an_agency) {
  EXPECT_FALSE(full_name(Collection::kContact, "", "c-17").ok());
}

TEST(Names, give_the_parts_of_a_name_back) {
  EXPECT_EQ(short_id("agencies/demo/contacts/c-17"), "c-17");
  EXPECT_EQ(short_id("c-17"), "c-17");
  EXPECT_EQ(short_id(""), "");
  EXPECT_EQ(agency_of("agencies/demo/contacts/c-17"), "demo");
  EXPECT_EQ(agency_of("c-17"), "");
}

}  // namespace
}  // namespace usher::client
