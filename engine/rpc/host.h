// One agency as the services see it: its runtime, and those who hear of its records.
//
// open() and stop() by the owner; everything else any thread unless said otherwise. What fails to
// open leaves nothing behind.
#ifndef USHER_ENGINE_RPC_HOST_H_
#define USHER_ENGINE_RPC_HOST_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "engine/rpc/channel_hub.h"
#include "engine/rpc/desk_hub.h"
#include "engine/rpc/errors.h"
#include "engine/rpc/loop.h"
#include "engine/rpc/watch_log.h"
#include "engine/runtime/agency.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/leases.h"

namespace usher::rpc {

struct HostOptions {
  std::string id;
  std::string display_name;
  std::size_t feed_limit = 100'000;
  runtime::AgencyOptions agency;
};

class Host {
 public:
  static absl::StatusOr<std::unique_ptr<Host>> open(HostOptions options,
                                                    std::unique_ptr<journal::Journal> journal,
                                                    runtime::Clock& clock, Loop& loop);
  ~Host();

  const std::string& id() const { return options_.id; }
  const std::string& display_name() const { return options_.display_name; }
  runtime::Agency& agency() { return *agency_; }
  runtime::Clock& clock() { return clock_; }
  WatchLog& watch() { return watch_; }
  DeskHub& desks() { return desks_; }
  ChannelHub& channels() { return channels_; }
  runtime::Leases& leases() { return *leases_; }

  // Hands the task over; where it is refused, says why. The task is then gone without release().
  Trouble submit(std::unique_ptr<runtime::Task> task);
  // A command of the daemon's own that must be carried out: tried again until it is durable or
  // refused by the engine.
  void errand(core::Command command);
  // No errands from here on, and no leases that run out: the process is about to end, and what is
  // left is settled at the next start.
  void quiet() { quiet_ = true; }
  // Ends the agency's threads after what is under way. Idempotent.
  void stop();

 private:
  class Errand;
  Host(HostOptions options, runtime::Clock& clock, Loop& loop);

  const HostOptions options_;
  runtime::Clock& clock_;
  Loop& loop_;
  std::atomic<bool> quiet_ = false;
  WatchLog watch_;
  DeskHub desks_;
  ChannelHub channels_;
  std::unique_ptr<runtime::Agency> agency_;
  std::unique_ptr<runtime::Leases> leases_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_HOST_H_
