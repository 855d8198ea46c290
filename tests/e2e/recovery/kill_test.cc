#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>

#include "tests/e2e/harness/agency.h"
#include "tests/e2e/harness/daemon.h"
#include "tests/e2e/recovery/inspection.h"
#include "tests/e2e/recovery/ledger.h"
#include "tests/e2e/recovery/load.h"

namespace usher::e2e {
namespace {

constexpr int kKills = 200;
constexpr int kArrivals = 4;
constexpr int kMostInLine = 150;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  std::uint64_t number = 0;
  const char* text = std::getenv(variable);
  return text != nullptr && absl::SimpleAtoi(text, &number) ? number : otherwise;
}

std::vector<std::string> everybody() {
  std::vector<std::string> agents;
  for (const char* id : {"ana", "ben", "chloe", "p1", "p2", "p3", "p4", "p5"}) {
    agents.push_back(agent_name(id));
  }
  return agents;
}

struct Lives {
  explicit Lives(std::uint64_t with_seed) : seed(with_seed), random(with_seed) {}

  // One life under load, ended by a kill at a random moment; what the next life finds.
  void live_and_die(Daemon& daemon) {
    const Client client(daemon.address());
    Inspection inspection(client, ledger);
    inspection.after_restart();
    for (std::string& finding : inspection.take_findings()) ledger.violation(std::move(finding));
    room = kMostInLine - inspection.live();
    std::vector<std::unique_ptr<Arrivals>> arrivals;
    for (int i = 0; i < kArrivals; ++i) {
      arrivals.push_back(std::make_unique<Arrivals>(client, ledger, random(), i, room));
    }
    WorkingDesk desk(client, ledger, everybody(), random(), 15, room);
    ledger.wait_for_acknowledgements(ledger.acknowledgements() + random() % 150,
                                     absl::Milliseconds(1 + random() % 400));
    daemon.kill9();
    for (auto& each : arrivals) each->stop();
    desk.stop();
  }

  // The last life: everybody in line is served.
  void serve_everybody(Daemon& daemon) {
    const Client client(daemon.address());
    Inspection inspection(client, ledger);
    inspection.after_restart();
    WorkingDesk desk(client, ledger, everybody(), random(), 0, room);
    v1::ListContactsRequest request;
    request.set_parent(kAgency);
    request.set_page_size(1);
    for (const auto state :
         {v1::Contact::WAITING, v1::Contact::OFFERED, v1::Contact::UNSATISFIABLE_NOW,
          v1::Contact::ASSIGNED, v1::Contact::CONNECTED, v1::Contact::WRAP_UP}) {
      request.add_states(state);
    }
    EXPECT_TRUE(wait_until(
        [&] {
          const auto page =
              client.call(*client.contacts, &v1::ContactService::Stub::ListContacts, request);
          return page.ok() && page->contacts().empty();
        },
        absl::Seconds(60)))
        << "somebody is in line and is not served";
    desk.stop();
    inspection.at_the_end();
    for (std::string& finding : inspection.take_findings()) ledger.violation(std::move(finding));
  }

  std::uint64_t seed;
  std::mt19937_64 random;
  Ledger ledger;
  std::atomic<int> room = kMostInLine;
};

TEST(Recovery, keeps_everybody_and_their_place_over_two_hundred_kills_under_load) {
  const std::uint64_t seed = number_from("USHER_SEED", std::random_device()());
  std::printf("seed %llu: USHER_SEED=%llu repeats the choices, not the timing\n",
              static_cast<unsigned long long>(seed), static_cast<unsigned long long>(seed));
  const int kills = static_cast<int>(number_from("USHER_KILLS", kKills));
  Lives lives(seed);
  AgencyFile agency;
  agency.server = "  snapshot_every_events: 1000\n";
  agency.wrap_up_limit = "60m";
  agency.offer_timeout = "10m";
  agency.break_after_missed_offer = false;
  agency.reoffer_after = "0s";
  agency.plain_agents = 5;
  Daemon daemon({.config = agency.text()});
  int early = 0;
  for (int kill = 0; kill < kills; ++kill) {
    if (lives.random() % 8 == 0) {
      // Killed while it recovers, too.
      daemon.launch();
      daemon.process().wait_for_line("usherd: serving", absl::Milliseconds(lives.random() % 60));
      daemon.kill9();
      ++early;
    }
    daemon.start();
    lives.live_and_die(daemon);
    const auto violations = lives.ledger.take_violations();
    ASSERT_THAT(violations, testing::IsEmpty()) << "after kill " << kill << " of seed " << seed;
  }
  daemon.start();
  lives.serve_everybody(daemon);
  EXPECT_THAT(lives.ledger.take_violations(), testing::IsEmpty());
  EXPECT_EQ(daemon.stop().code, 0) << daemon.process().output();
  const auto submissions = lives.ledger.submissions();
  std::printf(
      "%d kills under load and %d while starting; %zu contacts submitted, "
      "%llu acknowledgements\n",
      kills, early, submissions.size(),
      static_cast<unsigned long long>(lives.ledger.acknowledgements()));
  EXPECT_GT(submissions.size(), static_cast<std::size_t>(kills)) << "that was no load";
}

}  // namespace
}  // namespace usher::e2e
