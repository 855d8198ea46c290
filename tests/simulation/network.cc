#include "tests/simulation/network.h"

#include <algorithm>
#include <utility>

namespace usher::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Effects that may be on their way to a reader before the daemon ends its stream.
constexpr int kMostUnderWay = 64;
constexpr seconds kPatience(10);

}  // namespace

struct Network::Attempts {
  core::Command command;
  core::Call call;
  std::function<void(const Answer&)> done;
  std::shared_ptr<bool> wanted;
  bool over = false;
  int count = 0;
};

Duration Network::delay() {
  if (on(Fault::kLate) && random_.chance(10)) return random_.between(seconds(1), seconds(20));
  return random_.between(milliseconds(1), milliseconds(30));
}

void Network::call(core::Command command, core::Call call, std::function<void(const Answer&)> done,
                   std::shared_ptr<bool> wanted) {
  ++open_calls_;
  attempt(std::make_shared<Attempts>(
      Attempts{std::move(command), std::move(call), std::move(done), std::move(wanted)}));
}

void Network::attempt(const std::shared_ptr<Attempts>& attempts) {
  if (attempts->over) return;
  if (!*attempts->wanted) {
    attempts->over = true;
    --open_calls_;
    return;
  }
  const int count = ++attempts->count;
  send(attempts);
  if (on(Fault::kDuplicate) && random_.chance(50)) send(attempts);
  if (on(Fault::kRetryStorm) && random_.chance(8)) {
    for (int i = 0; i < 12; ++i) send(attempts);
  }
  const Duration patience = std::min<Duration>(seconds(2) * count, kPatience);
  scheduler_.after(patience, [this, attempts, count] {
    if (!attempts->over && attempts->count == count) attempt(attempts);
  });
}

void Network::send(const std::shared_ptr<Attempts>& attempts) {
  if (loses()) return;
  // Without reordering a call arrives behind all that were made before it.
  Instant arrival = scheduler_.now() + delay();
  if (!on(Fault::kReorder)) arrival = last_delivery_ = std::max(last_delivery_, arrival);
  scheduler_.at(arrival, [this, attempts] {
    Request request{attempts->command, attempts->call, nullptr, {}};
    request.done = [this, attempts](const Answer& answer) {
      if (loses()) return;
      scheduler_.after(delay(), [this, attempts, answer] {
        if (attempts->over) return;
        if (!answer.status.ok()) {
          scheduler_.after(random_.between(milliseconds(100), seconds(2)),
                           [this, attempts, count = attempts->count] {
                             if (attempts->count == count) attempt(attempts);
                           });
          return;
        }
        attempts->over = true;
        --open_calls_;
        if (*attempts->wanted) attempts->done(answer);
      });
    };
    process_.arrive(std::move(request));
  });
}

void Network::open(core::Command command, core::Call call, std::shared_ptr<Stream> stream,
                   std::function<void(const Answer&)> done) {
  auto over = std::make_shared<bool>(false);
  const auto finish = [over, done = std::move(done)](const Answer& answer) {
    if (!std::exchange(*over, true)) done(answer);
  };
  scheduler_.after(kPatience, [finish] {
    Answer none;
    none.status = absl::UnavailableError("no answer");
    finish(none);
  });
  if (loses()) return;
  Request request{std::move(command), std::move(call), std::move(stream), {}};
  request.done = [this, finish](const Answer& answer) {
    if (!loses()) scheduler_.after(delay(), [finish, answer] { finish(answer); });
  };
  scheduler_.after(delay(), [this, request = std::move(request)] { process_.arrive(request); });
}

void Listener::send(const Effect& effect) {
  if (!open_) return;
  if (network_.loses() || under_way_ >= kMostUnderWay) return break_off();
  last_arrival_ = std::max(last_arrival_, network_.scheduler().now() + network_.delay());
  ++under_way_;
  network_.scheduler().at(last_arrival_, [self = shared_from_this(), effect] {
    --self->under_way_;
    if (self->open_) self->hear_(effect);
  });
}

void Listener::break_off() {
  if (!std::exchange(open_, false)) return;
  network_.scheduler().after(network_.delay(), [self = shared_from_this()] { self->broken_(); });
}

}  // namespace usher::simulation
