#include <utility>

#include "absl/strings/str_cat.h"

#include "tests/e2e/recovery/load.h"

namespace usher::e2e {
namespace {

// The outcome that belongs to a contact, so that a mix-up shows.
std::string outcome_of(const std::string& contact) {
  return contact.back() % 2 == 0 ? "resolved" : "referred";
}

}  // namespace

WorkingDesk::WorkingDesk(const Client& client, Ledger& ledger, std::vector<std::string> agents,
                         std::uint64_t seed, int decline_percent, std::atomic<int>& room)
    : client_(client),
      ledger_(ledger),
      agents_(std::move(agents)),
      random_(seed),
      decline_percent_(decline_percent),
      room_(room) {
  stream_ = std::make_unique<BidiStream<v1::WorkRequest, v1::WorkResponse>>(
      client, [&](grpc::ClientContext* context) { return client.agents->Work(context); });
  thread_ = std::thread([this] { run(); });
}

void WorkingDesk::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  stream_ = nullptr;
}

std::string WorkingDesk::fresh_id() { return absl::StrCat("w-", absl::Hex(random_())); }

void WorkingDesk::ask(v1::WorkRequest request, const std::string& contact,
                      const std::string& agent) {
  request.set_tag(++last_tag_);
  asked_[request.tag()] = {request, contact, agent};
  stream_->send(request);
}

void WorkingDesk::run() {
  repeat_accepts();
  for (const std::string& agent : agents_) {
    v1::WorkRequest request;
    request.mutable_sign_in()->set_name(agent);
    request.mutable_sign_in()->set_request_id(fresh_id());
    ask(request, "", agent);
  }
  while (!stopping_) {
    const auto message =
        stream_->inbox().take([](const v1::WorkResponse&) { return true; }, absl::Milliseconds(20));
    if (!message) {
      if (stream_->inbox().wait_end(absl::ZeroDuration())) return;
      continue;
    }
    if (message->has_offer()) on_offer(message->offer());
    const auto asked = asked_.find(message->tag());
    if (asked == asked_.end()) continue;
    const Asked what = asked->second;
    asked_.erase(asked);
    if (message->has_done()) on_done(what, message->done());
    if (message->has_refused()) on_refused(what, message->refused());
  }
}

// An accept that was never answered is asked again with its id: the answer is what happened.
void WorkingDesk::repeat_accepts() {
  for (const TriedAccept& accept : ledger_.unanswered_accepts()) {
    if (stopping_) return;
    const auto answer =
        client_.call(*client_.offers, &v1::OfferService::Stub::AcceptOffer, accept.request);
    if (answer.ok()) {
      ledger_.done(accept.contact, Progress::kAssigned, accept.agent, "");
      ledger_.answered_accept(accept.request.request_id());
    } else if (answer.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION ||
               answer.status.error_code() == grpc::StatusCode::NOT_FOUND) {
      ledger_.answered_accept(accept.request.request_id());
    } else if (answer.status.error_code() != grpc::StatusCode::UNAVAILABLE &&
               answer.status.error_code() != grpc::StatusCode::CANCELLED) {
      ledger_.violation(absl::StrCat("accepting ", accept.request.name(), " again was answered ",
                                     to_text(answer.status)));
    }
  }
}

void WorkingDesk::on_offer(const v1::Offer& offer) {
  v1::WorkRequest request;
  if (static_cast<int>(random_() % 100) < decline_percent_) {
    request.mutable_decline()->set_name(offer.name());
    request.mutable_decline()->set_fence(offer.fence());
    request.mutable_decline()->set_reason_code("busy_elsewhere");
    request.mutable_decline()->set_request_id(fresh_id());
  } else {
    ledger_.trying(offer.contact(), Progress::kAssigned);
    request.mutable_accept()->set_name(offer.name());
    request.mutable_accept()->set_fence(offer.fence());
    request.mutable_accept()->set_request_id(fresh_id());
    ledger_.trying_accept({request.accept(), offer.contact(), offer.agent()});
  }
  ask(request, offer.contact(), offer.agent());
}

void WorkingDesk::on_done(const Asked& asked, const v1::WorkResponse::Done& done) {
  if (asked.request.has_sign_in()) {
    // What the agent had in hand before the daemon died goes on; a live offer comes by itself.
    const v1::Agent& agent = done.session().agent();
    for (const std::string& name : agent.contacts()) {
      const auto found = client_.get_contact(name);
      if (found.ok()) carry_on(*found, agent.name());
    }
    return;
  }
  if (asked.request.has_decline()) return;
  if (asked.request.has_accept()) {
    ledger_.answered_accept(asked.request.accept().request_id());
    ledger_.done(asked.contact, Progress::kAssigned, asked.agent, "");
    v1::WorkRequest request;
    request.mutable_connect()->set_name(asked.contact);
    request.mutable_connect()->set_request_id(fresh_id());
    ledger_.trying(asked.contact, Progress::kConnected);
    ask(request, asked.contact, asked.agent);
    return;
  }
  if (asked.request.has_connect()) {
    ledger_.done(asked.contact, Progress::kConnected, asked.agent, "");
  } else if (asked.request.has_end()) {
    ledger_.done(asked.contact, Progress::kWrapUp, asked.agent, "");
  } else if (asked.request.has_complete()) {
    ledger_.done(asked.contact, Progress::kCompleted, asked.agent,
                 asked.request.complete().outcome_code());
    room_.fetch_add(1);
    return;
  }
  carry_on(done.contact(), asked.agent);
}

void WorkingDesk::on_refused(const Asked& asked, const v1::WorkResponse::Refusal& refused) {
  if (asked.request.has_accept()) ledger_.answered_accept(asked.request.accept().request_id());
  // An offer that ended, or a daemon on its way out, is life. Anything else is not.
  const bool about_offer = asked.request.has_accept() || asked.request.has_decline();
  const bool expected = refused.code() == grpc::StatusCode::UNAVAILABLE ||
                        (about_offer && (refused.reason() == "OFFER_EXPIRED" ||
                                         refused.reason() == "OFFER_RESCINDED" ||
                                         refused.reason() == "OFFER_SETTLED"));
  if (expected) return;
  ledger_.violation(absl::StrCat("asking ", asked.request.ShortDebugString(),
                                 " was refused: ", refused.ShortDebugString()));
}

void WorkingDesk::carry_on(const v1::Contact& contact, const std::string& agent) {
  v1::WorkRequest request;
  if (contact.state() == v1::Contact::ASSIGNED) {
    request.mutable_connect()->set_name(contact.name());
    ledger_.trying(contact.name(), Progress::kConnected);
  } else if (contact.state() == v1::Contact::CONNECTED) {
    request.mutable_end()->set_name(contact.name());
    request.mutable_end()->set_ended_by(v1::EndContactRequest::PERSON);
    ledger_.trying(contact.name(), Progress::kWrapUp);
  } else if (contact.state() == v1::Contact::WRAP_UP) {
    request.mutable_complete()->set_name(contact.name());
    request.mutable_complete()->set_outcome_code(outcome_of(contact.name()));
    ledger_.trying(contact.name(), Progress::kCompleted);
  } else {
    return;
  }
  ask(request, contact.name(), agent);
}

}  // namespace usher::e2e
