// Which adapter hears which effects: attachments bound to Attach streams.
//
// The writer's thread only, but for ChannelSink (the appender's) and acknowledge() (any). What is
// still due is derived from the state; only which effects an adapter has acknowledged is kept here,
// and lost with the process: an effect may come twice, never not at all.
#ifndef USHER_ENGINE_RPC_CHANNEL_HUB_H_
#define USHER_ENGINE_RPC_CHANNEL_HUB_H_

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/rpc/touched.h"
#include "engine/runtime/agency.h"
#include "usher/v1/channel.pb.h"

namespace usher::rpc {

class ChannelSink {
 public:
  virtual ~ChannelSink() = default;
  // In order of positions; must only post.
  virtual void deliver(const v1::AttachResponse& response) = 0;
  // A newer stream of the adapter is attached.
  virtual void replaced() = 0;
  // Something for it was staged with an append that failed: it may have happened, and it will not
  // be sent again here. The stream must end, so that the next one is told what is due.
  virtual void interrupted() = 0;
};

class ChannelHub : public runtime::Observer {
 public:
  // Effects that an adapter has not acknowledged; the oldest are forgotten beyond this, which costs
  // no more than sending them again.
  static constexpr std::size_t kMostOpen = 100'000;

  explicit ChannelHub(std::string agency) : agency_(std::move(agency)) {}

  void applied(const core::State& state, const core::Record& record,
               std::vector<std::unique_ptr<runtime::Release>>& staged) override;
  void rebuilt(const core::State& state) override;

  void set_origin(const ChannelSink* origin) { origin_ = origin; }

  // The attachment now speaks through the sink; `due` gets every effect that is still to be carried
  // out for the contacts that the adapter holds.
  void bind(const core::State& state, const std::string& adapter, std::uint64_t epoch,
            const std::shared_ptr<ChannelSink>& sink, const std::vector<core::ContactId>& held,
            std::vector<v1::AttachResponse>& due);
  // The adapter carried out the effects of this position.
  void acknowledge(const std::string& adapter, std::uint64_t sequence);

 private:
  enum class Effect : std::uint8_t { kRing, kStopRinging, kBridge };
  using Key = std::pair<core::OfferId, Effect>;
  struct Ledger {
    std::multimap<std::uint64_t, Key> open;  // sent, by position
    std::set<Key> done;                      // acknowledged, while it could come again
    std::set<core::OfferId> rung;            // told to ring and not yet that it is over
  };
  struct Binding {
    std::uint64_t epoch = 0;
    std::weak_ptr<ChannelSink> sink;
    const ChannelSink* identity = nullptr;
  };
  using Staged = std::vector<std::unique_ptr<runtime::Release>>;

  Binding* binding_of(const std::string& adapter);
  void on_offer(const core::State& state, const core::Record& record, const core::Offer& offer,
                Staged& staged);
  void on_contact_end(const core::State& state, const core::Record& record,
                      const core::Contact& contact, Staged& staged);
  void detach_replaced(const core::State& state, const core::Record& record, Staged& staged);
  v1::AttachResponse effect(const core::State& state, std::uint64_t sequence,
                            const core::Offer& offer, Effect kind);
  void sent(const std::string& adapter, std::uint64_t sequence, const core::Offer& offer,
            Effect kind);

  const std::string agency_;
  const ChannelSink* origin_ = nullptr;
  std::map<std::string, Binding> bindings_;
  std::set<core::ContactId> in_wrap_up_;  // their adapters have let them go

  std::mutex mutex_;
  std::map<std::string, Ledger> ledgers_;  // guarded by mutex_
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_CHANNEL_HUB_H_
