#include "engine/rpc/watch_log.h"

#include "absl/status/status.h"

#include "engine/core/fingerprint.h"
#include "engine/rpc/render.h"
#include "engine/rpc/touched.h"

namespace usher::rpc {
namespace {

class Publication : public runtime::Release {
 public:
  Publication(std::shared_ptr<WatchLog::Feed> feed, std::shared_ptr<const Change> change)
      : feed_(std::move(feed)), change_(std::move(change)) {}
  void release(const absl::Status& durable) override {
    const std::uint64_t sequence = change_->sequence;
    if (durable.ok()) feed_->add(sequence, std::move(change_));
  }

 private:
  std::shared_ptr<WatchLog::Feed> feed_;
  std::shared_ptr<const Change> change_;
};

std::uint64_t identity_of(std::string_view agency, const core::Record& first) {
  const std::string at = std::to_string(first.at.time_since_epoch().count());
  return core::fingerprint(at, core::fingerprint(agency));
}

}  // namespace

WatchLog::WatchLog(std::string agency, std::size_t limit)
    : agency_(std::move(agency)), limit_(limit), feed_(std::make_shared<Feed>(limit, 0)) {}

std::shared_ptr<WatchLog::Feed> WatchLog::feed() const {
  const std::lock_guard lock(mutex_);
  return feed_;
}

bool WatchLog::is_current(const std::shared_ptr<Feed>& feed) const {
  const std::lock_guard lock(mutex_);
  return feed == feed_;
}

void WatchLog::identify(journal::Reader& reader) {
  // Only the first record is wanted; the error only ends the reading.
  static_cast<void>(reader.read(0, [this](core::Record record) {
    identity_ = identity_of(agency_, record);
    return absl::CancelledError("the first record is enough");
  }));
}

// A ring must have every position, so where the journal kept records that were never released, a
// new one begins behind them.
void WatchLog::rebuilt(const core::State& state) {
  const std::lock_guard lock(mutex_);
  if (feed_->last() == state.sequence()) return;
  feed_ = std::make_shared<Feed>(limit_, state.sequence());
}

void WatchLog::applied(const core::State& state, const core::Record& record,
                       std::vector<std::unique_ptr<runtime::Release>>& staged) {
  if (record.sequence == 1) identity_ = identity_of(agency_, record);
  auto change = std::make_shared<Change>();
  change->sequence = record.sequence;
  change->at = record.at;
  change->request_id = record.request_id;
  change->revision = state.model() ? state.model()->revision : 0;
  collect(state, record, *change);
  staged.push_back(std::make_unique<Publication>(feed(), std::move(change)));
}

void WatchLog::collect(const core::State& state, const core::Record& record, Change& change) {
  const TouchedByRecord touched = touched_by(state, record);
  v1::WatchResponse response;
  const auto add = [&](v1::WatchRequest::Kind kind, std::string_view cause) {
    change.items.push_back({kind, std::string(cause), response.SerializeAsString()});
    response.Clear();
  };
  if (touched.new_model != nullptr) {
    response.set_new_config_revision(touched.new_model->revision);
    add(v1::WatchRequest::CONFIG, "config.applied");
  }
  for (const auto& [id, cause] : touched.contacts) {
    const core::Contact* contact = state.contact(id);
    if (contact == nullptr) continue;
    render(state, agency_, *contact, View::kPlain, false, *response.mutable_contact());
    add(v1::WatchRequest::CONTACTS, cause);
  }
  for (const auto& [id, cause] : touched.offers) {
    const core::Offer* offer = state.offer(id);
    if (offer == nullptr) continue;
    render(state, agency_, *offer, View::kPlain, *response.mutable_offer());
    add(v1::WatchRequest::OFFERS, cause);
  }
  for (const auto& [id, cause] : touched.agents) {
    const core::Agent* agent = state.agent(id);
    if (agent == nullptr) continue;
    render(state, agency_, *agent, *response.mutable_agent());
    add(v1::WatchRequest::AGENTS, cause);
  }
}

}  // namespace usher::rpc
