#include <functional>

#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

struct Wrong {
  const char* what;
  std::function<void(v1::CreateContactRequest&)> spoil;
  grpc::StatusCode code;
  const char* reason;
};

// Each spoils a good request in one way.
// NOLINTNEXTLINE(readability-function-size): a table
const std::vector<Wrong>& wrongs() {
  using Request = v1::CreateContactRequest;
  constexpr auto kInvalid = grpc::StatusCode::INVALID_ARGUMENT;
  constexpr auto kNotFound = grpc::StatusCode::NOT_FOUND;
  static const auto* const list = new std::vector<Wrong>{
      {"no parent", [](Request& r) { r.clear_parent(); }, kInvalid, "MISSING_FIELD"},
      {"malformed parent", [](Request& r) { r.set_parent("county"); }, kInvalid, "MALFORMED_NAME"},
      {"unknown agency", [](Request& r) { r.set_parent("agencies/elsewhere"); }, kNotFound,
       "UNKNOWN_AGENCY"},
      {"malformed id", [](Request& r) { r.set_contact_id("a b"); }, kInvalid, "INVALID_FIELD"},
      {"id too long", [](Request& r) { r.set_contact_id(std::string(64, 'a')); }, kInvalid,
       "INVALID_FIELD"},
      {"no channel", [](Request& r) { r.mutable_contact()->clear_channel(); }, kInvalid,
       "MISSING_FIELD"},
      {"unknown channel",
       [](Request& r) { r.mutable_contact()->set_channel(static_cast<v1::Channel>(99)); }, kInvalid,
       "UNKNOWN_ENUM_VALUE"},
      {"unknown need",
       [](Request& r) {
         r.mutable_contact()->add_needs()->set_code(static_cast<v1::NeedCode>(999));
       },
       kInvalid, "UNKNOWN_ENUM_VALUE"},
      {"unknown service",
       [](Request& r) { r.mutable_contact()->set_service(service_name("moon")); }, kNotFound,
       "UNKNOWN_REFERENCE"},
      {"malformed tag",
       [](Request& r) {
         *r.mutable_contact()->add_languages() = language("e", v1::MODALITY_SPOKEN);
       },
       kInvalid, "INVALID_LANGUAGE"},
      {"macrolanguage",
       [](Request& r) {
         *r.mutable_contact()->add_languages() = language("zh", v1::MODALITY_SPOKEN);
       },
       kInvalid, "INVALID_LANGUAGE"},
      {"spoken language that is signed",
       [](Request& r) {
         *r.mutable_contact()->add_languages() = language("es", v1::MODALITY_SIGNED);
       },
       kInvalid, "INVALID_LANGUAGE"},
      {"skill expression",
       [](Request& r) { r.mutable_contact()->set_required_skills("benefits >= "); }, kInvalid,
       "INVALID_SKILL_EXPRESSION"},
      {"unknown skill",
       [](Request& r) { r.mutable_contact()->set_required_skills("juggling >= 2"); }, kNotFound,
       "UNKNOWN_REFERENCE"},
      {"priority", [](Request& r) { r.mutable_contact()->set_priority_minutes(1441); }, kInvalid,
       "INVALID_FIELD"},
      {"origin in the future",
       [](Request& r) {
         r.mutable_contact()->mutable_origin_time()->set_seconds(
             absl::ToUnixSeconds(absl::Now() + absl::Hours(2)));
       },
       kInvalid, "INVALID_FIELD"},
      {"origin long ago",
       [](Request& r) { r.mutable_contact()->mutable_origin_time()->set_seconds(1000); }, kInvalid,
       "INVALID_FIELD"},
      {"display key",
       [](Request& r) { (*r.mutable_contact()->mutable_display())["Case Number"] = "1"; }, kInvalid,
       "INVALID_FIELD"},
      {"display value too long",
       [](Request& r) {
         (*r.mutable_contact()->mutable_display())["notes"] = std::string(1025, 'x');
       },
       kInvalid, "TOO_LARGE"},
      {"request id too long", [](Request& r) { r.set_request_id(std::string(65, 'r')); }, kInvalid,
       "TOO_LARGE"},
      {"too many needs",
       [](Request& r) {
         for (int i = 0; i < 17; ++i) *r.mutable_contact()->add_needs() = need(v1::RTT);
       },
       kInvalid, "TOO_LARGE"},
      {"in person at no site", [](Request& r) { r.mutable_contact()->set_channel(v1::IN_PERSON); },
       kInvalid, "MISSING_FIELD"},
  };
  return *list;
}

TEST(Input, is_refused_with_what_would_be_right_and_leaves_nothing_behind) {
  Office office;
  for (const Wrong& wrong : wrongs()) {
    v1::CreateContactRequest request = contact(v1::PHONE, "spoiled");
    wrong.spoil(request);
    const auto answer = office.client.create(request);
    EXPECT_EQ(answer.status.error_code(), wrong.code)
        << wrong.what << ": " << to_text(answer.status);
    EXPECT_EQ(answer.reason(), wrong.reason) << wrong.what << ": " << to_text(answer.status);
    EXPECT_GT(answer.status.error_message().size(), 10U) << wrong.what;
  }
  v1::ListContactsRequest all;
  all.set_parent(kAgency);
  EXPECT_EQ(
      office.client.call(*office.client.contacts, &v1::ContactService::Stub::ListContacts, all)
          ->contacts_size(),
      0);
  EXPECT_TRUE(office.client.create(contact(v1::PHONE, "spoiled")).ok()) << "the good one works";
}

TEST(Input, of_ten_megabytes_is_refused_and_the_daemon_goes_on) {
  Office office;
  auto request = contact(v1::PHONE);
  (*request.mutable_contact()->mutable_display())["notes"] = std::string(10 << 20, 'x');
  const auto answer = office.client.create(request);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED)
      << to_text(answer.status);
  EXPECT_TRUE(office.client.create(contact(v1::PHONE)).ok());
}

TEST(Input, that_is_not_utf8_is_refused) {
  Office office;
  v1::CreateContactRequest request = contact(v1::PHONE, "latin");
  // Generated code checks only when it parses, so that the bytes reach the daemon as they are.
  request.mutable_contact()->mutable_identity()->set_display_name("Jos\xe9");
  const auto answer = office.client.create(request);
  EXPECT_FALSE(answer.ok());
  EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNKNOWN) << to_text(answer.status);
  EXPECT_EQ(office.client.get_contact(contact_name("latin")).reason(), "UNKNOWN_CONTACT");
  EXPECT_TRUE(office.client.create(contact(v1::PHONE)).ok());
}

TEST(Input, with_a_deadline_in_the_past_does_nothing) {
  Office office;
  const auto answer = office.client.create(contact(v1::PHONE, "late"), absl::Seconds(-1));
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(office.client.get_contact(contact_name("late")).reason(), "UNKNOWN_CONTACT");
}

TEST(Input, with_an_id_that_exists_is_the_same_contact_or_a_conflict) {
  Office office;
  const auto first = office.client.create(contact(v1::PHONE, "one"));
  ASSERT_TRUE(first.ok());
  const auto again = office.client.create(contact(v1::PHONE, "one"));
  EXPECT_TRUE(again.ok()) << to_text(again.status);
  EXPECT_EQ(again->name(), first->name());
  EXPECT_EQ(again->create_time().ShortDebugString(), first->create_time().ShortDebugString());
  const auto other = office.client.create(contact(v1::CHAT, "one"));
  EXPECT_EQ(other.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(other.reason(), "CONTACT_EXISTS");
  auto keyed = contact(v1::PHONE);
  keyed.set_request_id("key");
  const auto keyed_first = office.client.create(keyed);
  ASSERT_TRUE(keyed_first.ok());
  EXPECT_EQ(office.client.create(keyed)->name(), keyed_first->name());
  keyed.mutable_contact()->set_priority_minutes(5);
  EXPECT_EQ(office.client.create(keyed).reason(), "REQUEST_ID_REUSED");
}

TEST(Input, that_only_checks_changes_nothing) {
  Office office;
  auto request = contact(v1::PHONE, "draft");
  request.set_validate_only(true);
  const auto answer = office.client.create(request);
  ASSERT_TRUE(answer.ok()) << to_text(answer.status);
  EXPECT_EQ(office.client.get_contact(contact_name("draft")).reason(), "UNKNOWN_CONTACT");
}

TEST(Input, with_an_old_etag_is_a_conflict) {
  Office office;
  const auto created = office.client.create(contact(v1::PHONE, "one"));
  ASSERT_TRUE(created.ok());
  v1::UpdateContactRequest update;
  update.mutable_contact()->set_name(created->name());
  update.mutable_contact()->set_etag(created->etag());
  update.mutable_contact()->set_priority_minutes(10);
  update.mutable_update_mask()->add_paths("priority_minutes");
  const auto first =
      office.client.call(*office.client.contacts, &v1::ContactService::Stub::UpdateContact, update);
  ASSERT_TRUE(first.ok()) << to_text(first.status);
  EXPECT_EQ(first->priority_minutes(), 10);
  const auto second =
      office.client.call(*office.client.contacts, &v1::ContactService::Stub::UpdateContact, update);
  EXPECT_EQ(second.status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(second.reason(), "ETAG_MISMATCH");
  update.mutable_update_mask()->add_paths("state");
  const auto forbidden =
      office.client.call(*office.client.contacts, &v1::ContactService::Stub::UpdateContact, update);
  EXPECT_EQ(forbidden.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace usher::e2e
