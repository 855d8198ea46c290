#include "tools/ushersim/adapter_player.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "tools/client/enums.h"
#include "tools/client/failure.h"
#include "tools/client/names.h"
#include "tools/client/request_id.h"
#include "tools/client/times.h"

namespace usher::sim {
namespace {

constexpr int kHeldPerMessage = 500;

}  // namespace

AdapterPlayer::AdapterPlayer(Stage& stage, client::Connection connection, v1::Channel channel,
                             std::string adapter)
    : stage_(stage),
      connection_(std::move(connection)),
      stub_(connection_.channel()),
      channel_(channel),
      adapter_(std::move(adapter)) {
  beat();
}

void AdapterPlayer::attach() {
  attached_ = false;
  unanswered_.clear();
  stream_ = Stream::open(stage_.loop, connection_,
                         [this](grpc::ClientContext* context, Stream::Reactor* reactor) {
                           stub_.async()->Attach(context, reactor);
                         },
                         {[this](const v1::AttachResponse& message) { on_message(message); },
                          [this](const grpc::Status& status) { on_closed(status); }});
  send_hello();
}

void AdapterPlayer::send(v1::AttachRequest request, const std::string& contact) {
  request.set_tag(++last_tag_);
  if (stream_->send(std::move(request)) && !contact.empty()) unanswered_[last_tag_] = contact;
}

void AdapterPlayer::send_hello() {
  v1::AttachRequest request;
  request.mutable_attach()->set_adapter(adapter_);
  for (const auto& [name, held] : held_) {
    if (request.attach().held_size() == kHeldPerMessage) {
      request.mutable_attach()->set_more(true);
      send(request, "");
      request.mutable_attach()->clear_held();
      request.mutable_attach()->clear_more();
    }
    auto& report = *request.mutable_attach()->add_held();
    report.set_contact_id(held.person.id);
    *report.mutable_contact() = held.person.contact;
    if (held.phase == Phase::kTalking) report.set_connected_agent(held.agent);
  }
  send(request, "");
}

void AdapterPlayer::beat() {
  stage_.loop->after(kHeartbeat, [this] {
    if (closed_) return;
    if (attached_) {
      v1::AttachRequest request;
      request.mutable_heartbeat();
      send(request, "");
    }
    beat();
  });
}

void AdapterPlayer::submit(Person person) {
  *person.contact.mutable_origin_time() = client::to_proto(absl::Now());
  const std::string name = absl::StrCat(stage_.view.name, "/contacts/", person.id);
  stage_.matters[name] = {person.talk, person.scripted_decline};
  Held& held = held_[name];
  const absl::Duration patience = person.patience;
  held.person = std::move(person);
  held.create_id = client::new_request_id();
  stage_.picture.arrived(name, held.person.contact);
  if (attached_) send_create(name, held);
  after(name, patience, [this, name](Held&) { end(name, v1::EndContactRequest::PERSON); });
}

void AdapterPlayer::send_create(const std::string& name, Held& held) {
  v1::AttachRequest request;
  auto& create = *request.mutable_create();
  create.set_parent(stage_.view.name);
  create.set_contact_id(held.person.id);
  *create.mutable_contact() = held.person.contact;
  create.set_request_id(held.create_id);
  send(request, name);
}

void AdapterPlayer::send_connect(const std::string& name, Held& held) {
  v1::AttachRequest request;
  request.mutable_connect()->set_name(name);
  request.mutable_connect()->set_request_id(held.connect_id);
  send(request, name);
}

void AdapterPlayer::send_end(const std::string& name, Held& held) {
  v1::AttachRequest request;
  request.mutable_end()->set_name(name);
  request.mutable_end()->set_ended_by(held.ended_by);
  request.mutable_end()->set_request_id(held.end_id);
  send(request, name);
}

void AdapterPlayer::end(const std::string& name, v1::EndContactRequest::EndedBy by) {
  const auto found = held_.find(name);
  if (found == held_.end() || !found->second.end_id.empty()) return;
  found->second.ended_by = by;
  found->second.end_id = client::new_request_id();
  if (attached_) send_end(name, found->second);
}

void AdapterPlayer::after(const std::string& name, absl::Duration delay,
                          std::function<void(Held&)> work) {
  Held& held = held_.at(name);
  stage_.loop->cancel(held.timer);
  held.timer = stage_.loop->after(delay, [this, name, work = std::move(work)] {
    const auto found = held_.find(name);
    if (found != held_.end()) work(found->second);
  });
}

void AdapterPlayer::let_go(const std::string& name) {
  const auto found = held_.find(name);
  if (found == held_.end()) return;
  stage_.loop->cancel(found->second.timer);
  stage_.matters.erase(name);
  held_.erase(found);
  if (leaving_ && held_.empty() && stream_) stream_->finish_sending();
}

void AdapterPlayer::on_message(const v1::AttachResponse& message) {
  backoff_.reset();
  if (message.has_heartbeat()) return;
  if (message.tag() == 0 && !message.has_attached()) {
    v1::AttachRequest acknowledge;
    acknowledge.set_effect_done(message.sequence());
    send(acknowledge, "");
  }
  switch (message.event_case()) {
    case v1::AttachResponse::kAttached:
      return on_attached(message.attached());
    case v1::AttachResponse::kRefused: {
      const auto found = unanswered_.extract(message.tag());
      return on_refused(found ? found.mapped() : "", message.refused());
    }
    case v1::AttachResponse::kDone:
      unanswered_.erase(message.tag());
      return on_done(message.done());
    case v1::AttachResponse::kBridge:
      return on_bridge(message.bridge());
    case v1::AttachResponse::kRelease:
      return let_go(message.release().name());
    case v1::AttachResponse::kRing:  // the agent's desk rings by itself here
    case v1::AttachResponse::kStopRinging:
    case v1::AttachResponse::kHeartbeat:
    case v1::AttachResponse::EVENT_NOT_SET:
      return;
  }
}

void AdapterPlayer::on_attached(const v1::AttachResponse::Attached& attached) {
  attached_ = true;
  told_lost_ = false;
  stage_.picture.note(absl::StrCat(
      client::word(channel_), " adapter attached: ", attached.kept_size(), " kept their place, ",
      attached.taken_in_size(), " taken in, ", attached.lost_size(), " given up as lost"));
  for (const auto& name : attached.release()) let_go(name);
  std::vector<std::string> names;
  for (auto& [name, held] : held_) names.push_back(name);
  for (const auto& name : names) {
    Held& held = held_.at(name);
    // Who came while the daemon was away, or was not answered, was in the list of those we hold.
    if (held.phase == Phase::kArriving) held.phase = Phase::kInLine;
    if (!held.end_id.empty()) {
      send_end(name, held);
    } else if (held.phase == Phase::kCalled && !held.connect_id.empty()) {
      send_connect(name, held);
    }
  }
  if (leaving_ && held_.empty()) stream_->finish_sending();
}

void AdapterPlayer::on_refused(const std::string& name,
                               const v1::AttachResponse::Refusal& refused) {
  if (name.empty()) {
    stage_.picture.problem(absl::StrCat(client::word(channel_), " adapter: ", refused.message(),
                                        " [", refused.reason(), "]"));
    return;
  }
  const auto found = held_.find(name);
  if (found == held_.end()) return;
  Held& held = found->second;
  const bool again = refused.code() == grpc::StatusCode::UNAVAILABLE ||
                     refused.reason() == "QUEUE_FULL" || refused.reason() == "LIMIT_REACHED";
  if (again && held.phase == Phase::kArriving && held.end_id.empty()) {
    stage_.loop->after(absl::Seconds(1), [this, name] {
      const auto still = held_.find(name);
      if (still != held_.end() && attached_) send_create(name, still->second);
    });
    return;
  }
  if (held.phase == Phase::kArriving) {
    stage_.picture.refused(name, refused.message(), refused.reason());
    return let_go(name);
  }
  // Ending what the agent ended at the same moment, or connecting what was withdrawn: the release
  // tells.
  if (!held.end_id.empty()) return let_go(name);
  held.connect_id.clear();
  held.phase = Phase::kInLine;
  after(name, held.person.patience,
        [this, name](Held&) { end(name, v1::EndContactRequest::PERSON); });
}

void AdapterPlayer::on_done(const v1::Contact& contact) {
  const auto found = held_.find(contact.name());
  if (found == held_.end()) return;
  Held& held = found->second;
  switch (contact.state()) {
    case v1::Contact::CONNECTED:
      held.phase = Phase::kTalking;
      held.agent = contact.agent();
      // A form does not hang up: its agent ends it.
      if (channel_ == v1::WEB) {
        stage_.loop->cancel(held.timer);
        return;
      }
      return after(contact.name(), held.person.talk, [this, name = contact.name()](Held&) {
        end(name, v1::EndContactRequest::PERSON);
      });
    case v1::Contact::WAITING:
    case v1::Contact::OFFERED:
    case v1::Contact::ASSIGNED:
    case v1::Contact::HELD:
    case v1::Contact::PARKED:
    case v1::Contact::SCHEDULED:
    case v1::Contact::WAITING_RESOURCE:
    case v1::Contact::UNSATISFIABLE_NOW:
      if (held.phase == Phase::kArriving) held.phase = Phase::kInLine;
      return;
    default:  // the conversation is over: wrap-up, or an end
      return let_go(contact.name());
  }
}

void AdapterPlayer::on_bridge(const v1::Offer& offer) {
  const auto found = held_.find(offer.contact());
  if (found == held_.end()) return;
  Held& held = found->second;
  if (held.phase == Phase::kTalking || !held.end_id.empty()) return;
  held.phase = Phase::kCalled;
  held.agent = offer.agent();
  const std::string& name = offer.contact();
  // Lines are joined at once; a visitor walks to the counter.
  const absl::Duration way = channel_ == v1::IN_PERSON
                                 ? absl::Seconds(stage_.random.between(10, 40)) / stage_.speed
                                 : absl::Milliseconds(stage_.random.between(50, 400));
  if (held.person.does_not_come) {
    return after(name, absl::Minutes(2) / stage_.speed,
                 [this, name](Held&) { end(name, v1::EndContactRequest::PERSON_DID_NOT_COME); });
  }
  after(name, way, [this, name](Held& there) {
    there.connect_id = client::new_request_id();
    if (attached_) send_connect(name, there);
  });
}

void AdapterPlayer::on_closed(const grpc::Status& status) {
  attached_ = false;
  if (leaving_) {
    closed_ = true;
    return;
  }
  const auto failure = client::describe(status, connection_.address());
  if (failure.reason == "SESSION_REPLACED") {
    closed_ = true;
    stage_.picture.problem(absl::StrCat("another program attached as ", client::short_id(adapter_),
                                        "; this one stops playing it"));
    return;
  }
  if (!told_lost_) {
    told_lost_ = true;
    stage_.picture.note(absl::StrCat(client::word(channel_), " adapter lost the daemon (",
                                     failure.problem, "); it keeps its ", held_.size(),
                                     " people and tries again"));
  }
  stage_.loop->after(backoff_.next(), [this] {
    if (!leaving_) attach();
  });
}

void AdapterPlayer::leave() {
  leaving_ = true;
  std::vector<std::string> names;
  for (const auto& [name, held] : held_) names.push_back(name);
  for (const auto& name : names) end(name, v1::EndContactRequest::PERSON);
  if (!attached_) {
    stop();
  } else if (held_.empty()) {
    stream_->finish_sending();
  }
}

void AdapterPlayer::stop() {
  leaving_ = true;
  if (stream_ && !closed_) stream_->cancel();
}

}  // namespace usher::sim
