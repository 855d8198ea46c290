#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

Answer<v1::AgencyConfigRevision> current(const Client& client) {
  v1::GetAgencyConfigRequest request;
  request.set_name(kAgency);
  return client.call(*client.config, &v1::ConfigService::Stub::GetAgencyConfig, request);
}

TEST(Config, takes_effect_live_and_drops_nobody) {
  Office office;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ben")).ok());
  const std::string in_hand = office.submit(contact(v1::PHONE, "in-hand"));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  ASSERT_TRUE(desk.accept(*offer).ok());
  // Nobody signed in speaks Tagalog.
  auto request = contact(v1::PHONE, "waits");
  *request.mutable_contact()->add_languages() = language("tl", v1::MODALITY_SPOKEN);
  request.mutable_contact()->set_fallback(v1::FALLBACK_DIRECT_ONLY);
  const std::string waits = office.submit(request);
  const v1::Contact before = *office.client.get_contact(waits);
  const std::int64_t first = current(office.client)->revision();

  AgencyFile file;
  file.extra_agents =
      "  - id: tala\n    languages: [{tag: tl, modality: MODALITY_SPOKEN}]\n"
      "    skills: [{skill: benefits, level: 1}]\n";
  const auto applied = office.client.apply_config(kAgency, file.text(), first);
  ASSERT_TRUE(applied.ok()) << to_text(applied.status);
  EXPECT_EQ(applied->revision(), first + 1);
  EXPECT_EQ(office.state(in_hand), v1::Contact::ASSIGNED);
  ASSERT_TRUE(desk.sign_in(agent_name("tala")).ok());
  const auto next = desk.next_offer(agent_name("tala"));
  ASSERT_TRUE(next) << "what waits is matched again under the new configuration";
  EXPECT_EQ(next->contact(), waits);
  EXPECT_EQ(next->config_revision(), first + 1);

  // Back: the offer to an agent who is no more is withdrawn, and the contact is where it was.
  const auto rolled = office.client.rollback_config(kAgency, first);
  ASSERT_TRUE(rolled.ok()) << to_text(rolled.status);
  EXPECT_EQ(rolled->revision(), first + 2);
  const v1::Contact after = *office.client.get_contact(waits);
  EXPECT_NE(after.state(), v1::Contact::OFFERED);
  EXPECT_EQ(after.routing().due_time().ShortDebugString(),
            before.routing().due_time().ShortDebugString());
  EXPECT_EQ(after.routing().config_revision(), first + 2);
  EXPECT_EQ(office.client.get_agent(agent_name("tala")).reason(), "UNKNOWN_AGENT");
  EXPECT_TRUE(desk.connect(in_hand).ok());
}

TEST(Config, refuses_a_change_to_a_revision_that_is_no_longer_current) {
  Office office;
  const std::int64_t first = current(office.client)->revision();
  AgencyFile file;
  file.plain_agents = 1;
  ASSERT_TRUE(office.client.apply_config(kAgency, file.text(), first).ok());
  file.plain_agents = 2;
  const auto stale = office.client.apply_config(kAgency, file.text(), first);
  EXPECT_FALSE(stale.ok());
  EXPECT_NE(stale.reason(), "");
  EXPECT_EQ(current(office.client)->revision(), first + 1);
}

TEST(Config, says_everything_that_is_wrong_and_changes_nothing) {
  Office office;
  const std::int64_t first = current(office.client)->revision();
  std::string text = AgencyFile().text();
  text.replace(text.find("{queue: line}"), 13, "{queue: lime}");
  text.replace(text.find("reasons: [lunch]"), 16, "reasons: [Lunch!]");
  v1::ValidateAgencyConfigRequest request;
  request.set_parent(kAgency);
  request.set_yaml(text);
  const auto checked = office.client.call(*office.client.config,
                                          &v1::ConfigService::Stub::ValidateAgencyConfig, request);
  ASSERT_TRUE(checked.ok()) << to_text(checked.status);
  EXPECT_FALSE(checked->valid());
  ASSERT_GE(checked->findings_size(), 2);
  for (const v1::ConfigFinding& finding : checked->findings()) {
    if (finding.severity() != v1::ConfigFinding::ERROR) continue;
    EXPECT_GT(finding.line(), 0) << finding.ShortDebugString();
    EXPECT_GT(finding.column(), 0) << finding.ShortDebugString();
    EXPECT_NE(finding.problem(), "") << finding.ShortDebugString();
    EXPECT_NE(finding.remedy(), "") << finding.ShortDebugString();
  }
  const auto applied = office.client.apply_config(kAgency, text);
  EXPECT_EQ(applied.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(applied.reason(), "INVALID_CONFIG") << to_text(applied.status);
  EXPECT_EQ(current(office.client)->revision(), first);
  const auto unknown_key =
      office.client.apply_config(kAgency, AgencyFile().text() + "  colour: blue\n");
  EXPECT_EQ(unknown_key.reason(), "INVALID_CONFIG") << to_text(unknown_key.status);
  EXPECT_THAT(unknown_key.status.error_message(), testing::HasSubstr("colour"));
}

TEST(Config, keeps_an_applied_revision_over_a_restart_with_the_old_file) {
  Office office;
  AgencyFile file;
  file.plain_agents = 3;
  const auto applied = office.client.apply_config(kAgency, file.text());
  ASSERT_TRUE(applied.ok()) << to_text(applied.status);
  office.daemon->set_config(file.text());
  office.daemon->restart_after_kill();
  const Client client(office.daemon->address());
  EXPECT_TRUE(client.get_agent(agent_name("p3")).ok());
  v1::ListConfigRevisionsRequest request;
  request.set_parent(kAgency);
  const auto revisions =
      client.call(*client.config, &v1::ConfigService::Stub::ListConfigRevisions, request);
  ASSERT_TRUE(revisions.ok()) << to_text(revisions.status);
  ASSERT_GE(revisions->revisions_size(), 2);
  EXPECT_GT(revisions->revisions(0).revision(), revisions->revisions(1).revision());
}

TEST(Config, says_what_differs) {
  Office office;
  AgencyFile file;
  file.offer_timeout = "15s";
  v1::DiffAgencyConfigRequest request;
  request.set_parent(kAgency);
  request.set_yaml(file.text());
  const auto diff = office.client.call(*office.client.config,
                                       &v1::ConfigService::Stub::DiffAgencyConfig, request);
  ASSERT_TRUE(diff.ok()) << to_text(diff.status);
  ASSERT_EQ(diff->differences_size(), 1) << diff->ShortDebugString();
  EXPECT_EQ(diff->differences(0).path(), "queues[line].offer_timeout");
  EXPECT_EQ(diff->differences(0).old_value(), "20s");
  EXPECT_EQ(diff->differences(0).new_value(), "15s");
}

}  // namespace
}  // namespace usher::e2e
