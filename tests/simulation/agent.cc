#include "tests/simulation/agent.h"

#include <utility>

namespace usher::simulation {
namespace {

using core::ContactState;
using core::Presence;
using routing::str_cat;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

Agent::Agent(std::string id, bool pulls, const World& world, Network& network, Trace& trace,
             Random random)
    : id_(std::move(id)),
      pulls_(pulls),
      world_(world),
      network_(network),
      trace_(trace),
      random_(random) {}

template <typename What>
void Agent::later(Duration delay, What what) {
  network_.scheduler().after(delay, std::move(what));
}

// Only if the contact is still where it is now.
template <typename What>
void Agent::while_in_hand(Duration delay, const std::string& contact, What what) {
  const std::uint64_t visit = in_hand_.at(contact).visit;
  later(delay, [this, contact, visit, what = std::move(what)] {
    const auto at = in_hand_.find(contact);
    if (online_ && at != in_hand_.end() && at->second.visit == visit) what();
  });
}

void Agent::call(core::Command command, std::function<void(const Answer&)> done) {
  core::Call call{.principal = id_};
  call.fingerprint = ++requests_;
  if (random_.chance(800)) call.request_id = str_cat(id_, "-request-", requests_);
  if (!done) done = [](const Answer&) {};
  network_.call(std::move(command), std::move(call), std::move(done), wanted_);
}

void Agent::start() {
  later(random_.between(seconds(0), minutes(6)), [this] { sign_in(); });
  if (pulls_) pull();
  flap();
  wander();
}

void Agent::calm_down() {
  calm_ = true;
  if (!online_) return sign_in();
  if (presence_ != Presence::kAvailable) {
    call(core::SetAgentState{id_, Presence::kAvailable, ""});
  }
}

// ---- the session

void Agent::sign_in() {
  if (online_ || std::exchange(connecting_, true)) return;
  listener_ = std::make_shared<Listener>(
      network_, [this](const Effect& effect) { hear(effect); }, [this] { lost_stream(); });
  core::Command command = core::SignIn{id_, Presence::kAvailable, ""};
  if (session_ && random_.chance(600)) command = core::ResumeSession{id_, session_};
  network_.open(std::move(command), {.principal = id_}, listener_,
                [this, mine = listener_](const Answer& answer) {
                  if (mine == listener_ && connecting_) signed_in(answer);
                });
}

void Agent::signed_in(const Answer& answer) {
  connecting_ = false;
  if (!answer.done()) {
    trace_.add(id_, " is not signed in: ",
               answer.refusal ? answer.refusal->message : answer.status.ToString());
    session_ = {};
    if (listener_->number() == 0) {
      // Refused, or the daemon is away; somebody who is in no configuration tries for ever.
      listener_->close();
      later(random_.between(seconds(1), seconds(40)), [this] { sign_in(); });
      return;
    }
    return lost_stream();
  }
  if (!listener_->is_open()) return lost_stream();
  trace_.add(id_, " is signed in, session ", answer.session.value);
  online_ = true;
  presence_ = Presence::kAvailable;
  session_ = answer.session;
  in_hand_.clear();
  for (const Effect& effect : answer.due) hear(effect);
  call(core::SetAgentState{id_, Presence::kAvailable, ""});
}

// The lease runs out some time after the stream is gone.
void Agent::lost_stream() {
  listener_->close();
  if (const std::uint64_t session = listener_->number(); session != 0) {
    later(random_.between(milliseconds(1), seconds(15)), [this, session] {
      network_.process().hang_up(core::LoseSession{id_, {session}});
    });
  }
  const bool soon = calm_ || random_.chance(800);
  go_offline(soon ? random_.between(milliseconds(100), seconds(20))
                  : random_.between(seconds(30), minutes(10)));
}

void Agent::go_offline(Duration back_after) {
  trace_.add(id_, " is offline");
  online_ = connecting_ = false;
  presence_ = Presence::kOffline;
  in_hand_.clear();
  later(calm_ ? std::min<Duration>(back_after, seconds(5)) : back_after, [this] { sign_in(); });
}

void Agent::flap() {
  later(random_.exponential(minutes(12)), [this] {
    if (on(Fault::kSessionFlap) && online_) listener_->break_off();
    flap();
  });
}

// Breaks, drains and sign-outs.
void Agent::wander() {
  later(random_.exponential(minutes(15)), [this] {
    wander();
    if (!on(Fault::kBreaks) || !online_) return;
    switch (random_.below(4)) {
      case 0:
        return call(core::SignOut{id_});
      case 1:
        return call(core::SetAgentState{id_, Presence::kDraining, ""});
      default:
        return call(core::SetAgentState{id_, Presence::kBreak, "lunch"});
    }
  });
}

// ---- what the daemon says

void Agent::hear(const Effect& effect) {
  switch (effect.kind) {
    case Effect::Kind::kOffer:
      return on_offer(effect);
    case Effect::Kind::kContact:
      return on_contact(effect);
    case Effect::Kind::kPresence:
      presence_ = effect.presence;
      if (presence_ == Presence::kBreak) {
        later(calm_ ? seconds(3) : random_.exponential(minutes(2)), [this] {
          if (online_) call(core::SetAgentState{id_, Presence::kAvailable, ""});
        });
      }
      return;
    case Effect::Kind::kSessionOver:
      session_ = {};
      listener_->close();
      return go_offline(random_.exponential(minutes(2)));
    case Effect::Kind::kOfferOver:
    case Effect::Kind::kRing:
    case Effect::Kind::kStopRinging:
    case Effect::Kind::kBridge:
    case Effect::Kind::kReleaseContact:
      return;
  }
}

void Agent::on_offer(const Effect& effect) {
  if (on(Fault::kMiss) && random_.chance(100)) return;
  const core::AcceptOffer accept{effect.offer, effect.fence, id_};
  if (on(Fault::kDecline) && random_.chance(100)) {
    later(random_.exponential(seconds(5)), [this, accept] {
      call(core::DeclineOffer{accept.offer, accept.fence, "conflict", id_});
    });
    return;
  }
  const Duration slow = random_.exponential(seconds(4));
  later(slow, [this, accept] { call(accept); });
  if (on(Fault::kDoubleAccept) && random_.chance(200)) {
    core::AcceptOffer again = accept;
    if (random_.chance(200)) ++again.fence;
    later(slow + random_.between(milliseconds(0), seconds(2)), [this, again] { call(again); });
  }
}

void Agent::on_contact(const Effect& effect) {
  if (!core::is_with_agent(effect.state)) {
    in_hand_.erase(effect.contact);
    return;
  }
  InHand& in_hand = in_hand_[effect.contact];
  in_hand = {effect.state, effect.adapter.empty(), ++visits_};
  const std::string& contact = effect.contact;
  switch (effect.state) {
    case ContactState::kAssigned:
      if (in_hand.by_desk) {
        const bool comes = random_.chance(930);
        while_in_hand(random_.between(seconds(1), seconds(20)), contact, [this, contact, comes] {
          if (comes) return call(core::ConnectContact{contact});
          call(core::EndContact{contact, core::EndedBy::kPersonDidNotCome});
        });
      }
      while_in_hand(seconds(90), contact, [this, contact] {
        call(core::EndContact{contact, core::EndedBy::kAgent});
      });
      break;
    case ContactState::kConnected:
      talk(contact, in_hand);
      break;
    case ContactState::kHeld:
      while_in_hand(random_.between(seconds(5), seconds(60)), contact,
                    [this, contact] { call(core::RetrieveContact{contact}); });
      break;
    case ContactState::kWrapUp:
      if (random_.chance(700)) wrap_up(contact);
      break;
    default:
      break;
  }
}

void Agent::talk(const std::string& contact, const InHand& in_hand) {
  if (random_.chance(100)) {
    while_in_hand(random_.between(seconds(5), seconds(40)), contact,
                  [this, contact] { call(core::HoldContact{contact}); });
  }
  const bool ends = in_hand.by_desk || random_.chance(500);
  while_in_hand(ends ? random_.exponential(world_.options().talk) : minutes(25), contact,
                [this, contact] {
                  call(core::EndContact{contact, core::EndedBy::kAgent});
                });
}

void Agent::wrap_up(const std::string& contact) {
  while_in_hand(random_.exponential(seconds(30)), contact, [this, contact] {
    call(core::CompleteContact{contact, random_.chance(900) ? "resolved" : ""});
  });
}

void Agent::pull() {
  later(random_.between(seconds(10), seconds(60)), [this] {
    if (online_ && presence_ == Presence::kAvailable && in_hand_.empty()) {
      core::PullNext command{id_, {}};
      if (random_.chance(200)) command.channels.bits = static_cast<std::uint8_t>(random_.below(16));
      call(command);
    }
    pull();
  });
}

}  // namespace usher::simulation
