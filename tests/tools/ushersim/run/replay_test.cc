// A record made by the engine itself, read back as a scenario and routed anew.
#include "tools/ushersim/run/replay.h"

#include "tests/engine/core/builders.h"
#include "tests/tools/ushersim/run/builders.h"
#include "tools/ushersim/run/compare.h"

namespace usher::plan {
namespace {

using core::testing::a_contact;
using core::testing::an_agency;
using core::testing::an_agent;
using core::testing::Desk;
using std::chrono::minutes;
using std::chrono::seconds;

class RecordsInMemory : public journal::Reader {
 public:
  explicit RecordsInMemory(std::vector<core::Record> records) : records_(std::move(records)) {}
  absl::Status read(std::uint64_t after,
                    absl::FunctionRef<absl::Status(core::Record)> visit) override {
    for (const core::Record& record : records_) {
      if (record.sequence <= after) continue;
      if (absl::Status status = visit(record); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<core::Snapshot>> snapshot_before(std::uint64_t) override {
    return std::optional<core::Snapshot>();
  }
  int damaged_snapshots() const override { return 0; }

 private:
  std::vector<core::Record> records_;
};

core::testing::AgencyBuilder agency() {
  return an_agency()
      .with(an_agent("anna"))
      .with(an_agent("bora").without_languages().speaking("vi"));
}

// Anna serves one for three minutes; the next hangs up after one minute; the third is served after
// two minutes of waiting. Bora comes and sees nobody.
Desk a_morning() {
  Desk desk(agency());
  desk.attach("pbx");
  desk.sign_in("anna");
  desk.sign_in("bora");
  desk.serve(a_contact("first").speaking("en").through("pbx"), "first");
  desk.pass(minutes(1));
  desk.submit(a_contact("leaves").speaking("en").through("pbx"));
  desk.submit(a_contact("waits").speaking("en").through("pbx"));
  desk.pass(minutes(1));
  desk.done(core::EndContact{"leaves"});
  desk.pass(minutes(1));
  desk.done(core::EndContact{"first"});
  desk.done(core::CompleteContact{"first", ""});
  desk.accept("waits");
  desk.connect("waits");
  desk.pass(minutes(2));
  desk.done(core::EndContact{"waits"});
  desk.done(core::CompleteContact{"waits", ""});
  desk.pass(minutes(40));
  desk.done(core::SignOut{"anna"});
  return desk;
}

absl::StatusOr<Recorded> recorded_of(const Desk& desk) {
  RecordsInMemory reader(desk.journal);
  return read_recorded(reader);
}

TEST(Replay, takes_people_services_patience_and_hours_from_the_journal) {
  const auto recorded = recorded_of(a_morning());
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  ASSERT_EQ(recorded->people.size(), 3U);
  EXPECT_EQ(recorded->people[0].service, minutes(3));
  EXPECT_EQ(recorded->people[1].patience, minutes(1));
  EXPECT_FALSE(recorded->people[1].service.has_value());
  EXPECT_EQ(recorded->people[2].service, minutes(2));
  ASSERT_TRUE(recorded->agents.contains("anna"));
  EXPECT_TRUE(recorded->agents.at("anna").front().second);
  EXPECT_FALSE(recorded->agents.at("anna").back().second);
}

TEST(Replay, as_configured_then_gives_what_happened_then) {
  const auto recorded = recorded_of(a_morning());
  ASSERT_TRUE(recorded.ok());
  const report::RunResult result = run(scenario_of_record(*recorded, *recorded->model, "then"));
  EXPECT_EQ(result.overall.counts.persons.value, 3);
  EXPECT_EQ(result.overall.counts.served.value, 2);
  EXPECT_EQ(result.overall.counts.abandoned.value, 1);
  // Nobody, one minute, two minutes.
  EXPECT_NEAR(result.overall.mean_wait_s.value, 60, 1e-6);
}

TEST(Replay, under_another_configuration_shows_the_difference) {
  const auto recorded = recorded_of(a_morning());
  ASSERT_TRUE(recorded.ok());
  const core::ModelPtr other =
      an_agency().with(an_agent("anna")).with(an_agent("bora").speaking("vi")).build();
  const auto comparison = compare({scenario_of_record(*recorded, *recorded->model, "then"),
                                   scenario_of_record(*recorded, *other, "now")},
                                  {.threads = 1});
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  // Bora takes the second at once, and nobody hangs up.
  EXPECT_EQ(comparison->policies[1].overall.counts.served.value, 3);
  EXPECT_LT(comparison->policies[1].overall.mean_wait_s.value, 60);
}

TEST(Replay, of_a_journal_in_which_nobody_was_served_is_refused) {
  Desk desk(agency());
  const auto empty = recorded_of(desk);
  ASSERT_FALSE(empty.ok());
  EXPECT_NE(empty.status().message().find("nobody came in this journal"), absl::string_view::npos);
  desk.attach("pbx");
  desk.submit(a_contact("c").speaking("en").through("pbx"));
  const auto unserved = recorded_of(desk);
  ASSERT_FALSE(unserved.ok());
  EXPECT_NE(unserved.status().message().find("nobody was served"), absl::string_view::npos);
}

}  // namespace
}  // namespace usher::plan
