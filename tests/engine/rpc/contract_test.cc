#include <set>

#include "engine/rpc/auth.h"
#include "engine/rpc/enums.h"
#include "engine/rpc/errors.h"
#include "engine/rpc/names.h"
#include "engine/rpc/role_table.h"
#include "engine/rpc/watch_stream.h"
#include "engine/rpc/wire.h"
#include "tests/engine/rpc/harness.h"
#include "usher/v1/annotations.pb.h"

namespace usher::rpc {
namespace {

TEST(Errors, every_reason_of_the_list_has_a_code_and_its_documented_block) {
  const auto* type = v1::ErrorReason_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    const auto reason = static_cast<v1::ErrorReason>(type->value(i)->number());
    if (reason == v1::ERROR_REASON_UNSPECIFIED) continue;
    const grpc::StatusCode code = code_of(reason);
    EXPECT_NE(code, grpc::StatusCode::OK) << type->value(i)->name();
    if (reason != v1::ERROR_REASON_INTERNAL) {
      EXPECT_NE(code, grpc::StatusCode::INTERNAL) << type->value(i)->name();
    }
    const grpc::Status status = to_status({.reason = reason, .message = "m"});
    EXPECT_EQ(reason_of(status), reason_word(reason));
  }
}

TEST(Errors, name_every_violation_up_to_the_bound) {
  Violations violations;
  for (int i = 0; i < 150; ++i) violations.add("f", v1::ERROR_REASON_INVALID_FIELD, "wrong");
  EXPECT_EQ(violations.problem().fields.size(), Violations::kMost);
  EXPECT_NE(violations.problem().message.find("149 more"), std::string::npos);
}

TEST(Names, are_parsed_and_made_alike) {
  auto name = parse_name(NameKind::kContact, "name", "agencies/town/contacts/A.b_c~d-1");
  ASSERT_TRUE(name.ok());
  EXPECT_EQ(make_name(NameKind::kContact, name->agency, name->id),
            "agencies/town/contacts/A.b_c~d-1");
  auto session = parse_name(NameKind::kSession, "name", session_name("town", "ana", 42));
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session->id, "ana");
  EXPECT_EQ(session->number, 42U);
  auto revision = parse_name(NameKind::kRevision, "name",
                             make_name(NameKind::kRevision, "town", std::uint64_t{7}));
  ASSERT_TRUE(revision.ok());
  EXPECT_EQ(revision->number, 7U);
}

TEST(Names, that_are_malformed_are_refused_with_the_right_form) {
  for (const char* text :
       {"town", "agencies/Town/contacts/a", "agencies/town/contacts/", "agencies/town/contacts/a b",
        "agencies/town/agents/a", "agencies/town/contacts/a/b", "/agencies/town/contacts/a",
        "agencies//contacts/a", "agencies/town/contacts/\xff", "agencies/town/contacts/-a"}) {
    auto name = parse_name(NameKind::kContact, "name", text);
    ASSERT_FALSE(name.ok()) << text;
    EXPECT_EQ(name.problem().reason, v1::ERROR_REASON_MALFORMED_NAME) << text;
    EXPECT_NE(name.problem().message.find("agencies/{agency}/contacts/{contact}"),
              std::string::npos);
  }
  for (const char* text :
       {"agencies/town/offers/0", "agencies/town/offers/x", "agencies/town/offers/-1",
        "agencies/town/offers/99999999999999999999"}) {
    EXPECT_FALSE(parse_name(NameKind::kOffer, "name", text).ok()) << text;
  }
}

TEST(Roles, the_table_has_every_method_of_the_contract_and_no_other) {
  std::set<std::string> methods;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* service : {"ContactService", "AgentService", "OfferService", "ChannelService",
                              "MonitorService", "ExplainService", "ConfigService"}) {
    const auto* descriptor = pool->FindServiceByName(std::string("usher.v1.") + service);
    ASSERT_NE(descriptor, nullptr);
    for (int i = 0; i < descriptor->method_count(); ++i) {
      methods.insert(std::string(service) + "." + descriptor->method(i)->name());
    }
  }
  std::set<std::string> table;
  for (const auto method : methods_in_table()) table.emplace(method);
  EXPECT_EQ(methods, table);
}

TEST(Enums, are_numbered_as_in_the_contract) {
  EXPECT_EQ(v1::Contact::State_Name(to_proto(core::ContactState::kLostByChannel)),
            "LOST_BY_CHANNEL");
  EXPECT_EQ(v1::Contact::State_Name(to_proto(core::ContactState::kBlocked)), "BLOCKED");
  EXPECT_EQ(v1::Agent::State_Name(to_proto(core::AgentState::kDraining)), "DRAINING");
  EXPECT_EQ(v1::Offer::State_Name(to_proto(core::OfferState::kFailed)), "FAILED");
  EXPECT_EQ(to_core(v1::IN_PERSON), core::Channel::kInPerson);
  for (int i = v1::FALLBACK_DIRECT_ONLY; i <= v1::FALLBACK_PROCEED_ANY; ++i) {
    const auto fallback = static_cast<v1::Fallback>(i);
    EXPECT_EQ(to_proto(to_core(fallback)), fallback);
  }
}

TEST(ResumeToken, is_read_back_and_refused_from_another_journal) {
  const WatchPosition position{.sequence = 77, .items = 3};
  auto read = parse_resume_token(5, resume_token(5, position));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->sequence, 77U);
  EXPECT_EQ(read->items, 3U);
  EXPECT_EQ(parse_resume_token(6, resume_token(5, position)).problem().reason,
            v1::ERROR_REASON_RESUME_TOKEN_UNKNOWN);
  EXPECT_FALSE(parse_resume_token(5, "nonsense").ok());
}

Authenticator with_credentials() {
  v1::ServerConfig config;
  auto* desk = config.add_credentials();
  desk->set_id("ana-desk");
  desk->set_token_hash(  // of "correct horse battery staple 1234"
      "sha256:0000000000000000000000000000000000000000000000000000000000000000");
  desk->add_roles(v1::AGENT);
  desk->set_agent("ana");
  auto* pbx = config.add_credentials();
  pbx->set_id("pbx");
  pbx->set_certificate_name("pbx.example");
  pbx->add_roles(v1::ADAPTER);
  pbx->add_agencies("town");
  return {config, false};
}

TEST(Auth, takes_a_certificate_name_and_refuses_all_else) {
  const Authenticator authenticator = with_credentials();
  auto caller = authenticator.identify({}, {"other", "pbx.example"});
  ASSERT_TRUE(caller.ok());
  EXPECT_EQ(caller->id, "pbx");
  EXPECT_FALSE(check_agency(*caller, "town"));
  EXPECT_EQ(check_agency(*caller, "city")->reason, v1::ERROR_REASON_AGENCY_NOT_ALLOWED);
  EXPECT_EQ(check_role(*caller, "ConfigService.ApplyAgencyConfig")->reason,
            v1::ERROR_REASON_ROLE_NOT_ALLOWED);
  for (const char* header : {"Bearer wrong", "Basic abc", "Bearer", ""}) {
    EXPECT_EQ(authenticator.identify(header, {}).problem().reason, v1::ERROR_REASON_UNAUTHENTICATED)
        << header;
  }
  EXPECT_FALSE(authenticator.identify({}, {}).ok());
  EXPECT_FALSE(authenticator.identify({}, {"pbx"}).ok());
}

TEST(Auth, an_agent_acts_for_themselves_only) {
  const Caller ana{.id = "ana-desk", .roles = RoleSet().with(v1::AGENT), .agent = "ana"};
  EXPECT_FALSE(check_agent(ana, "ana"));
  EXPECT_EQ(check_agent(ana, "ben")->reason, v1::ERROR_REASON_NOT_YOURSELF);
  const Caller desk{.id = "desk", .roles = RoleSet().with(v1::AGENT)};
  EXPECT_FALSE(check_agent(desk, "ben"));
}

TEST(Wire, says_which_field_is_not_utf8_and_where_bytes_end_early) {
  v1::CreateContactRequest request = phone_call("c-1");
  (*request.mutable_contact()->mutable_identity()->mutable_display_name()) = "Zoe";
  std::string bytes = request.SerializeAsString();
  bytes[bytes.find("Zoe")] = '\xff';
  v1::CreateContactRequest parsed;
  const Trouble trouble = from_bytes(to_bytes(bytes), parsed);
  ASSERT_TRUE(trouble);
  EXPECT_EQ(trouble->fields.at(0).path, "contact.identity.display_name");
  const Trouble cut = from_bytes(to_bytes(bytes.substr(0, bytes.size() / 2)), parsed);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->reason, v1::ERROR_REASON_INVALID_FIELD);
}

// Fails where a message that an observer gets has a private field filled in.
void expect_no_private_fields(const google::protobuf::Message& message, const std::string& path) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    const auto data_class = field->options().GetExtension(v1::data_class);
    const std::string here = path + "." + field->name();
    EXPECT_TRUE(data_class == v1::DATA_CLASS_UNSPECIFIED ||
                data_class == v1::DATA_CLASS_OPERATIONAL)
        << here;
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      expect_no_private_fields(field->is_repeated()
                                   ? message.GetReflection()->GetRepeatedMessage(message, field, i)
                                   : message.GetReflection()->GetMessage(message, field),
                               here);
    }
  }
}

constexpr char kThreeCredentials[] = R"(  credentials:
    - id: observer
      token_hash: "sha256:b7bca7371b7976816f05ee141993a3170f9fa4faf73c4637a6729be9ac06db97"
      roles: [OBSERVER]
    - id: admin
      token_hash: "sha256:0c0524a72a27631c8da35155361d40ccaa627803afa39b78a0bcf666d25456c8"
      roles: [ADMIN]
    - id: ana
      token_hash: "sha256:3ba3f5f43b92602683c19aee62a20342b084dd5971ddd33808d81a328879a547"
      roles: [AGENT]
      agent: ana
)";
const std::string kObserver(32, 'o');
const std::string kAdmin(32, 'm');
const std::string kAna(32, 'a');

TEST(Privacy, an_observer_and_a_watcher_get_no_identity_need_or_content) {
  TestDaemon daemon({.server = kThreeCredentials});
  ASSERT_TRUE(daemon.started()) << daemon.error().message;
  v1::CreateContactRequest request = phone_call("c-1");
  request.mutable_contact()->mutable_identity()->set_display_name("Zoe Quill");
  (*request.mutable_contact()->mutable_display())["case"] = "eviction";
  auto* language = request.mutable_contact()->add_languages();
  language->set_tag("en");
  language->set_modality(v1::MODALITY_SPOKEN);
  request.mutable_contact()->add_needs()->set_code(v1::EXTRA_TIME);
  const auto made = create(daemon, request, kAdmin);
  ASSERT_TRUE(made.ok()) << made.status.error_message();
  EXPECT_EQ(made.value.identity().display_name(), "Zoe Quill");

  const auto seen = get(daemon, "c-1", kObserver);
  ASSERT_TRUE(seen.ok()) << seen.status.error_message();
  expect_no_private_fields(seen.value, "contact");
  v1::ListContactsRequest list;
  list.set_parent(kParent);
  const auto listed = call(v1::ContactService::NewStub(daemon.channel()),
                           &v1::ContactService::Stub::ListContacts, list, kObserver);
  ASSERT_EQ(listed.value.contacts_size(), 1);
  expect_no_private_fields(listed.value, "list");
  // Not assigned to her yet: a waiting person's needs are not for an agent either.
  expect_no_private_fields(get(daemon, "c-1", kAna).value, "agent");

  grpc::ClientContext context;
  set_deadline(context, std::chrono::seconds(10));
  context.AddMetadata("authorization", "Bearer " + kObserver);
  v1::WatchRequest watch;
  watch.set_parent(kParent);
  const auto stub = v1::MonitorService::NewStub(daemon.channel());
  const auto stream = stub->Watch(&context, watch);
  v1::WatchResponse response;
  int contacts = 0;
  while (stream->Read(&response) && !response.has_synced()) {
    contacts += response.has_contact() ? 1 : 0;
    expect_no_private_fields(response, "watch");
  }
  EXPECT_EQ(contacts, 1);
  context.TryCancel();
  static_cast<void>(stream->Finish());
}

TEST(Auth, a_call_takes_a_credential_with_the_role_and_the_agent) {
  TestDaemon daemon({.server = kThreeCredentials});
  ASSERT_TRUE(daemon.started()) << daemon.error().message;
  const auto without = create(daemon, phone_call("c-1"));
  EXPECT_EQ(without.status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(reason_of(without.status), "UNAUTHENTICATED");
  const auto observer = create(daemon, phone_call("c-1"), kObserver);
  EXPECT_EQ(observer.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(facts_of(observer.status)["allowed"], "ADAPTER, AGENT, SUPERVISOR, ADMIN");
  v1::SignInRequest sign_in;
  sign_in.set_name("agencies/town/agents/ben");
  const auto for_ben = call(v1::AgentService::NewStub(daemon.channel()),
                            &v1::AgentService::Stub::SignIn, sign_in, kAna);
  EXPECT_EQ(reason_of(for_ben.status), "NOT_YOURSELF");
  sign_in.set_name("agencies/town/agents/ana");
  EXPECT_TRUE(call(v1::AgentService::NewStub(daemon.channel()), &v1::AgentService::Stub::SignIn,
                   sign_in, kAna)
                  .ok());
}

}  // namespace
}  // namespace usher::rpc
