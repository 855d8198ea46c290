#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/error_details.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "usher/v1/agent.grpc.pb.h"
#include "usher/v1/annotations.pb.h"
#include "usher/v1/channel.grpc.pb.h"
#include "usher/v1/config.grpc.pb.h"
#include "usher/v1/contact.grpc.pb.h"
#include "usher/v1/errors.pb.h"
#include "usher/v1/explain.grpc.pb.h"
#include "usher/v1/monitor.grpc.pb.h"
#include "usher/v1/offer.grpc.pb.h"

namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

std::vector<const FileDescriptor*> files() {
  return {usher::v1::Agent::descriptor()->file(),
          usher::v1::AttachRequest::descriptor()->file(),
          usher::v1::Config::descriptor()->file(),
          usher::v1::Contact::descriptor()->file(),
          usher::v1::ContactExplanation::descriptor()->file(),
          usher::v1::LanguageOption::descriptor()->file(),
          usher::v1::WatchRequest::descriptor()->file(),
          usher::v1::Need::descriptor()->file(),
          usher::v1::Offer::descriptor()->file()};
}

void each_message(const Descriptor* message, const std::function<void(const Descriptor*)>& visit) {
  visit(message);
  for (int i = 0; i < message->nested_type_count(); ++i)
    each_message(message->nested_type(i), visit);
}

void each_field(const std::function<void(const FieldDescriptor*)>& visit) {
  for (const FileDescriptor* file : files()) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      each_message(file->message_type(i), [&](const Descriptor* message) {
        for (int f = 0; f < message->field_count(); ++f) visit(message->field(f));
      });
    }
  }
}

usher::v1::DataClass class_of(const FieldDescriptor* field) {
  return field->options().GetExtension(usher::v1::data_class);
}

// The messages of google.rpc are compiled here because Debian ships no .proto of theirs. gRPC must
// not bring a second copy: protobuf ends the process when a file is registered twice.
TEST(Contract, lives_in_one_process_with_reflection_and_error_details) {
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  usher::v1::Contact::descriptor();
  ASSERT_NE(DescriptorPool::generated_pool()->FindFileByName("google/rpc/status.proto"), nullptr);

  google::rpc::ErrorInfo info;
  info.set_domain("usher");
  info.set_reason(usher::v1::ErrorReason_Name(usher::v1::ERROR_REASON_OFFER_EXPIRED));
  google::rpc::Status sent;
  sent.set_code(static_cast<int>(grpc::StatusCode::FAILED_PRECONDITION));
  sent.set_message("the offer expired");
  sent.add_details()->PackFrom(info);
  grpc::Status status;
  ASSERT_TRUE(grpc::SetErrorDetails(sent, &status).ok());
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);

  google::rpc::Status received;
  ASSERT_TRUE(grpc::ExtractErrorDetails(status, &received).ok());
  google::rpc::ErrorInfo unpacked;
  ASSERT_EQ(received.details_size(), 1);
  EXPECT_EQ(received.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  ASSERT_TRUE(received.details(0).UnpackTo(&unpacked));
  EXPECT_EQ(unpacked.reason(), "ERROR_REASON_OFFER_EXPIRED");
}

TEST(Contract, classifies_every_field_that_holds_identity_or_needs) {
  int classified = 0;
  each_field([&](const FieldDescriptor* field) {
    if (field->message_type() == usher::v1::Identity::descriptor()) {
      EXPECT_EQ(class_of(field), usher::v1::DATA_CLASS_IDENTITY) << field->full_name();
      ++classified;
    }
    if (field->message_type() == usher::v1::Need::descriptor() ||
        field->message_type() == usher::v1::LanguageOption::descriptor()) {
      EXPECT_EQ(class_of(field), usher::v1::DATA_CLASS_NEED) << field->full_name();
      ++classified;
    }
    if (field->containing_type() == usher::v1::Identity::descriptor()) {
      EXPECT_EQ(class_of(field), usher::v1::DATA_CLASS_IDENTITY) << field->full_name();
      ++classified;
    }
  });
  EXPECT_GE(classified, 5) << "nothing was looked at";
}

TEST(Contract, keeps_secrets_and_only_secrets_in_the_class_secret) {
  std::vector<std::string> secrets;
  each_field([&](const FieldDescriptor* field) {
    if (class_of(field) == usher::v1::DATA_CLASS_SECRET) secrets.emplace_back(field->full_name());
  });
  EXPECT_THAT(secrets, testing::ElementsAre("usher.v1.Credential.token_hash"));
}

TEST(Contract, has_a_zero_value_that_says_nothing_in_every_enum) {
  for (const FileDescriptor* file : files()) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const std::string first(file->enum_type(i)->value(0)->name());
      EXPECT_THAT(first, testing::EndsWith("_UNSPECIFIED")) << file->enum_type(i)->full_name();
      EXPECT_EQ(file->enum_type(i)->value(0)->number(), 0);
    }
  }
}

// google.aip.dev/133, /134, /135 and /155: what changes something can be retried without harm.
TEST(Contract, takes_a_request_id_in_every_unary_method_that_changes_something) {
  const std::vector<std::string> reading = {"Get", "List", "Explain", "Validate", "Diff", "Renew"};
  int changing = 0;
  for (const FileDescriptor* file : files()) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* method = file->service(s)->method(m);
        const std::string name(method->name());
        bool reads = method->client_streaming() || method->server_streaming();
        for (const std::string& prefix : reading) reads |= name.rfind(prefix, 0) == 0;
        if (reads) continue;
        ++changing;
        EXPECT_NE(method->input_type()->FindFieldByName("request_id"), nullptr)
            << method->full_name();
      }
    }
  }
  EXPECT_GE(changing, 10) << "nothing was looked at";
}

}  // namespace
