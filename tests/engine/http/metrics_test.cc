#include "engine/http/metrics.h"

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/config/check.h"
#include "engine/config/compile.h"
#include "engine/daemon.h"
#include "engine/journal/memory_journal.h"
#include "gtest/gtest.h"

namespace usher::http {
namespace {

constexpr const char* kConfig = R"(
agencies:
  - id: town
    time_zone: UTC
    default_language: en
    services: [{id: general}]
    queues: [{id: main}]
    classification: [{queue: main}]
    agents:
      - {id: ana, languages: [{tag: en, modality: SPOKEN}], capacity: {channels: [{channel: PHONE}]}}
)";

// A daemon over a journal in memory that the test can make fail.
struct World {
  World() {
    DaemonOptions options;
    options.config = config::check_text(kConfig);
    options.listen = "127.0.0.1:0";
    options.http_listen = "127.0.0.1:0";
    options.open_journal = [this](const std::string&) {
      auto opened = std::make_unique<journal::MemoryJournal>(config::decode_source);
      journal = opened.get();
      return absl::StatusOr<std::unique_ptr<journal::Journal>>(std::move(opened));
    };
    StartError error;
    daemon = Daemon::start(std::move(options), error);
    EXPECT_NE(daemon, nullptr) << error.message;
    agencies = {&daemon->host("town").agency()};
  }
  journal::MemoryJournal* journal = nullptr;
  std::unique_ptr<Daemon> daemon;
  std::vector<runtime::Agency*> agencies;
};

TEST(Metrics, show_queues_agents_and_the_journal_in_the_format_of_prometheus) {
  World world;
  const Reply reply = metrics(world.agencies, "1.2.3");
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.content_type.rfind("text/plain; version=0.0.4", 0), 0U);
  for (const char* line :
       {"# TYPE usher_queue_contacts_total counter\n", "# TYPE usher_agents gauge\n",
        "usher_build_info{version=\"1.2.3\"} 1",
        "usher_agents{agency=\"town\",state=\"offline\"} 1",
        "usher_queue_waiting_contacts{agency=\"town\",queue=\"main\"} 0",
        "usher_journal_sequence{agency=\"town\"} 1", "usher_scrape_complete{agency=\"town\"} 1",
        "usher_config_revision{agency=\"town\"} 1"}) {
    EXPECT_NE(reply.body.find(line), std::string::npos) << line << "\n" << reply.body;
  }
}

TEST(Metrics, say_that_a_journal_fails_and_health_does_too) {
  World world;
  EXPECT_EQ(health(world.agencies).status, 200U);
  world.journal->fail_appends(absl::ResourceExhaustedError("disk full"));
  // Any change has to reach the journal.
  world.daemon->host("town").errand(core::SignIn{.agent = "ana"});
  while (!world.agencies[0]->status().journal_failing) std::this_thread::yield();
  EXPECT_EQ(health(world.agencies).status, 503U);
  EXPECT_NE(health(world.agencies).body.find("town"), std::string::npos);
  const Reply reply = metrics(world.agencies, "1");
  EXPECT_NE(reply.body.find("usher_journal_failing{agency=\"town\"} 1"), std::string::npos);
  EXPECT_NE(reply.body.find("usher_scrape_complete{agency=\"town\"} 0"), std::string::npos);
  world.journal->fail_appends(absl::OkStatus());
  while (world.agencies[0]->status().journal_failing) std::this_thread::yield();
  EXPECT_EQ(health(world.agencies).status, 200U);
}

TEST(Daemon, serves_metrics_and_health_on_its_http_address) {
  World world;
  EXPECT_NE(world.daemon->http_address().find("127.0.0.1:"), std::string::npos);
}

}  // namespace
}  // namespace usher::http
