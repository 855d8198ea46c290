#include "tools/client/failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tools/client/redact.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/errors.pb.h"
#include "usher/v1/explain.pb.h"

namespace usher::client {
namespace {

using testing::HasSubstr;

grpc::Status with_reason(grpc::StatusCode code, const std::string& message,
                         const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("usher");
  (*info.mutable_metadata())["limit"] = "4194304";
  google::rpc::BadRequest bad;
  auto& violation = *bad.add_field_violations();
  violation.set_field("contact.languages[0].tag");
  violation.set_description("not a tag");
  google::rpc::Status rich;
  rich.set_code(code);
  rich.add_details()->PackFrom(info);
  rich.add_details()->PackFrom(bad);
  return {code, message, rich.SerializeAsString()};
}

TEST(Failure, says_what_is_wrong_then_the_fields_then_what_to_do) {
  const auto failure = describe(
      with_reason(grpc::StatusCode::INVALID_ARGUMENT, "the language is wrong", "INVALID_LANGUAGE"),
      "here:1");
  EXPECT_EQ(failure.code, ExitCode::kUsage);
  EXPECT_EQ(to_text(failure, "usherctl"),
            "usherctl: the language is wrong [INVALID_LANGUAGE]\n"
            "  - contact.languages[0].tag: not a tag\n"
            "  - limit: 4194304\n"
            "  Use a BCP 47 tag with its modality, for example es:spoken, vi:written or "
            "ase:signed.\n");
}

TEST(Failure, does_not_say_twice_what_a_field_has_wrong) {
  const auto failure = describe(with_reason(grpc::StatusCode::INVALID_ARGUMENT,
                                            "contact.languages[0].tag: not a tag", "INVALID_FIELD"),
                                "");
  EXPECT_EQ(failure.details, std::vector<std::string>{"limit: 4194304"});
}

TEST(Failure, has_a_next_step_for_every_reason_of_the_closed_list) {
  const auto* reasons = v1::ErrorReason_descriptor();
  const std::string general = describe(grpc::Status(grpc::StatusCode::UNKNOWN, "x"), "").next;
  for (int i = 1; i < reasons->value_count(); ++i) {
    const std::string reason =
        reasons->value(i)->name().substr(std::string("ERROR_REASON_").size());
    const auto failure = describe_refusal(grpc::StatusCode::UNKNOWN, "x", reason);
    EXPECT_NE(failure.next, general) << reason;
  }
}

TEST(Failure, gives_each_class_its_exit_code) {
  const std::pair<grpc::StatusCode, ExitCode> classes[] = {
      {grpc::StatusCode::INVALID_ARGUMENT, ExitCode::kUsage},
      {grpc::StatusCode::NOT_FOUND, ExitCode::kNotFound},
      {grpc::StatusCode::ALREADY_EXISTS, ExitCode::kConflict},
      {grpc::StatusCode::ABORTED, ExitCode::kConflict},
      {grpc::StatusCode::FAILED_PRECONDITION, ExitCode::kRefused},
      {grpc::StatusCode::OUT_OF_RANGE, ExitCode::kRefused},
      {grpc::StatusCode::UNAUTHENTICATED, ExitCode::kNotAllowed},
      {grpc::StatusCode::PERMISSION_DENIED, ExitCode::kNotAllowed},
      {grpc::StatusCode::RESOURCE_EXHAUSTED, ExitCode::kTryLater},
      {grpc::StatusCode::INTERNAL, ExitCode::kBug}};
  for (const auto& [code, exit] : classes) {
    EXPECT_EQ(describe(with_reason(code, "x", "X"), "").code, exit) << code;
  }
}

TEST(Failure, tells_a_daemon_that_can_not_from_one_that_is_not_there) {
  const grpc::Status gone(grpc::StatusCode::UNAVAILABLE, "connection refused");
  EXPECT_EQ(describe(gone, "127.0.0.1:7420").code, ExitCode::kUnreachable);
  EXPECT_THAT(describe(gone, "127.0.0.1:7420").problem, HasSubstr("127.0.0.1:7420"));
  const auto full = with_reason(grpc::StatusCode::UNAVAILABLE, "disk full", "JOURNAL_UNAVAILABLE");
  EXPECT_EQ(describe(full, "").code, ExitCode::kTryLater);
  EXPECT_TRUE(is_retryable(gone));
  EXPECT_TRUE(is_retryable(full));
}

TEST(Failure, is_not_retried_where_a_retry_can_not_help) {
  EXPECT_FALSE(is_retryable(grpc::Status(grpc::StatusCode::NOT_FOUND, "x")));
  EXPECT_FALSE(is_retryable(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "x")));
  EXPECT_FALSE(is_retryable(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "Ssl handshake: CERTIFICATE_VERIFY_FAILED")));
  EXPECT_TRUE(
      is_retryable(with_reason(grpc::StatusCode::RESOURCE_EXHAUSTED, "full", "QUEUE_FULL")));
  EXPECT_FALSE(
      is_retryable(with_reason(grpc::StatusCode::RESOURCE_EXHAUSTED, "max", "LIMIT_REACHED")));
}

TEST(Failure, survives_details_that_are_garbage) {
  const grpc::Status garbage(grpc::StatusCode::NOT_FOUND, "x", std::string("\xff\x01\x02", 3));
  EXPECT_EQ(describe(garbage, "").code, ExitCode::kNotFound);
  EXPECT_EQ(describe(garbage, "").reason, "");
}

v1::Contact private_contact() {
  v1::Contact contact;
  contact.set_name("agencies/demo/contacts/c-1");
  contact.add_languages()->set_tag("ase");
  contact.add_needs()->set_code(v1::RTT);
  contact.mutable_identity()->set_display_name("Mary");
  (*contact.mutable_display())["matter"] = "rent";
  return contact;
}

TEST(Redact, takes_languages_needs_identity_and_content_out_and_leaves_the_rest) {
  v1::Contact contact = private_contact();
  EXPECT_GT(redact(contact, false), 0);
  v1::Contact expected;
  expected.set_name("agencies/demo/contacts/c-1");
  EXPECT_EQ(contact.DebugString(), expected.DebugString());
}

TEST(Redact, leaves_everything_but_secrets_where_private_is_asked_for) {
  v1::Contact contact = private_contact();
  EXPECT_EQ(redact(contact, true), 0);
  EXPECT_EQ(contact.DebugString(), private_contact().DebugString());
}

TEST(Redact, reaches_into_lists_and_keeps_clauses_that_speak_of_no_person) {
  v1::ContactExplanation explanation;
  auto& need = *explanation.add_clauses();
  need.set_kind("need");
  need.set_text("needs RTT");
  auto& skill = *explanation.add_clauses();
  skill.set_kind("skill");
  skill.set_text("benefits at least 3");
  EXPECT_EQ(redact(explanation, false), 1);
  EXPECT_EQ(explanation.clauses(0).text(), "");
  EXPECT_EQ(explanation.clauses(0).kind(), "need");
  EXPECT_EQ(explanation.clauses(1).text(), "benefits at least 3");
}

TEST(Redact, masks_the_words_of_private_clauses_where_sentences_repeat_them) {
  v1::ContactExplanation explanation;
  auto& language = *explanation.add_clauses();
  language.set_kind("language");
  language.set_text("writes fr");
  auto& skill = *explanation.add_clauses();
  skill.set_kind("skill");
  skill.set_text("tax at least 2");
  explanation.add_what_would_help("34 agents lack only \"writes fr\" (contact)");
  explanation.add_what_would_help("2 agents lack only \"tax at least 2\" (service tax)");
  v1::ContactExplanation shown = explanation;
  redact(shown, false);
  EXPECT_EQ(shown.what_would_help(0), "34 agents lack only \"(language)\" (contact)");
  EXPECT_EQ(shown.what_would_help(1), explanation.what_would_help(1));
  shown = explanation;
  redact(shown, true);
  EXPECT_EQ(shown.what_would_help(0), explanation.what_would_help(0));
}

}  // namespace
}  // namespace usher::client
