#include "engine/rpc/attachment.h"

#include "engine/rpc/convert.h"
#include "engine/rpc/plans.h"
#include "engine/rpc/render.h"
#include "engine/rpc/talk.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

constexpr std::size_t kMaxReasonBytes = 64;

void add_names(const core::State& state, const std::string& agency,
               const std::vector<core::ContactId>& ids,
               google::protobuf::RepeatedPtrField<std::string>* out) {
  for (const core::ContactId id : ids) {
    const core::Contact* contact = state.contact(id);
    if (contact != nullptr) *out->Add() = make_name(NameKind::kContact, agency, contact->key);
  }
}

Trouble render_attached(const core::State& state, const std::string& agency,
                        const core::Reconciled& found, v1::AttachResponse::Attached& out) {
  add_names(state, agency, found.lost, out.mutable_lost());
  add_names(state, agency, found.kept, out.mutable_kept());
  add_names(state, agency, found.taken_in, out.mutable_taken_in());
  for (const std::string& key : found.release) {
    out.add_release(make_name(NameKind::kContact, agency, key));
  }
  return {};
}

}  // namespace

struct Attachment::Reply {
  std::shared_ptr<Attachment> stream;
  std::int64_t tag = 0;
  Host* host = nullptr;
  std::shared_ptr<v1::Contact> result = std::make_shared<v1::Contact>();
  std::int64_t sequence = 0;

  v1::Contact& response() { return *result; }
  void starts() { host->channels().set_origin(stream.get()); }
  void answered(const core::State& state, bool) {
    host->channels().set_origin(nullptr);
    sequence = static_cast<std::int64_t>(state.sequence());
  }
  void end(Trouble trouble) {
    if (trouble) return stream->refuse(tag, *trouble);
    v1::AttachResponse out;
    out.set_tag(tag);
    out.set_sequence(sequence);
    *out.mutable_done() = std::move(*result);
    stream->say(out);
  }
};

// The reconciliation: its answer, then every effect that is still due.
struct Attachment::HelloReply {
  std::shared_ptr<Attachment> stream;
  std::int64_t tag = 0;
  Host* host = nullptr;
  std::shared_ptr<core::Reconciled> found = std::make_shared<core::Reconciled>();
  std::shared_ptr<v1::AttachResponse::Attached> result =
      std::make_shared<v1::AttachResponse::Attached>();
  std::int64_t sequence = 0;
  std::vector<v1::AttachResponse> due;

  v1::AttachResponse::Attached& response() { return *result; }
  void starts() { host->channels().set_origin(stream.get()); }
  void answered(const core::State& state, bool ok) {
    host->channels().set_origin(nullptr);
    sequence = static_cast<std::int64_t>(state.sequence());
    if (!ok) return;
    std::vector<core::ContactId> held = found->kept;
    held.insert(held.end(), found->taken_in.begin(), found->taken_in.end());
    host->channels().bind(state, stream->adapter_, found->epoch, stream, held, due);
  }
  void end(Trouble trouble) {
    if (trouble) {
      stream->shut(*trouble);
      return;
    }
    stream->attached(found->epoch);
    v1::AttachResponse out;
    out.set_tag(tag);
    out.set_sequence(sequence);
    *out.mutable_attached() = std::move(*result);
    stream->say(out);
    for (const v1::AttachResponse& each : due) stream->say(each);
  }
};

bool Attachment::send(v1::AttachRequest& message) {
  const std::int64_t tag = message.tag();
  if (message.has_heartbeat()) return false;
  if (message.has_attach()) {
    const bool more = message.attach().more() && phase_ == Phase::kHello;
    hello(tag, message.attach());
    return !more;
  }
  if (phase_ == Phase::kHello) {
    refuse(tag, {.reason = v1::ERROR_REASON_ADAPTER_NOT_ATTACHED,
                 .message = "the first message is `attach`, with everyone the adapter holds"});
    return true;
  }
  if (message.has_effect_done()) {
    if (message.effect_done() <= 0) return false;
    host_.load()->channels().acknowledge(adapter_,
                                         static_cast<std::uint64_t>(message.effect_done()));
    return false;
  }
  request(tag, message);
  return true;
}

void Attachment::request(std::int64_t tag, v1::AttachRequest& message) {
  switch (message.action_case()) {
    case v1::AttachRequest::kCreate:
      return create(tag, *message.mutable_create());
    case v1::AttachRequest::kConnect:
      return submit(tag, plan_connect(edge_, caller_, *message.mutable_connect()));
    case v1::AttachRequest::kEnd:
      return submit(tag, plan_end(edge_, caller_, *message.mutable_end()));
    case v1::AttachRequest::kRingFailed:
      return ring_failed(tag, message.ring_failed());
    case v1::AttachRequest::kEffectDone:
    case v1::AttachRequest::kAttach:
    case v1::AttachRequest::kHeartbeat:
      return;
    case v1::AttachRequest::ACTION_NOT_SET:
      return refuse(tag, {.reason = v1::ERROR_REASON_MISSING_FIELD,
                          .message = "action: is required, exactly one"});
  }
}

void Attachment::hello(std::int64_t tag, const v1::AttachRequest::Hello& hello) {
  if (phase_ != Phase::kHello) {
    return refuse(tag, {.reason = v1::ERROR_REASON_WRONG_STATE,
                        .message = "the adapter is attached; `attach` comes first and only first",
                        .facts = {{"state", "attached"}}});
  }
  if (host_.load() == nullptr) {
    Or<Edge::Place> place =
        edge_.locate(caller_, NameKind::kAdapter, "attach.adapter", hello.adapter());
    if (!place.ok()) return shut(place.problem());
    host_ = place->host;
    adapter_ = place->name.id;
  }
  add_held(tag, hello);
}

void Attachment::add_held(std::int64_t tag, const v1::AttachRequest::Hello& hello) {
  if (!hello.adapter().empty() &&
      hello.adapter() != make_name(NameKind::kAdapter, host_.load()->id(), adapter_)) {
    violations_.add("attach.adapter", v1::ERROR_REASON_INVALID_FIELD,
                    "is another adapter than that of the first message");
  }
  if (held_.size() + static_cast<std::size_t>(hello.held_size()) > kMostHeld) {
    return shut({.reason = v1::ERROR_REASON_TOO_LARGE,
                 .message = str_cat("an adapter holds at most ", kMostHeld, " contacts"),
                 .facts = {{"limit", std::to_string(kMostHeld)}}});
  }
  const Frame frame{.agency = host_.load()->id(), .now = host_.load()->clock().now()};
  for (int i = 0; i < hello.held_size(); ++i) {
    held_.push_back(convert_held(hello.held(i), str_cat("attach.held[", held_.size(), "]"),
                                 adapter_, frame, violations_));
  }
  if (hello.more()) return;
  if (!violations_.empty()) return shut(violations_.problem());
  settle(tag);
}

void Attachment::settle(std::int64_t tag) {
  phase_ = Phase::kSettling;
  HelloReply reply{.stream = shared_from_this(), .tag = tag, .host = host_.load()};
  Plan<v1::AttachResponse::Attached> plan{.host = host_.load(), .call = {.principal = caller_.id}};
  plan.command = core::AttachChannel{.adapter = adapter_, .held = std::move(held_)};
  plan.answer = [host = host_.load(), found = reply.found](const core::State& state,
                                                           const core::Done* done,
                                                           v1::AttachResponse::Attached& out) {
    *found = done->decision.reconciled;
    return render_attached(state, host->id(), *found, out);
  };
  if (Trouble trouble = carry_out(std::move(plan), std::nullopt, std::move(reply))) shut(*trouble);
}

void Attachment::attached(std::uint64_t epoch) {
  const std::lock_guard lock(epoch_mutex_);
  epoch_ = epoch;
  if (lost_) host_.load()->errand(core::DetachChannel{.adapter = adapter_, .epoch = epoch});
}

void Attachment::interrupted() {
  shut(journal_interrupted());
  close();
}

void Attachment::replaced() {
  {
    const std::lock_guard lock(epoch_mutex_);
    epoch_.reset();
  }
  shut({.reason = v1::ERROR_REASON_SESSION_REPLACED,
        .message = "a newer stream of the adapter is attached; this one is over"});
}

void Attachment::close() {
  const std::lock_guard lock(epoch_mutex_);
  if (lost_) return;
  lost_ = true;
  if (epoch_) host_.load()->errand(core::DetachChannel{.adapter = adapter_, .epoch = *epoch_});
}

void Attachment::create(std::int64_t tag, v1::CreateContactRequest& request) {
  const std::string own = make_name(NameKind::kAdapter, host_.load()->id(), adapter_);
  if (request.parent().empty()) request.set_parent(agency_name(host_.load()->id()));
  if (request.has_contact() && request.contact().adapter().empty()) {
    request.mutable_contact()->set_adapter(own);
  }
  if (request.has_contact() && request.contact().adapter() != own) {
    Violations violations;
    violations.add("create.contact.adapter", v1::ERROR_REASON_INVALID_FIELD,
                   "is another adapter; leave it empty for the one that is attached here");
    return refuse(tag, violations.problem());
  }
  submit(tag, plan_create(edge_, caller_, request));
}

void Attachment::ring_failed(std::int64_t tag, const v1::AttachRequest::RingFailed& failed) {
  Or<Edge::Place> place =
      edge_.locate(caller_, NameKind::kOffer, "ring_failed.offer", failed.offer());
  if (!place.ok()) return refuse(tag, place.problem());
  Violations violations;
  check_size(failed.reason(), kMaxReasonBytes, "ring_failed.reason", violations);
  if (place->host != host_) {
    violations.add("ring_failed.offer", v1::ERROR_REASON_INVALID_FIELD, "is of another agency");
  }
  if (!violations.empty()) return refuse(tag, violations.problem());
  const core::OfferId id{place->name.number};
  Plan<v1::Contact> plan{.host = host_.load(), .call = {.principal = caller_.id}};
  plan.command = core::FailOffer{.offer = id, .reason = failed.reason(), .adapter = adapter_};
  plan.answer = [host = host_.load(), id, caller = caller_](
                    const core::State& state, const core::Done*, v1::Contact& out) -> Trouble {
    const core::Offer* offer = state.offer(id);
    const core::Contact* contact = offer == nullptr ? nullptr : state.contact(offer->contact);
    if (contact == nullptr) return unknown_offer(id.value);
    render(state, host->id(), *contact, view_of(state, caller, *contact), false, out);
    return {};
  };
  submit(tag, std::move(plan));
}

void Attachment::submit(std::int64_t tag, Or<Plan<v1::Contact>> plan) {
  if (!plan.ok()) return refuse(tag, plan.problem());
  Host* host = plan->host;
  if (Trouble trouble = carry_out(std::move(*plan), std::nullopt,
                                  Reply{.stream = shared_from_this(), .tag = tag, .host = host})) {
    refuse(tag, *trouble);
  }
}

std::shared_ptr<channels::Attachment> BuiltIn::open(std::weak_ptr<channels::Adapter> adapter) {
  Caller caller{.id = "built-in", .roles = RoleSet().with(v1::ADAPTER)};
  return std::make_shared<Attachment>(edge_, std::move(caller), std::move(adapter));
}

std::optional<core::Instant> Attachment::now() const {
  Host* host = host_;
  if (host == nullptr) return std::nullopt;
  return host->clock().now();
}

void Attachment::say(const v1::AttachResponse& message) {
  if (const auto adapter = adapter_sink_.lock()) adapter->receive(message);
}

void Attachment::refuse(std::int64_t tag, const Problem& problem) {
  say(refusal<v1::AttachResponse>(tag, problem));
}

void Attachment::shut(const Problem& why) {
  const auto adapter = adapter_sink_.lock();
  if (!adapter) return;
  channels::Ending ending{.reason = why.reason, .message = why.message, .facts = why.facts};
  for (const Problem::Field& field : why.fields) {
    ending.fields.push_back({field.path, field.description});
  }
  adapter->closed(ending);
}

}  // namespace usher::rpc
