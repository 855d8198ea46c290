// The core's numbers and names are those of the public contract.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/need.h"
#include "engine/core/pair_table.h"
#include "engine/core/refusal.h"
#include "usher/v1/agent.pb.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/errors.pb.h"
#include "usher/v1/need.pb.h"
#include "usher/v1/offer.pb.h"

namespace usher::core {
namespace {

TEST(Contract, need_codes_have_the_same_numbers_and_names) {
  const auto* codes = v1::NeedCode_descriptor();
  EXPECT_EQ(codes->value_count(), kNeedCodeCount + 1) << "0 is for unspecified";
  for (int number = 1; number <= kNeedCodeCount; ++number) {
    const auto* value = codes->FindValueByNumber(number);
    ASSERT_NE(value, nullptr) << number;
    EXPECT_EQ(value->name(), std::string(traits(*need_from_number(number)).name));
  }
  EXPECT_FALSE(need_from_number(0).has_value());
  EXPECT_FALSE(need_from_number(kNeedCodeCount + 1).has_value());
}

TEST(Contract, every_reason_of_the_core_is_a_public_one_of_the_same_name) {
  const auto* reasons = v1::ErrorReason_descriptor();
  std::set<std::string> found;
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<Reason>(reasons->value(i)->number());
    const std::string name(name_of(reason));
    if (name.empty()) continue;
    EXPECT_EQ(reasons->value(i)->name(), "ERROR_REASON_" + name);
    EXPECT_NE(status_code(reason), absl::StatusCode::kInternal) << name;
    found.insert(name);
  }
  EXPECT_EQ(found.size(), 27U) << "the core has 27 reasons; each must be in the public list";
}

template <typename State>
void expect_same_states(const google::protobuf::EnumDescriptor* states, int count) {
  for (int number = 1; number <= count; ++number) {
    const auto* value = states->FindValueByNumber(number);
    ASSERT_NE(value, nullptr) << number;
    EXPECT_EQ(value->name(), std::string(name_of(static_cast<State>(number))));
  }
}

TEST(Contract, states_have_the_same_numbers_and_names) {
  expect_same_states<ContactState>(v1::Contact::State_descriptor(), kContactStateCount);
  expect_same_states<OfferState>(v1::Offer::State_descriptor(), kOfferStateCount);
  expect_same_states<AgentState>(v1::Agent::State_descriptor(), kAgentStateCount);
}

}  // namespace
}  // namespace usher::core
