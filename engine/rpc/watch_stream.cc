#include "engine/rpc/watch_stream.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

#include "engine/rpc/convert.h"
#include "engine/rpc/render.h"
#include "engine/rpc/times.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

// Messages on their way out, past which nothing more is taken from the feed.
constexpr std::size_t kRoom = 512;
constexpr std::size_t kChangesPerTurn = 128;
constexpr int kMostVisited = 20'000;  // ended contacts that one look may pass over
constexpr std::uint32_t kAllKinds = 0xffffffff;

Problem expired() {
  return {.reason = v1::ERROR_REASON_RESUME_TOKEN_EXPIRED,
          .message =
              "the feed no longer has what came after the token; watch without a token to "
              "start from a snapshot"};
}

Problem unknown_token() {
  return {.reason = v1::ERROR_REASON_RESUME_TOKEN_UNKNOWN,
          .message =
              "the token is not from this journal, or from its future; watch without a token "
              "to start from a snapshot"};
}

Or<std::uint32_t> convert_kinds(const v1::WatchRequest& request) {
  if (request.kinds().empty()) return kAllKinds;
  Violations violations;
  std::uint32_t kinds = 0;
  for (int i = 0; i < request.kinds_size(); ++i) {
    const auto kind = request.kinds(i);
    if (check_enum(kind, true, routing::str_cat("kinds[", i, "]"), violations)) kinds |= 1U << kind;
  }
  if (!violations.empty()) return violations.problem();
  return kinds;
}

}  // namespace

std::string resume_token(std::uint64_t journal, const WatchPosition& position) {
  return absl::StrFormat("w%016x%016x%08x", journal, position.sequence, position.items);
}

Or<WatchPosition> parse_resume_token(std::uint64_t journal, std::string_view token) {
  std::uint64_t of = 0;
  WatchPosition position;
  const absl::string_view text = routing::to_absl(token);
  if (token.size() != 41 || token[0] != 'w' || !absl::SimpleHexAtoi(text.substr(1, 16), &of) ||
      !absl::SimpleHexAtoi(text.substr(17, 16), &position.sequence) ||
      !absl::SimpleHexAtoi(text.substr(33), &position.items) || of != journal) {
    return unknown_token();
  }
  return position;
}

// One look at the state: at most kPerLook entities, rendered on the writer's thread.
class WatchStream::Look : public runtime::Task {
 public:
  Look(std::shared_ptr<WatchStream> stream, Cursor from)
      : stream_(std::move(stream)), cursor_(from) {}

  void answer(const core::State& state, const core::StepOutcome*) override {
    sequence_ = state.sequence();
    at_ = state.now();
    while (cursor_.stage != Stage::kSynced && !full()) collect(state);
  }
  void release(const absl::Status& durable) override {
    stream_->edge().loop.post([stream = stream_, durable, messages = std::move(messages_),
                               cursor = cursor_, sequence = sequence_, at = at_]() mutable {
      if (durable.ok()) {
        stream->take_look(std::move(messages), cursor, sequence, at);
      } else {
        stream->shut(from_runtime(durable, true));
      }
    });
  }

 private:
  bool full() const { return messages_.size() >= kPerLook || visited_ >= kMostVisited; }
  void go_to(Stage stage) { cursor_ = Cursor{.stage = stage}; }

  void add(const core::State& state, v1::WatchResponse& response) {
    response.set_sequence(static_cast<std::int64_t>(state.sequence()));
    set_time(response.mutable_time(), state.now());
    response.set_cause("snapshot");
    if (state.model()) response.set_config_revision(state.model()->revision);
    messages_.push_back(response.SerializeAsString());
  }

  void collect(const core::State& state) {
    switch (cursor_.stage) {
      case Stage::kConfig:
        if (state.model() && stream_->wants(v1::WatchRequest::CONFIG)) {
          v1::WatchResponse response;
          response.set_new_config_revision(state.model()->revision);
          add(state, response);
        }
        return go_to(Stage::kContacts);
      case Stage::kContacts:
        return collect_contacts(state);
      case Stage::kAgents:
        return collect_agents(state);
      case Stage::kOffers:
        return collect_offers(state);
      case Stage::kSynced:
        return;
    }
  }

  void collect_contacts(const core::State& state) {
    bool more = false;
    if (stream_->wants(v1::WatchRequest::CONTACTS)) {
      state.contacts_after(core::ContactId{cursor_.after}, [&](const core::Contact& contact) {
        if (full()) {
          more = true;
          return false;
        }
        ++visited_;
        cursor_.after = contact.id.value;
        if (core::is_terminal(contact.state)) return true;
        v1::WatchResponse response;
        render(state, host().id(), contact, View::kPlain, false, *response.mutable_contact());
        add(state, response);
        return true;
      });
    }
    if (!more) go_to(Stage::kAgents);
  }

  void collect_agents(const core::State& state) {
    bool more = false;
    if (stream_->wants(v1::WatchRequest::AGENTS)) {
      state.agents_after(core::AgentId{cursor_.after}, [&](const core::Agent& agent) {
        if (full()) {
          more = true;
          return false;
        }
        cursor_.after = agent.id.value;
        v1::WatchResponse response;
        render(state, host().id(), agent, *response.mutable_agent());
        add(state, response);
        return true;
      });
    }
    if (!more) go_to(Stage::kOffers);
  }

  void collect_offers(const core::State& state) {
    bool more = false;
    if (stream_->wants(v1::WatchRequest::OFFERS)) {
      state.live_offers([&](const core::Offer& offer) {
        if (offer.id.value <= cursor_.after) return true;
        if (full()) {
          more = true;
          return false;
        }
        cursor_.after = offer.id.value;
        v1::WatchResponse response;
        render(state, host().id(), offer, View::kPlain, *response.mutable_offer());
        add(state, response);
        return true;
      });
    }
    if (!more) go_to(Stage::kSynced);
  }

  Host& host() { return *stream_->host_; }

  std::shared_ptr<WatchStream> stream_;
  Cursor cursor_;
  std::vector<std::string> messages_;
  int visited_ = 0;
  std::uint64_t sequence_ = 0;
  core::Instant at_;
};

WriteReactor* WatchStream::make(Edge& edge, grpc::CallbackServerContext* context,
                                const Caller& caller, const grpc::ByteBuffer& bytes) {
  v1::WatchRequest request;
  if (Trouble trouble = from_bytes(bytes, request))
    return new RefusedStream<WriteReactor>(*trouble);
  Or<Edge::Place> place = edge.locate(caller, NameKind::kAgency, "parent", request.parent());
  if (!place.ok()) return new RefusedStream<WriteReactor>(place.problem());
  Or<std::uint32_t> kinds = convert_kinds(request);
  if (!kinds.ok()) return new RefusedStream<WriteReactor>(kinds.problem());
  auto stream = std::make_shared<WatchStream>(edge, context, place->host, *kinds,
                                              std::move(*request.mutable_resume_token()));
  if (stream->open(stream)) edge.loop.post([stream] { stream->begin(); });
  return stream.get();
}

void WatchStream::begin() {
  if (has_ended()) return;
  feed_ = host_->watch().feed();
  subscription_ = feed_->subscribe([weak = weak()] {
    const auto self = std::static_pointer_cast<WatchStream>(weak.lock());
    if (self) self->wake();
  });
  if (token_.empty()) return look();
  resume();
}

void WatchStream::resume() {
  Or<WatchPosition> position = parse_resume_token(host_->watch().identity(), token_);
  if (!position.ok()) return shut(position.problem());
  position_ = *position;
  std::vector<WatchLog::Feed::Item> items;
  const bool partial = position_.items != WatchPosition::kWholeRecord;
  switch (feed_->after(position_.sequence - (partial ? 1 : 0), 1, items)) {
    case WatchLog::Feed::Found::kTooOld:
      return shut(expired());
    case WatchLog::Feed::Found::kUnknown:
      return shut(unknown_token());
    case WatchLog::Feed::Found::kNothingNew:
    case WatchLog::Feed::Found::kItems:
      break;
  }
  cursor_.stage = Stage::kSynced;
  first_look_ = false;
  pump();
}

void WatchStream::look() {
  looking_ = true;
  auto self = std::static_pointer_cast<WatchStream>(weak().lock());
  if (!self) return;
  if (Trouble trouble = host_->submit(std::make_unique<Look>(std::move(self), cursor_))) {
    shut(*trouble);
  }
}

void WatchStream::take_look(std::vector<std::string> messages, Cursor next, std::uint64_t sequence,
                            core::Instant at) {
  looking_ = false;
  if (has_ended()) return;
  // Changes since the first look follow as deltas, those of the later looks once more.
  if (std::exchange(first_look_, false)) position_.sequence = sequence;
  last_time_ = at;
  cursor_ = next;
  for (const std::string& message : messages) {
    if (!send_bytes(to_bytes(message))) return shut(slow_reader(""));
  }
  if (cursor_.stage == Stage::kSynced) synced();
  pump();
}

void WatchStream::synced() {
  v1::WatchResponse response;
  response.set_sequence(static_cast<std::int64_t>(position_.sequence));
  response.set_resume_token(token());
  set_time(response.mutable_time(), last_time_);
  response.set_cause("synced");
  response.mutable_synced();
  send(response);
}

void WatchStream::wake() {
  if (woken_.exchange(true)) return;
  edge().loop.post([weak = weak()] {
    const auto self = std::static_pointer_cast<WatchStream>(weak.lock());
    if (self) self->pump();
  });
}

void WatchStream::wrote() {
  if (wants_room_ && waiting() < kRoom / 2 && wants_room_.exchange(false)) wake();
}

void WatchStream::pump() {
  woken_ = false;
  if (has_ended() || looking_) return;
  if (!host_->watch().is_current(feed_)) return shut(expired());
  for (int turn = 0;; ++turn) {
    if (waiting() >= kRoom) {
      wants_room_ = true;
      if (waiting() >= kRoom) return;
    }
    if (cursor_.stage != Stage::kSynced) return look();
    std::vector<WatchLog::Feed::Item> changes;
    const bool partial = position_.items != WatchPosition::kWholeRecord;
    const auto found =
        feed_->after(position_.sequence - (partial ? 1 : 0), kChangesPerTurn, changes);
    if (found == WatchLog::Feed::Found::kTooOld) return shut(slow_reader(token()));
    if (found != WatchLog::Feed::Found::kItems) return;
    for (const auto& change : changes) send_change(*change);
    if (has_ended()) return;
    if (turn == 8) return wake();  // others have their turn
  }
}

void WatchStream::send_change(const Change& change) {
  const bool goes_on = change.sequence == position_.sequence;
  const std::uint32_t skip = goes_on ? position_.items : 0;
  last_time_ = change.at;
  for (std::uint32_t i = skip; i < change.items.size(); ++i) {
    const Change::Item& item = change.items[i];
    if (!wants(item.kind)) continue;
    const bool last = i + 1 == change.items.size();
    position_ = {.sequence = change.sequence, .items = last ? WatchPosition::kWholeRecord : i + 1};
    v1::WatchResponse head;
    head.set_sequence(static_cast<std::int64_t>(change.sequence));
    head.set_resume_token(token());
    set_time(head.mutable_time(), change.at);
    head.set_cause(item.cause);
    head.set_request_id(change.request_id);
    head.set_config_revision(change.revision);
    // Fields of a message may come in any order and in pieces: the item goes behind its head.
    if (!send_bytes(to_bytes(head.SerializeAsString() + item.bytes))) {
      return shut(slow_reader(token()));
    }
  }
  position_ = {.sequence = change.sequence};
}

void WatchStream::tick(SteadyTime now) {
  cut_if_lingering(now);
  if (has_ended() || !feed_) return;
  if (!host_->watch().is_current(feed_)) return shut(expired());
  // A reader that stands still is noticed here.
  if (cursor_.stage == Stage::kSynced && !looking_) pump();
  if (has_ended() || now - beat_ < edge().timing.watch_heartbeat) return;
  beat_ = now;
  if (waiting() != 0) return;
  v1::WatchResponse response;
  response.set_sequence(static_cast<std::int64_t>(position_.sequence));
  if (cursor_.stage == Stage::kSynced) response.set_resume_token(token());
  set_time(response.mutable_time(), host_->clock().now());
  response.mutable_heartbeat();
  send(response);
}

void WatchStream::ended() {
  if (feed_ && subscription_ != 0) feed_->unsubscribe(subscription_);
}

}  // namespace usher::rpc
