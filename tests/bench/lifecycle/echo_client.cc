#include "tests/bench/lifecycle/echo_client.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "echo.grpc.pb.h"

namespace usher::bench {
namespace {

// Spreads a mean over whole numbers: 2.4 becomes 2, 3, 2, 2, 3, ...
class Spread {
 public:
  explicit Spread(double mean) : mean_(mean) {}
  int next() {
    owed_ += mean_;
    const int whole = static_cast<int>(std::floor(owed_));
    owed_ -= whole;
    return whole;
  }

 private:
  double mean_;
  double owed_ = 0;
};

class Talker : public grpc::ClientBidiReactor<EchoRequest, EchoResponse> {
 public:
  Talker(const std::shared_ptr<grpc::Channel>& channel, const Traffic& traffic, int slots,
         std::atomic<bool>& stopping)
      : stub_(Echo::NewStub(channel)),
        traffic_(traffic),
        downs_(traffic.down_messages),
        ups_(traffic.up_messages),
        stopping_(stopping),
        slots_(slots) {
    stub_->async()->Talk(&context_, this);
    StartRead(&response_);
    AddHold();
    StartCall();
    for (int i = 0; i < slots; ++i) begin(i);
  }

  std::uint64_t rounds() const { return rounds_; }
  void join() {
    context_.TryCancel();
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [&] { return unary_ == 0; });
    lock.unlock();
    RemoveHold();
    lock.lock();
    idle_.wait(lock, [&] { return done_; });
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    {
      const std::lock_guard lock(mutex_);
      Slot& slot = slots_[response_.tag()];
      if (--slot.due == 0) advance(static_cast<int>(response_.tag()));
    }
    StartRead(&response_);
  }
  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    outgoing_.pop_front();
    if (ok) write_next();
  }
  void OnDone(const grpc::Status&) override {
    const std::lock_guard lock(mutex_);
    done_ = true;
    idle_.notify_all();
  }

 private:
  struct Slot {
    int ups = 0;    // messages still to send in this round
    int downs = 0;  // responses that are still to come with them
    int due = 0;    // of the message in flight
  };
  struct Once {
    grpc::ClientContext context;
    EchoRequest request;
    EchoResponse response;
  };

  void begin(int slot) {
    auto once = std::make_shared<Once>();
    once->request.mutable_payload()->resize(static_cast<std::size_t>(traffic_.create_request_bytes),
                                            'x');
    once->request.add_reply_bytes(static_cast<int>(traffic_.create_response_bytes));
    ++unary_;
    Once& call = *once;
    stub_->async()->Once(&call.context, &call.request, &call.response,
                         [this, slot, once](const grpc::Status& status) {
                           const std::lock_guard lock(mutex_);
                           --unary_;
                           idle_.notify_all();
                           if (!status.ok() || stopping_) return;
                           slots_[slot].ups = ups_.next();
                           slots_[slot].downs = downs_.next();
                           advance(slot);
                         });
  }

  // With the lock held.
  void advance(int number) {
    Slot& slot = slots_[number];
    if (slot.ups == 0) {
      ++rounds_;
      if (!stopping_) begin(number);
      return;
    }
    EchoRequest& request = outgoing_.emplace_back();
    request.set_tag(number);
    request.mutable_payload()->resize(static_cast<std::size_t>(traffic_.up_bytes), 'x');
    slot.due = std::max(1, slot.downs / slot.ups);
    for (int i = 0; i < slot.due; ++i) {
      request.add_reply_bytes(static_cast<int>(traffic_.down_bytes));
    }
    slot.downs -= slot.due;
    --slot.ups;
    write_next();
  }
  void write_next() {
    if (writing_ || outgoing_.empty()) return;
    writing_ = true;
    StartWrite(&outgoing_.front());
  }

  std::unique_ptr<Echo::Stub> stub_;
  const Traffic traffic_;
  std::mutex mutex_;
  std::condition_variable idle_;
  Spread downs_;
  Spread ups_;
  std::atomic<bool>& stopping_;
  std::vector<Slot> slots_;
  grpc::ClientContext context_;
  EchoResponse response_;
  std::deque<EchoRequest> outgoing_;
  bool writing_ = false;
  bool done_ = false;
  std::atomic<int> unary_ = 0;
  std::atomic<std::uint64_t> rounds_ = 0;
};

}  // namespace

double measure_echo(const std::string& address, const Traffic& traffic,
                    const EchoOptions& options) {
  std::atomic<bool> stopping = false;
  std::vector<std::unique_ptr<Talker>> talkers;
  for (int i = 0; i < options.streams; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel =
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
    talkers.push_back(
        std::make_unique<Talker>(channel, traffic, options.in_flight / options.streams, stopping));
  }
  const auto total = [&] {
    std::uint64_t sum = 0;
    for (const auto& talker : talkers) sum += talker->rounds();
    return sum;
  };
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, std::chrono::milliseconds(500));  // warm
  const std::uint64_t before = total();
  const auto start = std::chrono::steady_clock::now();
  never.wait_for(lock, std::chrono::duration<double>(options.seconds));
  const std::uint64_t rounds = total() - before;
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  stopping = true;
  for (auto& talker : talkers) talker->join();
  return static_cast<double>(rounds) / taken.count();
}

}  // namespace usher::bench
