#include "tests/e2e/harness/desk.h"

#include <utility>

namespace usher::e2e {
namespace {

// The reply with the tag, from a stream whose responses have `done` and `refused`.
template <typename Done, typename Response>
Reply<Done> reply_with(Inbox<Response>& inbox, std::int64_t tag, absl::Duration timeout) {
  Reply<Done> reply;
  auto response =
      inbox.take([&](const Response& message) { return message.tag() == tag; }, timeout);
  if (!response) return reply;
  reply.arrived = true;
  if (response->has_refused()) {
    reply.code = response->refused().code();
    reply.reason = response->refused().reason();
    reply.message = response->refused().message();
  } else if (response->has_done()) {
    reply.done = std::move(*response->mutable_done());
  }
  return reply;
}

}  // namespace

Desk::Desk(const Client& client)
    : stream_(client, [&](grpc::ClientContext* context) { return client.agents->Work(context); }) {}

Desk::Answered Desk::ask(v1::WorkRequest request, absl::Duration timeout) {
  const std::int64_t tag = ++last_tag_;
  request.set_tag(tag);
  if (!stream_.send(request)) return {};
  return reply_with<v1::WorkResponse::Done>(stream_.inbox(), tag, timeout);
}

Desk::Answered Desk::sign_in(const std::string& agent, v1::Agent::State state) {
  v1::WorkRequest request;
  request.mutable_sign_in()->set_name(agent);
  request.mutable_sign_in()->set_initial_state(state);
  return ask(request);
}

Desk::Answered Desk::sign_out(const std::string& agent) {
  v1::WorkRequest request;
  request.mutable_sign_out()->set_name(agent);
  return ask(request);
}

Desk::Answered Desk::set_state(const std::string& agent, v1::Agent::State state,
                               const std::string& reason) {
  v1::WorkRequest request;
  request.mutable_set_state()->set_name(agent);
  request.mutable_set_state()->set_state(state);
  request.mutable_set_state()->set_reason_code(reason);
  return ask(request);
}

Desk::Answered Desk::accept(const v1::Offer& offer, const std::string& request_id) {
  v1::WorkRequest request;
  request.mutable_accept()->set_name(offer.name());
  request.mutable_accept()->set_fence(offer.fence());
  request.mutable_accept()->set_request_id(request_id);
  return ask(request);
}

Desk::Answered Desk::decline(const v1::Offer& offer, const std::string& reason) {
  v1::WorkRequest request;
  request.mutable_decline()->set_name(offer.name());
  request.mutable_decline()->set_fence(offer.fence());
  request.mutable_decline()->set_reason_code(reason);
  return ask(request);
}

Desk::Answered Desk::pull_next(const std::string& agent) {
  v1::WorkRequest request;
  request.mutable_pull_next()->set_name(agent);
  return ask(request);
}

Desk::Answered Desk::connect(const std::string& contact) {
  v1::WorkRequest request;
  request.mutable_connect()->set_name(contact);
  return ask(request);
}

Desk::Answered Desk::end(const std::string& contact) {
  v1::WorkRequest request;
  request.mutable_end()->set_name(contact);
  request.mutable_end()->set_ended_by(v1::EndContactRequest::AGENT);
  return ask(request);
}

Desk::Answered Desk::complete(const std::string& contact, const std::string& outcome) {
  v1::WorkRequest request;
  request.mutable_complete()->set_name(contact);
  request.mutable_complete()->set_outcome_code(outcome);
  return ask(request);
}

std::optional<v1::Offer> Desk::next_offer(const std::string& agent, absl::Duration timeout) {
  auto response = stream_.inbox().take(
      [&](const v1::WorkResponse& message) {
        return message.has_offer() && (agent.empty() || message.offer().agent() == agent);
      },
      timeout);
  if (!response) return std::nullopt;
  return response->offer();
}

std::optional<v1::Offer> Desk::next_offer_ended(const std::string& offer, absl::Duration timeout) {
  auto response = stream_.inbox().take(
      [&](const v1::WorkResponse& message) {
        return message.has_offer_ended() && message.offer_ended().name() == offer;
      },
      timeout);
  if (!response) return std::nullopt;
  return response->offer_ended();
}

std::optional<v1::Contact> Desk::next_contact(const std::string& contact, v1::Contact::State state,
                                              absl::Duration timeout) {
  auto response = stream_.inbox().take(
      [&](const v1::WorkResponse& message) {
        return message.has_contact() && message.contact().name() == contact &&
               message.contact().state() == state;
      },
      timeout);
  if (!response) return std::nullopt;
  return response->contact();
}

std::optional<std::string> Desk::next_session_over(absl::Duration timeout) {
  auto response = stream_.inbox().take(
      [](const v1::WorkResponse& message) { return message.has_session_over(); }, timeout);
  if (!response) return std::nullopt;
  return response->session_over();
}

std::optional<v1::WorkResponse> Desk::next_heartbeat(absl::Duration timeout) {
  return stream_.inbox().take(
      [](const v1::WorkResponse& message) { return message.has_heartbeat(); }, timeout);
}

Adapter::Adapter(const Client& client, std::string adapter)
    : name_(std::move(adapter)), stream_(client, [&](grpc::ClientContext* context) {
        return client.channels->Attach(context);
      }) {}

Reply<v1::AttachResponse::Attached> Adapter::attach(const std::vector<v1::HeldContact>& held) {
  v1::AttachRequest request;
  request.set_tag(++last_tag_);
  request.mutable_attach()->set_adapter(name_);
  for (const auto& contact : held) *request.mutable_attach()->add_held() = contact;
  Reply<v1::AttachResponse::Attached> reply;
  if (!stream_.send(request)) return reply;
  auto response = stream_.inbox().take(
      [&](const v1::AttachResponse& message) { return message.tag() == request.tag(); }, kPatience);
  if (!response) return reply;
  reply.arrived = true;
  reply.code = response->refused().code();
  reply.reason = response->refused().reason();
  reply.message = response->refused().message();
  reply.done = response->attached();
  return reply;
}

Adapter::Answered Adapter::ask(v1::AttachRequest request, absl::Duration timeout) {
  const std::int64_t tag = ++last_tag_;
  request.set_tag(tag);
  if (!stream_.send(request)) return {};
  return reply_with<v1::Contact>(stream_.inbox(), tag, timeout);
}

Adapter::Answered Adapter::create(const v1::CreateContactRequest& request) {
  v1::AttachRequest message;
  *message.mutable_create() = request;
  return ask(message);
}

Adapter::Answered Adapter::connect(const std::string& contact) {
  v1::AttachRequest request;
  request.mutable_connect()->set_name(contact);
  return ask(request);
}

Adapter::Answered Adapter::end(const std::string& contact, v1::EndContactRequest::EndedBy by) {
  v1::AttachRequest request;
  request.mutable_end()->set_name(contact);
  request.mutable_end()->set_ended_by(by);
  return ask(request);
}

Adapter::Answered Adapter::ring_failed(const std::string& offer, const std::string& reason) {
  v1::AttachRequest request;
  request.mutable_ring_failed()->set_offer(offer);
  request.mutable_ring_failed()->set_reason(reason);
  return ask(request);
}

void Adapter::effect_done(std::int64_t sequence) {
  v1::AttachRequest request;
  request.set_tag(++last_tag_);
  request.set_effect_done(sequence);
  stream_.send(request);
}

std::optional<v1::AttachResponse> Adapter::next_effect(v1::AttachResponse::EventCase kind,
                                                       const std::string& contact,
                                                       absl::Duration timeout) {
  return stream_.inbox().take(
      [&](const v1::AttachResponse& message) {
        if (message.event_case() != kind) return false;
        if (message.has_release()) return message.release().name() == contact;
        const v1::Offer& offer = message.has_ring()           ? message.ring()
                                 : message.has_stop_ringing() ? message.stop_ringing()
                                                              : message.bridge();
        return offer.contact() == contact;
      },
      timeout);
}

Watcher::Watcher(const Client& client, const std::string& agency, const std::string& token) {
  v1::WatchRequest request;
  request.set_parent(agency);
  request.set_resume_token(token);
  client.prepare(context_);
  stream_ = client.monitor->Watch(&context_, request);
  reader_ = std::thread([this] {
    v1::WatchResponse message;
    while (stream_->Read(&message)) inbox_.put(std::move(message));
    inbox_.end(stream_->Finish());
  });
}

Watcher::~Watcher() {
  context_.TryCancel();
  reader_.join();
}

std::optional<v1::WatchResponse> Watcher::next(absl::Duration timeout) {
  return inbox_.take([](const v1::WatchResponse&) { return true; }, timeout);
}

std::optional<v1::WatchResponse> Watcher::next_contact(const std::string& contact,
                                                       v1::Contact::State state,
                                                       absl::Duration timeout) {
  return inbox_.take(
      [&](const v1::WatchResponse& message) {
        return message.has_contact() && message.contact().name() == contact &&
               message.contact().state() == state;
      },
      timeout);
}

std::vector<v1::WatchResponse> Watcher::until_synced(absl::Duration timeout) {
  std::vector<v1::WatchResponse> taken;
  const absl::Time deadline = absl::Now() + timeout;
  while (auto message = next(deadline - absl::Now())) {
    taken.push_back(std::move(*message));
    if (taken.back().has_synced()) return taken;
  }
  return {};
}

}  // namespace usher::e2e
