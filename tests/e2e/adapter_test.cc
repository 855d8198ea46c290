#include <optional>

#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

using Event = v1::AttachResponse::EventCase;

v1::CreateContactRequest call(const std::string& id) {
  auto request = contact(v1::PHONE, id);
  request.mutable_contact()->set_adapter(adapter_name("pbx"));
  return request;
}

v1::HeldContact held(const std::string& id, absl::Time origin) {
  v1::HeldContact one;
  one.set_contact_id(id);
  *one.mutable_contact() = call(id).contact();
  one.mutable_contact()->mutable_origin_time()->set_seconds(absl::ToUnixSeconds(origin));
  return one;
}

TEST(Adapter, is_told_to_ring_to_bridge_and_to_release) {
  Office office;
  Adapter pbx(office.client, adapter_name("pbx"));
  const auto attached = pbx.attach();
  ASSERT_TRUE(attached.ok()) << attached.message;
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const auto created = pbx.create(call("call-1"));
  ASSERT_TRUE(created.ok()) << created.message;
  const std::string name = created.done.name();
  const auto ring = pbx.next_effect(Event::kRing, name);
  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->ring().agent(), agent_name("ana"));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->name(), ring->ring().name());
  ASSERT_TRUE(desk.accept(*offer).ok());
  const auto bridge = pbx.next_effect(Event::kBridge, name);
  ASSERT_TRUE(bridge);
  EXPECT_GT(bridge->sequence(), ring->sequence());
  const auto connected = pbx.connect(name);
  ASSERT_TRUE(connected.ok()) << connected.message;
  EXPECT_EQ(connected.done.state(), v1::Contact::CONNECTED);
  ASSERT_TRUE(desk.end(name).ok());
  EXPECT_TRUE(pbx.next_effect(Event::kRelease, name)) << "the caller was not let go";
}

TEST(Adapter, stops_ringing_when_the_offer_ends_otherwise) {
  Office office;
  Adapter pbx(office.client, adapter_name("pbx"));
  ASSERT_TRUE(pbx.attach().ok());
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = pbx.create(call("call-1")).done.name();
  ASSERT_TRUE(pbx.next_effect(Event::kRing, name));
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  ASSERT_TRUE(desk.decline(*offer).ok());
  EXPECT_TRUE(pbx.next_effect(Event::kStopRinging, name));
}

TEST(Adapter, returns_a_contact_to_its_place_when_the_agent_can_not_be_reached) {
  Office office;
  Adapter pbx(office.client, adapter_name("pbx"));
  ASSERT_TRUE(pbx.attach().ok());
  Desk desk(office.client);
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const std::string name = pbx.create(call("call-1")).done.name();
  const auto ring = pbx.next_effect(Event::kRing, name);
  ASSERT_TRUE(ring);
  const auto failed = pbx.ring_failed(ring->ring().name(), "unreachable");
  ASSERT_TRUE(failed.ok()) << failed.message;
  const auto offer = office.client.get_offer(ring->ring().name());
  EXPECT_EQ(offer->state(), v1::Offer::FAILED);
  EXPECT_EQ(offer->reason(), "unreachable");
}

TEST(Adapter, settles_after_its_return_what_it_lost_what_it_kept_and_what_is_new) {
  Office office;
  std::optional<Adapter> pbx(std::in_place, office.client, adapter_name("pbx"));
  ASSERT_TRUE(pbx->attach().ok());
  const absl::Time origin = absl::Now() - absl::Minutes(10);
  for (const char* id : {"first", "gone", "second"}) {
    auto request = call(id);
    request.mutable_contact()->mutable_origin_time()->set_seconds(absl::ToUnixSeconds(origin));
    ASSERT_TRUE(pbx->create(request).ok());
  }
  const v1::Contact before = *office.client.get_contact(contact_name("second"));
  pbx.reset();

  Adapter again(office.client, adapter_name("pbx"));
  const absl::Time earlier = origin - absl::Minutes(5);
  const auto attached =
      again.attach({held("first", origin), held("second", origin), held("unknown", earlier)});
  ASSERT_TRUE(attached.ok()) << attached.message;
  EXPECT_THAT(attached.done.lost(), testing::ElementsAre(contact_name("gone")));
  EXPECT_THAT(attached.done.kept(),
              testing::UnorderedElementsAre(contact_name("first"), contact_name("second")));
  EXPECT_THAT(attached.done.taken_in(), testing::ElementsAre(contact_name("unknown")));
  EXPECT_EQ(office.state(contact_name("gone")), v1::Contact::LOST_BY_CHANNEL);
  const v1::Contact after = *office.client.get_contact(contact_name("second"));
  EXPECT_EQ(after.create_time().ShortDebugString(), before.create_time().ShortDebugString());
  EXPECT_EQ(after.routing().due_time().ShortDebugString(),
            before.routing().due_time().ShortDebugString());
  const v1::Contact unknown = *office.client.get_contact(contact_name("unknown"));
  EXPECT_EQ(unknown.origin_time().seconds(), absl::ToUnixSeconds(earlier));
  EXPECT_EQ(unknown.routing().ahead(), 0) << "whoever waited longest is first";
  EXPECT_EQ(after.routing().ahead(), 2);
}

TEST(Adapter, keeps_its_calls_in_their_places_over_a_kill_of_the_daemon) {
  Office office;
  {
    Adapter pbx(office.client, adapter_name("pbx"));
    ASSERT_TRUE(pbx.attach().ok());
    for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(pbx.create(call(id)).ok());
    office.daemon->restart_after_kill();
  }
  const Client client(office.daemon->address());
  Adapter pbx(client, adapter_name("pbx"));
  const auto attached = pbx.attach({held("a", absl::Now()), held("c", absl::Now())});
  ASSERT_TRUE(attached.ok()) << attached.message;
  EXPECT_THAT(attached.done.lost(), testing::ElementsAre(contact_name("b")));
  EXPECT_EQ(client.get_contact(contact_name("a"))->routing().ahead(), 0);
  EXPECT_EQ(client.get_contact(contact_name("c"))->routing().ahead(), 1);
  EXPECT_EQ(client.get_contact(contact_name("b"))->state(), v1::Contact::LOST_BY_CHANNEL);
}

TEST(Adapter, loses_its_calls_when_it_stays_away_longer_than_the_grace) {
  AgencyFile file;
  file.adapter_grace = "10s";
  Office office(file);
  {
    Adapter pbx(office.client, adapter_name("pbx"));
    ASSERT_TRUE(pbx.attach().ok());
    ASSERT_TRUE(pbx.create(call("alone")).ok());
  }
  EXPECT_EQ(office.state(contact_name("alone")), v1::Contact::WAITING);
  EXPECT_EQ(
      office.client
          .wait_for_state(contact_name("alone"), v1::Contact::LOST_BY_CHANNEL, absl::Seconds(30))
          ->state(),
      v1::Contact::LOST_BY_CHANNEL);
}

TEST(Adapter, is_told_again_after_its_return_what_it_had_not_carried_out) {
  Office office;
  std::optional<Adapter> pbx(std::in_place, office.client, adapter_name("pbx"));
  ASSERT_TRUE(pbx->attach().ok());
  Desk desk(office.client);
  const std::string name = pbx->create(call("call-1")).done.name();
  ASSERT_TRUE(desk.sign_in(agent_name("ana")).ok());
  const auto offer = desk.next_offer();
  ASSERT_TRUE(offer);
  ASSERT_TRUE(desk.accept(*offer).ok());
  ASSERT_TRUE(pbx->next_effect(Event::kBridge, name));
  pbx.reset();
  Adapter again(office.client, adapter_name("pbx"));
  ASSERT_TRUE(again.attach({held("call-1", absl::Now())}).ok());
  EXPECT_TRUE(again.next_effect(Event::kBridge, name)) << "the bridge was still due";
}

TEST(Adapter, is_replaced_by_a_newer_stream_of_its_own) {
  Office office;
  Adapter older(office.client, adapter_name("pbx"));
  ASSERT_TRUE(older.attach().ok());
  Adapter newer(office.client, adapter_name("pbx"));
  ASSERT_TRUE(newer.attach().ok());
  const auto end = older.wait_end();
  ASSERT_TRUE(end) << "the older stream is still open";
  EXPECT_EQ(end->error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(reason_of(*end), "SESSION_REPLACED") << to_text(*end);
  EXPECT_TRUE(newer.create(call("call-1")).ok());
}

TEST(Adapter, must_say_what_it_holds_before_anything_else) {
  Office office;
  Adapter pbx(office.client, adapter_name("pbx"));
  const auto early = pbx.create(call("call-1"));
  if (early.arrived) {
    EXPECT_NE(early.code, 0);
  } else {
    const auto end = pbx.wait_end();
    ASSERT_TRUE(end);
    EXPECT_FALSE(end->ok());
  }
  EXPECT_EQ(office.client.get_contact(contact_name("call-1")).reason(), "UNKNOWN_CONTACT");
  Adapter nobody(office.client, adapter_name("no-such"));
  const auto attached = nobody.attach();
  const auto end = nobody.wait_end();
  ASSERT_TRUE(end || attached.code != 0) << "an adapter that is not configured was let in";
}

}  // namespace
}  // namespace usher::e2e
