// The simulation's own eyes: follows Monitor.Watch (resuming after a break), reads contacts that
// ended, and feeds the picture and the check with what the daemon says. Loop's thread only.
#ifndef USHER_TOOLS_USHERSIM_OBSERVER_H_
#define USHER_TOOLS_USHERSIM_OBSERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "tools/client/stream.h"
#include "tools/ushersim/check.h"
#include "tools/ushersim/stage.h"
#include "usher/v1/contact.grpc.pb.h"
#include "usher/v1/monitor.grpc.pb.h"

namespace usher::sim {

class Observer {
 public:
  // Contacts whose id has `run` in it are this run's and are judged; `check` may be null.
  Observer(Stage& stage, client::Connection connection, std::string run, Check* check,
           std::function<void()> on_progress);

  void open();
  void stop();
  bool closed() const { return closed_; }
  bool synced() const { return synced_; }

 private:
  using Stream = client::ReadStream<v1::WatchResponse>;
  void on_change(const v1::WatchResponse& change);
  void on_closed(const grpc::Status& status);
  void read_ended(const std::string& contact);
  void read_snapshot();

  Stage& stage_;
  const client::Connection connection_;
  v1::MonitorService::Stub monitor_;
  v1::ContactService::Stub contacts_;
  const std::string run_;
  Check* const check_;
  const std::function<void()> on_progress_;
  v1::WatchRequest request_;
  std::shared_ptr<Stream> stream_;
  Backoff backoff_;
  bool synced_ = false, told_lost_ = false, leaving_ = false, closed_ = true;
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_OBSERVER_H_
