#include "tests/bench/lifecycle/usher_load.h"

#include <cstdio>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"

#include "tests/bench/lifecycle/disk.h"

namespace usher::bench {
namespace {

// What a message of the stream asks; with the agent it makes the tag.
enum class Step : int { kSignIn, kAccept, kConnect, kEnd, kComplete };
constexpr int kSteps = 5;

constexpr std::chrono::seconds kPatience{60};

}  // namespace

// One Work stream with its share of the agents.
class UsherLoad::Desk : public grpc::ClientBidiReactor<v1::WorkRequest, v1::WorkResponse> {
 public:
  Desk(UsherLoad& load, const std::shared_ptr<grpc::Channel>& channel)
      : load_(load), stub_(v1::AgentService::NewStub(channel)) {
    hands_.resize(load.world_.agents().size());
    stub_->async()->Work(&context_, this);
    StartRead(&response_);
    AddHold();
    StartCall();
  }

  void sign_in(int agent, v1::Agent::State state) {
    v1::WorkRequest request;
    request.mutable_sign_in()->set_name(World::agent_name(agent));
    request.mutable_sign_in()->set_initial_state(state);
    if (state == v1::Agent::BREAK) request.mutable_sign_in()->set_reason_code("lunch");
    send(std::move(request), agent, Step::kSignIn);
  }
  void complete(int agent) {
    v1::WorkRequest request;
    {
      const std::lock_guard lock(mutex_);
      request.mutable_complete()->set_name(hands_[agent].contact);
      hands_[agent].freed = Clock::now();
    }
    request.mutable_complete()->set_outcome_code("resolved");
    send(std::move(request), agent, Step::kComplete);
  }
  // Takes what was measured since the last call.
  Measured take_measured() {
    const std::lock_guard lock(mutex_);
    return std::exchange(measured_, {});
  }
  void close() {
    context_.TryCancel();
    RemoveHold();
    std::unique_lock lock(mutex_);
    over_.wait(lock, [&] { return done_; });
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    {
      const std::lock_guard lock(mutex_);
      ++measured_.down_messages;
      measured_.down_bytes += response_.ByteSizeLong();
    }
    handle();
    StartRead(&response_);
  }
  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    outgoing_.pop_front();
    if (ok) write_next();
  }
  void OnDone(const grpc::Status& status) override {
    if (!status.ok() && status.error_code() != grpc::StatusCode::CANCELLED) {
      load_.failed("a Work stream ended: " + e2e::to_text(status));
    }
    const std::lock_guard lock(mutex_);
    done_ = true;
    over_.notify_all();
  }

 private:
  struct Hand {
    std::string contact;
    Clock::time_point freed;
  };

  void handle() {
    if (response_.has_offer()) {
      on_offer(response_.offer());
    } else if (response_.has_refused()) {
      load_.failed("refused: " + response_.refused().ShortDebugString());
    } else if (response_.has_done()) {
      on_done(static_cast<int>(response_.tag() / kSteps),
              static_cast<Step>(response_.tag() % kSteps));
    }
  }
  void on_offer(const v1::Offer& offer) {
    const int agent = World::agent_of(offer.agent());
    {
      const std::lock_guard lock(mutex_);
      Hand& hand = hands_[agent];
      if (hand.freed != Clock::time_point()) {
        measured_.free_to_offer_us.push_back(
            std::chrono::duration<double, std::micro>(Clock::now() - hand.freed).count());
        hand.freed = {};
      }
      hand.contact = offer.contact();
    }
    v1::WorkRequest request;
    request.mutable_accept()->set_name(offer.name());
    request.mutable_accept()->set_fence(offer.fence());
    send(std::move(request), agent, Step::kAccept);
  }
  void on_done(int agent, Step step) {
    v1::WorkRequest request;
    switch (step) {
      case Step::kSignIn:
        return load_.signed_in();
      case Step::kAccept:
        request.mutable_connect()->set_name(contact_of(agent));
        return send(std::move(request), agent, Step::kConnect);
      case Step::kConnect:
        request.mutable_end()->set_name(contact_of(agent));
        request.mutable_end()->set_ended_by(v1::EndContactRequest::PERSON);
        return send(std::move(request), agent, Step::kEnd);
      case Step::kEnd:
        return load_.ready(agent);
      case Step::kComplete:
        ++load_.completed_;
        return;
    }
  }
  std::string contact_of(int agent) {
    const std::lock_guard lock(mutex_);
    return hands_[agent].contact;
  }
  void send(v1::WorkRequest request, int agent, Step step) {
    request.set_tag(std::int64_t{agent} * kSteps + static_cast<int>(step));
    const std::lock_guard lock(mutex_);
    ++measured_.up_messages;
    measured_.up_bytes += request.ByteSizeLong();
    outgoing_.push_back(std::move(request));
    write_next();
  }
  void write_next() {
    if (writing_ || outgoing_.empty()) return;
    writing_ = true;
    StartWrite(&outgoing_.front());
  }

  UsherLoad& load_;
  std::unique_ptr<v1::AgentService::Stub> stub_;
  grpc::ClientContext context_;
  v1::WorkResponse response_;

  std::mutex mutex_;
  std::condition_variable over_;
  std::deque<v1::WorkRequest> outgoing_;
  std::vector<Hand> hands_;  // by agent; those of other desks stay empty
  Measured measured_;
  bool writing_ = false;
  bool done_ = false;
};

UsherLoad::UsherLoad(const std::string& address, const World& world, LoadOptions options)
    : world_(world),
      options_(options),
      run_id_(absl::StrCat(absl::Hex(std::random_device()()), "-")) {
  for (int i = 0; i < options_.streams; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channels_.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    contacts_.push_back(v1::ContactService::NewStub(channels_.back()));
  }
}

UsherLoad::~UsherLoad() {
  {
    std::unique_lock lock(mutex_);
    active_ = 0;
    changed_.wait_for(lock, kPatience, [&] { return open_creates_ == 0; });
  }
  for (auto& desk : desks_) desk->close();
}

bool UsherLoad::submit_all(int contacts) {
  std::unique_lock lock(mutex_);
  for (int i = 0; i < contacts && !failed_; ++i) {
    changed_.wait_for(lock, kPatience,
                      [&] { return failed_ || open_creates_ < options_.in_flight; });
    lock.unlock();
    create();
    lock.lock();
  }
  changed_.wait_for(lock, kPatience, [&] { return failed_ || open_creates_ == 0; });
  return !failed_ && open_creates_ == 0;
}

bool UsherLoad::fill() {
  const int agents = static_cast<int>(world_.agents().size());
  if (!submit_all(agents + options_.waiting)) return false;
  open_desks();
  for (int agent = 0; agent < agents; ++agent) {
    desks_[agent % options_.streams]->sign_in(agent, v1::Agent::AVAILABLE);
  }
  return wait_for([&] { return static_cast<int>(ready_.size()) == agents; },
                  "everybody has somebody in hand");
}

bool UsherLoad::sign_in_on_break() {
  const int agents = static_cast<int>(world_.agents().size());
  open_desks();
  for (int agent = 0; agent < agents; ++agent) {
    desks_[agent % options_.streams]->sign_in(agent, v1::Agent::BREAK);
  }
  return wait_for([&] { return signed_in_ == world_.agents().size(); }, "everybody is signed in");
}

void UsherLoad::open_desks() {
  for (const auto& channel : channels_) desks_.push_back(std::make_unique<Desk>(*this, channel));
}

void UsherLoad::signed_in() {
  const std::lock_guard lock(mutex_);
  ++signed_in_;
  changed_.notify_all();
}

bool UsherLoad::wait_for(const std::function<bool()>& condition, const char* what) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kPatience, [&] { return failed_ || condition(); });
  if (!failed_ && condition()) return true;
  std::fprintf(stderr, "bench: waited in vain until %s (%zu of %zu)\n", what, ready_.size(),
               world_.agents().size());
  return false;
}

void UsherLoad::failed(const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (!failed_) std::fprintf(stderr, "bench: %s\n", what.c_str());
  failed_ = true;
  changed_.notify_all();
}

void UsherLoad::create() {
  struct Call {
    grpc::ClientContext context;
    v1::CreateContactRequest request;
    v1::Contact response;
  };
  auto call = std::make_shared<Call>();
  std::size_t stub = 0;
  {
    const std::lock_guard lock(mutex_);
    ++open_creates_;
    stub = next_request_ % contacts_.size();
    call->request =
        World::request(World::somebody(random_), absl::StrCat(run_id_, ++next_request_));
  }
  Call& it = *call;
  contacts_[stub]->async()->CreateContact(
      &it.context, &it.request, &it.response, [this, call](const grpc::Status& status) {
        if (!status.ok()) failed("creating a contact: " + e2e::to_text(status));
        created(status.ok(), call->request.ByteSizeLong(), call->response.ByteSizeLong());
      });
}

void UsherLoad::created(bool ok, std::size_t request_bytes, std::size_t response_bytes) {
  create_request_bytes_ += request_bytes;
  create_response_bytes_ += response_bytes;
  const std::lock_guard lock(mutex_);
  --open_creates_;
  created_ += ok ? 1 : 0;
  changed_.notify_all();
}

void UsherLoad::ready(int agent) {
  int next = -1;
  {
    const std::lock_guard lock(mutex_);
    ready_.push_back(agent);
    if (active_ > 0) {
      next = ready_.front();
      ready_.pop_front();
    }
    if (active_ == 0) changed_.notify_all();
  }
  if (next >= 0) complete(next);
}

void UsherLoad::complete(int agent) {
  create();
  desks_[agent % options_.streams]->complete(agent);
}

std::vector<int> UsherLoad::take_ready(int count) {
  std::vector<int> taken;
  const std::lock_guard lock(mutex_);
  for (; count > 0 && !ready_.empty(); --count) {
    taken.push_back(ready_.front());
    ready_.pop_front();
  }
  return taken;
}

UsherLoad::Measured UsherLoad::take_measured() {
  Measured sum;
  for (auto& desk : desks_) {
    Measured part = desk->take_measured();
    sum.up_messages += part.up_messages;
    sum.up_bytes += part.up_bytes;
    sum.down_messages += part.down_messages;
    sum.down_bytes += part.down_bytes;
    sum.free_to_offer_us.insert(sum.free_to_offer_us.end(), part.free_to_offer_us.begin(),
                                part.free_to_offer_us.end());
  }
  return sum;
}

}  // namespace usher::bench
