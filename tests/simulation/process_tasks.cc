#include "tests/simulation/process_tasks.h"

#include <set>
#include <string>
#include <variant>

#include "routing/text.h"

namespace usher::simulation {
namespace {

// Whom an event is about, for the trace: contact c, agent a, offer o.
struct Whom {
  std::string operator()(const core::ContactSubmitted& event) const {
    return routing::str_cat(" c", event.id.value, "=", event.key);
  }
  std::string operator()(const core::OfferMade& event) const {
    return routing::str_cat(" o", event.id.value, " c", event.contact.value, " a",
                            event.agent.value);
  }
  std::string operator()(const core::OfferEnded& event) const {
    return routing::str_cat(" o", event.id.value, " as ", static_cast<int>(event.outcome));
  }
  std::string operator()(const core::ContactClosed& event) const {
    return routing::str_cat(" c", event.id.value, " as ", static_cast<int>(event.state));
  }
  std::string operator()(const core::ChannelAttached& event) const { return " " + event.adapter; }
  std::string operator()(const core::ChannelDetached& event) const { return " " + event.adapter; }
  template <typename Event>
  std::string operator()(const Event& event) const {
    if constexpr (requires { event.agent.value; }) {
      return routing::str_cat(" a", event.agent.value);
    } else if constexpr (requires { event.id.value; }) {
      return routing::str_cat(" c", event.id.value);
    } else {
      return "";
    }
  }
};

class Publication : public runtime::Release {
 public:
  Publication(std::shared_ptr<Feed> feed, std::shared_ptr<const Change> change)
      : feed_(std::move(feed)), change_(std::move(change)) {}
  void release(const absl::Status& durable) override {
    const std::uint64_t sequence = change_->sequence;
    if (durable.ok()) feed_->add(sequence, std::move(change_));
  }

 private:
  std::shared_ptr<Feed> feed_;
  std::shared_ptr<const Change> change_;
};

}  // namespace

absl::Status journal_unavailable() {
  return absl::UnavailableError("the journal can't be written; nothing was accepted");
}

void Process::trace_record(const core::Record& record) {
  if (!trace_.is_on()) return;
  std::string line = routing::str_cat("record ", record.sequence, " of ", record.principal, ":");
  for (const core::Event& event : record.events) {
    line += routing::str_cat(" ", name_of(event), std::visit(Whom(), event));
  }
  trace_.add(line);
}

void CallTask::answer(const core::State& state, const core::StepOutcome* outcome) {
  position_ = state.sequence();
  if (outcome == nullptr) return;
  if (const auto* refusal = std::get_if<core::Refusal>(outcome)) {
    answer_.refusal = *refusal;
    return;
  }
  const core::Decision& decision = std::get<core::Done>(*outcome).decision;
  answer_.reply = decision.reply;
  answer_.reconciled = decision.reconciled;
  const auto* id = std::get_if<core::ContactId>(&answer_.reply);
  const core::Contact* contact = id == nullptr ? nullptr : state.contact(*id);
  // One that has left memory ended long ago.
  answer_.contact = contact == nullptr ? core::ContactState::kCompleted : contact->state;
  if (request_.stream) bind(state);
  const auto* attach = std::get_if<core::AttachChannel>(&request_.command);
  if (attach == nullptr) return;
  std::set<std::string> held;
  for (const core::HeldByAdapter& each : attach->held) held.insert(each.key);
  process_.checkers_.conservation.held(position_, attach->adapter, std::move(held));
}

void CallTask::bind(const core::State& state) {
  if (const auto* attach = std::get_if<core::AttachChannel>(&request_.command)) {
    process_.edges_->bind_adapter(state, attach->adapter, answer_.reconciled.epoch, request_.stream,
                                  answer_.due);
    return;
  }
  const auto* id = std::get_if<core::AgentId>(&answer_.reply);
  const core::Agent* agent = id == nullptr ? nullptr : state.agent(*id);
  if (agent == nullptr) return;
  answer_.session = agent->session;
  process_.edges_->bind_desk(state, *agent, request_.stream, answer_.due);
}

void CallTask::release(const absl::Status& durable) {
  answer_.status = durable;
  process_.answer_out(request_, answer_, position_);
}

void Process::FeedWriter::applied(const core::State&, const core::Record& record,
                                  std::vector<std::unique_ptr<runtime::Release>>& staged) {
  process_.trace_record(record);
  auto change = std::make_shared<Change>(Change{record.sequence, hash_of(record)});
  staged.push_back(std::make_unique<Publication>(process_.feed_, std::move(change)));
}

void Process::FeedWriter::rebuilt(const core::State& state) {
  if (process_.feed_ == nullptr || process_.feed_->last() != state.sequence()) {
    process_.feed_ = std::make_shared<Feed>(limit_, state.sequence());
  }
}

}  // namespace usher::simulation
