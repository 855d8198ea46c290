#include "engine/rpc/host.h"

#include "spdlog/spdlog.h"

namespace usher::rpc {
namespace {

constexpr std::chrono::milliseconds kErrandRetry(200);

}  // namespace

class Host::Errand : public runtime::Task {
 public:
  Errand(Host& host, core::Command command)
      : Task(command, core::Call{.principal = "usherd"}, std::nullopt),
        host_(host),
        command_(std::move(command)) {}

  void answer(const core::State&, const core::StepOutcome*) override {}
  void release(const absl::Status& durable) override {
    if (!durable.ok()) host_.errand(std::move(command_));
  }

 private:
  Host& host_;
  core::Command command_;
};

Host::Host(HostOptions options, runtime::Clock& clock, Loop& loop)
    : options_(std::move(options)),
      clock_(clock),
      loop_(loop),
      watch_(options_.id, options_.feed_limit),
      desks_(options_.id),
      channels_(options_.id) {}

absl::StatusOr<std::unique_ptr<Host>> Host::open(HostOptions options,
                                                 std::unique_ptr<journal::Journal> journal,
                                                 runtime::Clock& clock, Loop& loop) {
  std::unique_ptr<Host> host(new Host(std::move(options), clock, loop));
  Host& here = *host;
  auto agency =
      runtime::Agency::open(here.id(), std::move(journal), clock,
                            {&here.watch_, &here.desks_, &here.channels_}, here.options_.agency);
  if (!agency.ok()) return agency.status();
  here.agency_ = *std::move(agency);
  auto reader = here.agency_->open_reader();
  if (!reader.ok()) return reader.status();
  here.watch_.identify(**reader);
  here.leases_ = std::make_unique<runtime::Leases>(
      clock, [&here](const std::string& agent, std::uint64_t session) {
        here.errand(core::LoseSession{.agent = agent, .session = core::SessionId{session}});
      });
  return host;
}

Host::~Host() { stop(); }

void Host::stop() {
  quiet();
  leases_.reset();
  if (agency_) agency_->stop();
}

Trouble Host::submit(std::unique_ptr<runtime::Task> task) {
  const absl::Status taken = agency_->submit(std::move(task));
  if (taken.ok()) return {};
  return from_runtime(taken, agency_->status().journal_failing);
}

void Host::errand(core::Command command) {
  if (quiet_) return;
  auto task = std::make_unique<Errand>(*this, command);
  if (!submit(std::move(task))) return;
  loop_.after(kErrandRetry, [this, command = std::move(command)] { errand(command); });
}

}  // namespace usher::rpc
