#include "tools/ushersim/desk_player.h"

#include "absl/strings/str_cat.h"

#include "tools/client/failure.h"
#include "tools/client/names.h"
#include "tools/client/request_id.h"

namespace usher::sim {
namespace {

constexpr double kMinutesBetweenBreaks = 40;
constexpr double kBreakMinutes = 6;

}  // namespace

DeskPlayer::DeskPlayer(Stage& stage, client::Connection connection, std::string title,
                       std::vector<const SimAgent*> agents)
    : stage_(stage),
      connection_(std::move(connection)),
      agents_(connection_.channel()),
      title_(std::move(title)) {
  for (const SimAgent* agent : agents) {
    Player player;
    player.agent = agent;
    plan_break(players_.emplace(agent->name, player).first->second);
  }
  beat();
}

DeskPlayer::Player* DeskPlayer::find(const std::string& agent_name) {
  const auto found = players_.find(agent_name);
  return found == players_.end() ? nullptr : &found->second;
}

void DeskPlayer::open() {
  unanswered_.clear();
  open_ = true;
  stream_ = Stream::open(stage_.loop, connection_,
                         [this](grpc::ClientContext* context, Stream::Reactor* reactor) {
                           agents_.async()->Work(context, reactor);
                         },
                         {[this](const v1::WorkResponse& message) { on_message(message); },
                          [this](const grpc::Status& status) { on_closed(status); }});
  for (auto& [name, player] : players_) {
    player.signed_in = player.pulling = false;
    sign_in(player);
  }
}

std::int64_t DeskPlayer::send(v1::WorkRequest request) {
  request.set_tag(++last_tag_);
  stream_->send(std::move(request));
  return last_tag_;
}

void DeskPlayer::beat() {
  stage_.loop->after(kHeartbeat, [this] {
    if (closed_) return;
    if (open_) {
      v1::WorkRequest request;
      request.mutable_heartbeat();
      send(std::move(request));
    }
    beat();
  });
}

void DeskPlayer::sign_in(Player& player) {
  v1::WorkRequest request;
  request.mutable_sign_in()->set_name(player.agent->name);
  request.mutable_sign_in()->set_initial_state(v1::Agent::AVAILABLE);
  request.mutable_sign_in()->set_request_id(client::new_request_id());
  unanswered_[send(std::move(request))] = player.agent->name;
}

void DeskPlayer::set_state(Player& player, v1::Agent::State state, const std::string& reason) {
  if (!player.signed_in || !open_) return;
  v1::WorkRequest request;
  auto& set = *request.mutable_set_state();
  set.set_name(player.agent->name);
  set.set_state(state);
  set.set_reason_code(reason);
  set.set_request_id(client::new_request_id());
  send(std::move(request));
}

void DeskPlayer::plan_break(Player& player) {
  const auto& reasons = stage_.view.config.break_reasons();
  if (reasons.empty()) return;
  const absl::Duration in = absl::Minutes(5 + stage_.random.exponential(kMinutesBetweenBreaks));
  stage_.loop->after(in / stage_.speed, [this, &player, &reasons] {
    if (finishing_) return;
    const auto which = stage_.random.index(static_cast<std::size_t>(reasons.size()));
    set_state(player, v1::Agent::BREAK, reasons[static_cast<int>(which)]);
    plan_break(player);
  });
}

bool DeskPlayer::pulls(const Player& player) const {
  return stage_.view.pulls && player.agent->channels.contains(v1::IN_PERSON) &&
         !player.agent->site.empty();
}

// "Next, please": an idle counter asks again every few seconds.
void DeskPlayer::plan_pull(Player& player) {
  if (!pulls(player) || player.pulling) return;
  player.pulling = true;
  stage_.loop->after(absl::Seconds(stage_.random.between(0.5, 3)), [this, &player] {
    player.pulling = false;
    if (finishing_ || !open_ || !player.signed_in) return;
    if (player.state == v1::Agent::AVAILABLE && player.hands.empty()) pull(player);
  });
}

void DeskPlayer::pull(Player& player) {
  player.pulling = true;
  v1::WorkRequest request;
  auto& next = *request.mutable_pull_next();
  next.set_name(player.agent->name);
  next.add_channels(v1::IN_PERSON);
  next.set_request_id(client::new_request_id());
  unanswered_[send(std::move(request))] = player.agent->name;
}

void DeskPlayer::on_message(const v1::WorkResponse& message) {
  backoff_.reset();
  switch (message.event_case()) {
    case v1::WorkResponse::kRefused:
      return on_refused(message.tag(), message.refused());
    case v1::WorkResponse::kDone:
      return on_done(message.tag(), message.done());
    case v1::WorkResponse::kOffer:
      return on_offer(message.offer());
    case v1::WorkResponse::kContact:
      return on_contact(message.contact());
    case v1::WorkResponse::kAgent:
      return on_agent(message.agent());
    case v1::WorkResponse::kSessionOver: {
      stage_.picture.note(absl::StrCat("agent ", client::short_id(message.session_over()),
                                       ": the session is over; another program signed in"));
      if (Player* player = find(message.session_over())) player->signed_in = false;
      return;
    }
    case v1::WorkResponse::kOfferEnded:
    case v1::WorkResponse::kHeartbeat:
    case v1::WorkResponse::EVENT_NOT_SET:
      return;
  }
}

void DeskPlayer::on_refused(std::int64_t tag, const v1::WorkResponse::Refusal& refused) {
  const auto asked = unanswered_.extract(tag);
  Player* player = asked ? find(asked.mapped()) : nullptr;
  if (player != nullptr) player->pulling = false;
  if (player != nullptr && !player->signed_in) {
    stage_.picture.problem(absl::StrCat("agent ", player->agent->id, " can't sign in: ",
                                        refused.message(), " [", refused.reason(), "]"));
    stage_.loop->after(absl::Seconds(5), [this, player] {
      if (!leaving_ && open_ && !player->signed_in) sign_in(*player);
    });
    return;
  }
  if (player != nullptr) return plan_pull(*player);  // nothing to pull, or no capacity: later
  // An offer that ended, or a contact that the other side ended, at the same moment: nothing to do.
  // A request that is wrong in itself is worth a line.
  if (refused.code() == grpc::StatusCode::INVALID_ARGUMENT ||
      refused.code() == grpc::StatusCode::NOT_FOUND ||
      refused.code() == grpc::StatusCode::INTERNAL) {
    stage_.picture.problem(
        absl::StrCat(title_, ": ", refused.message(), " [", refused.reason(), "]"));
  }
}

void DeskPlayer::on_done(std::int64_t tag, const v1::WorkResponse::Done& done) {
  const auto asked = unanswered_.extract(tag);
  Player* player = asked ? find(asked.mapped()) : nullptr;
  if (player != nullptr) player->pulling = false;
  if (done.has_session()) return on_session(done.session());
  if (done.has_agent()) return on_agent(done.agent());
  if (done.has_contact()) return on_contact(done.contact());
  // An accepted or pulled offer: what is in hand now is said by its contact.
}

void DeskPlayer::on_session(const v1::Session& session) {
  Player* player = find(session.agent().name());
  if (player == nullptr) return;
  player->signed_in = true;
  player->hands.clear();
  if (told_lost_) {
    told_lost_ = false;
    stage_.picture.note(absl::StrCat(title_, " is signed in again"));
  }
  // What they have in hand, and a live offer, follow by themselves.
  on_agent(session.agent());
}

void DeskPlayer::on_agent(const v1::Agent& agent) {
  Player* player = find(agent.name());
  if (player == nullptr || leaving_) return;
  player->state = agent.state();
  if (agent.state() == v1::Agent::AVAILABLE) plan_pull(*player);
  if (agent.state() != v1::Agent::BREAK || player->resting) return;
  player->resting = true;
  const double minutes =
      agent.state_reason() == "missed_offer" ? 2 : stage_.random.between(0.5, 1.5) * kBreakMinutes;
  stage_.loop->after(absl::Minutes(minutes) / stage_.speed, [this, player] {
    player->resting = false;
    if (!leaving_) set_state(*player, v1::Agent::AVAILABLE, "");
  });
}

void DeskPlayer::on_closed(const grpc::Status& status) {
  open_ = false;
  if (leaving_) {
    closed_ = true;
    return;
  }
  if (!told_lost_) {
    told_lost_ = true;
    stage_.picture.note(absl::StrCat(title_, " lost the daemon (",
                                     client::describe(status, connection_.address()).problem,
                                     "); tries again"));
  }
  stage_.loop->after(backoff_.next(), [this] {
    if (!leaving_) open();
  });
}

void DeskPlayer::leave() {
  leaving_ = true;
  if (!open_) return stop();
  for (auto& [name, player] : players_) {
    if (!player.signed_in) continue;
    v1::WorkRequest request;
    request.mutable_sign_out()->set_name(name);
    request.mutable_sign_out()->set_request_id(client::new_request_id());
    send(std::move(request));
  }
  stream_->finish_sending();
}

void DeskPlayer::stop() {
  leaving_ = true;
  closed_ = closed_ || !open_;
  if (stream_ && open_) stream_->cancel();
}

}  // namespace usher::sim
