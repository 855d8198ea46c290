// What watchers read: every record as bytes that are ready to be sent, in a bounded ring.
//
// applied() and rebuilt() on the writer's thread; the rest any thread. Nothing in it says who a
// person is or what they need: see View::kPlain.
#ifndef USHER_ENGINE_RPC_WATCH_LOG_H_
#define USHER_ENGINE_RPC_WATCH_LOG_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/runtime/agency.h"
#include "engine/runtime/feed.h"
#include "usher/v1/monitor.pb.h"

namespace usher::rpc {

// One record as watchers see it.
struct Change {
  struct Item {
    v1::WatchRequest::Kind kind;
    std::string cause;
    std::string bytes;  // a WatchResponse with nothing but its item
  };
  std::uint64_t sequence = 0;
  core::Instant at;
  std::string request_id;
  std::int64_t revision = 0;
  std::vector<Item> items;
};

class WatchLog : public runtime::Observer {
 public:
  using Feed = runtime::Feed<Change>;

  WatchLog(std::string agency, std::size_t limit);

  void applied(const core::State& state, const core::Record& record,
               std::vector<std::unique_ptr<runtime::Release>>& staged) override;
  void rebuilt(const core::State& state) override;

  // Which journal positions are of; 0 while it is empty. Tokens of another one are refused.
  std::uint64_t identity() const { return identity_; }
  // Reads the first record, which gives a journal its identity.
  void identify(journal::Reader& reader);

  // The current ring. A journal failure may replace it; who holds an older one then hears
  // nothing new, and is told by is_current().
  std::shared_ptr<Feed> feed() const;
  bool is_current(const std::shared_ptr<Feed>& feed) const;

 private:
  void collect(const core::State& state, const core::Record& record, Change& change);

  const std::string agency_;
  const std::size_t limit_;
  std::atomic<std::uint64_t> identity_ = 0;
  mutable std::mutex mutex_;
  std::shared_ptr<Feed> feed_;
};

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_WATCH_LOG_H_
