// Laws that hold under any sequence of commands, and replay: the same records give the same state.
#include <array>
#include <map>
#include <tuple>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

// Four numbers that an interpreter turns into a command that makes some sense in the state.
using Op = std::tuple<int, int, int, int>;

AgencyBuilder agency_of(int variant) {
  AgencyBuilder agency = an_agency().with_service("housing", "housing >= 2");
  if (variant != 1) agency.with_service("counter");
  if (variant != 1) agency.queue("counter").pull_only = true;
  agency.queue().break_after_missed_offer = variant == 0;
  agency.queue().wrap_up_limit = variant == 2 ? seconds(0) : seconds(90);
  agency.queue("housing").priority_minutes = 15;
  agency.queue("housing").ranking = routing::Ranking::kLeastScarce;
  agency.model().max_waiting = 12;
  agency.model().ended_contact_limit = 20;
  agency.model().ended_contact_retention = minutes(30);
  agency.with(an_agent("ann").speaking("vi").serving(Channel::kChat, 30, 3));
  agency.with(an_agent("bob").meeting(NeedCode::kRtt).skilled("housing", variant == 2 ? 1 : 3));
  if (variant != 2) {
    agency.with(an_agent("cat").serving(Channel::kPhone, 50, 2).skilled("housing", 2).at("north"));
  }
  agency.with(an_agent("dan").signing("ase").serving(Channel::kInPerson).at("north"));
  return agency;
}

constexpr std::array kAgents = {"ann", "bob", "cat", "dan"};

class Interpreter {
 public:
  explicit Interpreter(const State& state) : state_(state) {}

  Command command(const Op& op) {
    const auto [kind, a, b, c] = op;
    const std::string agent = kAgents[static_cast<std::size_t>(a) % kAgents.size()];
    switch (kind % 26) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return submit(a, b, c);
      case 5:
      case 6:
        return SignIn{agent};
      case 7:
        return b % 3 == 0
                   ? Command(SignOut{agent})
                   : Command(SetAgentState{agent, static_cast<Presence>(1 + b % 3), "lunch"});
      case 8:
        return LoseSession{agent, session(agent)};
      case 9:
        return ResumeSession{agent, {session(agent).value - (b % 4 == 0 ? 1U : 0U)}};
      case 10:
      case 11:
      case 12:
        return accept(a, b);
      case 13:
        return decline(a);
      case 14:
        return b % 2 == 0 ? Command(FailOffer{offer(a), "busy", ""}) : decline(a);
      case 15:
      case 16:
        return ConnectContact{contact(a, ContactState::kAssigned)};
      case 17:
        return EndContact{
            contact(a, b % 4 == 0 ? ContactState::kWaiting : ContactState::kConnected),
            static_cast<EndedBy>(c % 4)};
      case 18:
        return CompleteContact{contact(a, ContactState::kWrapUp), "resolved"};
      case 19:
        return b % 2 == 0 ? Command(HoldContact{contact(a, ContactState::kConnected)})
                          : Command(RetrieveContact{contact(a, ContactState::kHeld)});
      case 20:
        return b % 3 == 0 ? Command(CancelContact{contact(a, ContactState::kWaiting)})
                          : update(a, b, c);
      case 21:
        return PullNext{agent, {static_cast<std::uint8_t>(b % 16)}};
      case 22:
        return attach(a, b);
      case 23:
        return b % 4 == 0 ? Command(Restarted{}) : detach(a);
      case 24:
        return ApplyConfig{agency_of(a % 3).build()};
      default:
        return Tick{};
    }
  }

 private:
  ContactBuilder draft(int a, int b, int c) const {
    constexpr std::array kServices = {"general", "housing", "counter"};
    ContactBuilder contact = a_contact("k" + std::to_string(c % 60));
    contact.for_service(kServices[static_cast<std::size_t>(a) % 3]);
    contact.worth(b % 7 * 5);
    contact.since(state_.now() - seconds(a % 40));
    if (a % 5 == 1) contact.speaking("vi");
    if (a % 5 == 2) contact.signing("ase").speaking("en");
    if (b % 6 == 1) contact.needing(NeedCode::kRtt);
    if (b % 6 == 2) contact.needing_until(NeedCode::kRtt, state_.now() + minutes(10));
    if (b % 8 == 3) contact.on(Channel::kChat).writing("en");
    if (b % 8 == 4) contact.at("north");
    if (b % 8 == 5) contact.on(Channel::kInPerson).at("north");
    return contact;
  }

  Command submit(int a, int b, int c) const {
    ContactBuilder contact = draft(a, b, c);
    const Channel channel = contact.draft().channel;
    if (c % 3 == 0 && channel == Channel::kPhone) contact.through("pbx");
    if (c % 3 == 0 && channel == Channel::kChat) contact.through("web-chat");
    return contact;
  }

  Command update(int a, int b, int c) const {
    ContactPatch patch;
    if (b % 3 == 1) patch.service = c % 2 == 0 ? "general" : "housing";
    if (b % 3 == 2) patch.languages = draft(c, 0, 0).draft().languages;
    if (c % 3 == 0) patch.needs = draft(0, c, 0).draft().needs;
    return UpdateContact{contact(a, c % 2 == 0 ? ContactState::kWaiting : ContactState::kOffered),
                         patch, std::nullopt};
  }

  Command attach(int a, int b) const {
    AttachChannel command{a % 2 == 0 ? "pbx" : "web-chat", {}};
    int i = 0;
    state_.live_contacts_of(command.adapter, [&](const Contact& contact) {
      if ((b >> (i++ % 6)) % 2 == 0) {
        command.held.push_back({contact.key, contact.draft, 0, i % 2 == 0 ? "ann" : ""});
      }
      return true;
    });
    if (b % 4 == 0) command.held.push_back(draft(a, 0, 100 + b).held());
    if (a % 2 != 0) {
      for (HeldByAdapter& held : command.held) held.draft.channel = Channel::kChat;
    }
    return command;
  }

  Command detach(int a) const {
    const std::string adapter = a % 2 == 0 ? "pbx" : "web-chat";
    const Attachment* attachment = state_.attachment(adapter);
    return DetachChannel{adapter, attachment == nullptr ? 0 : attachment->epoch};
  }

  Command accept(int a, int b) const {
    const Offer* found = state_.offer(offer(a));
    if (found == nullptr) return AcceptOffer{{77'777}, 0};
    return AcceptOffer{found->id, found->fence + (b % 9 == 0 ? 1 : 0)};
  }

  Command decline(int a) const {
    const Offer* found = state_.offer(offer(a));
    if (found == nullptr) return DeclineOffer{{77'777}, 0, "conflict_of_interest"};
    return DeclineOffer{found->id, found->fence, "conflict_of_interest"};
  }

  OfferId offer(int a) const {
    std::vector<OfferId> live;
    state_.live_offers([&](const Offer& one) {
      live.push_back(one.id);
      return true;
    });
    if (live.empty() || a % 13 == 0) return {static_cast<std::uint64_t>(a)};
    return live[static_cast<std::size_t>(a) % live.size()];
  }

  std::string contact(int a, ContactState wanted) const {
    std::vector<std::string> fitting;
    std::string any = "nobody";
    state_.contacts_after({}, [&](const Contact& one) {
      if (one.state == wanted) fitting.push_back(one.key);
      any = one.key;
      return true;
    });
    if (fitting.empty() || a % 11 == 0) return any;
    return fitting[static_cast<std::size_t>(a) % fitting.size()];
  }

  SessionId session(const std::string& agent) const {
    const Agent* found = state_.agent(agent);
    return found == nullptr ? SessionId{} : found->session;
  }

  const State& state_;
};

// Totals of the queues, folded from the records by the test's own reading of them.
class Recount {
 public:
  void add(const Record& record) {
    for (const Event& event : record.events) std::visit([this](const auto& e) { on(e); }, event);
  }

  void check(const State& state) const {
    for (const auto& [queue, mine] : totals_) {
      const QueueCounters& known = state.counters(queue);
      RC_ASSERT(known.offered_to_queue == mine.offered_to_queue);
      RC_ASSERT(known.blocked == mine.blocked);
      RC_ASSERT(known.answered == mine.answered);
      RC_ASSERT(known.offers == mine.offers);
      RC_ASSERT(known.declined == mine.declined);
      RC_ASSERT(known.missed == mine.missed);
      RC_ASSERT(known.completed == mine.completed);
      RC_ASSERT(known.abandoned == mine.abandoned);
      RC_ASSERT(known.cancelled == mine.cancelled);
      RC_ASSERT(known.lost == mine.lost);
      RC_ASSERT(known.no_show == mine.no_show);
    }
    // The wait clock: whatever happened, the origin is the one of the beginning.
    for (const auto& [id, origin] : origin_) {
      const Contact* contact = state.contact(id);
      const bool kept = contact == nullptr || *contact->draft.origin == origin;
      RC_ASSERT(kept);
    }
  }

 private:
  template <typename Other>
  void on(const Other&) {}
  void on(const ContactSubmitted& e) {
    queue_[e.id] = e.queue;
    origin_[e.id] = *e.draft.origin;
    ++totals_[e.queue].offered_to_queue;
  }
  void on(const ContactBlocked& e) { ++totals_[e.queue].blocked; }
  void on(const ContactUpdated& e) {
    if (queue_[e.id] != e.queue) ++totals_[e.queue].offered_to_queue;
    queue_[e.id] = e.queue;
  }
  void on(const OfferMade& e) {
    offer_[e.id] = e.contact;
    ++totals_[queue_[e.contact]].offers;
  }
  void on(const OfferEnded& e) {
    QueueCounters& totals = totals_[queue_[offer_[e.id]]];
    if (e.outcome == OfferState::kDeclined) ++totals.declined;
    if (e.outcome == OfferState::kMissed) ++totals.missed;
  }
  void on(const ContactConnected& e) { ++totals_[queue_[e.id]].answered; }
  void on(const ContactClosed& e) {
    QueueCounters& totals = totals_[queue_[e.id]];
    if (e.state == ContactState::kCompleted) ++totals.completed;
    if (e.state == ContactState::kAbandoned) ++totals.abandoned;
    if (e.state == ContactState::kCancelled) ++totals.cancelled;
    if (e.state == ContactState::kLostByChannel) ++totals.lost;
    if (e.state == ContactState::kNoShow) ++totals.no_show;
  }

  std::map<ContactId, std::string> queue_;
  std::map<ContactId, Instant> origin_;
  std::map<OfferId, ContactId> offer_;
  std::map<std::string, QueueCounters> totals_;
};

// Three states go the same way: one steps, one steps but is loaded from a snapshot every few
// commands, one only applies the records of the first.
class Triplet {
 public:
  Triplet() { run(ApplyConfig{agency_of(0).build()}, {}); }

  void run(const Command& command, const Call& call) {
    const std::uint64_t before = stepped_.digest();
    StepOutcome outcome = step(stepped_, command, call, now_);
    StepOutcome again = step(loaded_, command, call, now_);
    RC_ASSERT(outcome.index() == again.index());
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
      RC_ASSERT(!refusal->message.empty());
      RC_ASSERT(stepped_.digest() == before);
      return;
    }
    const Record& record = std::get<Done>(outcome).record;
    if (record.sequence == 0) {
      RC_ASSERT(stepped_.digest() == before);
    } else {
      apply(applied_, record);
      recount_.add(record);
    }
    RC_ASSERT(loaded_.digest() == stepped_.digest());
    RC_ASSERT(applied_.digest() == stepped_.digest());
    const std::vector<std::string> found = violations(stepped_);
    if (!found.empty()) RC_FAIL(std::string(name_of(command)) + ": " + found.front());
    recount_.check(stepped_);
    assignments_are_able(record);
  }

  void reload() { loaded_ = State::from_snapshot(loaded_.to_snapshot()); }

  void pass(Duration duration) {
    const Instant end = now_ + duration;
    for (auto next = stepped_.next_deadline(); next && *next <= end;
         next = stepped_.next_deadline()) {
      RC_ASSERT(loaded_.next_deadline() == next);
      now_ = std::max(now_, *next);
      const std::uint64_t before = stepped_.sequence();
      run(Tick{}, {"usherd"});
      RC_ASSERT(stepped_.sequence() > before);
    }
    now_ = end;
  }

  const State& state() const { return stepped_; }

 private:
  void assignments_are_able(const Record& record) const {
    const Model& model = *stepped_.model();
    for (const Event& event : record.events) {
      const auto* made = std::get_if<OfferMade>(&event);
      if (made == nullptr) continue;
      const Contact& contact = *stepped_.contact(made->contact);
      const AgentModel* agent = model.agent(stepped_.agent(made->agent)->key);
      RC_ASSERT(agent != nullptr);
      RC_ASSERT(meets_all(abilities_of(model, *agent),
                          clauses_of(model, contact.draft, *model.queue(contact.queue))));
    }
  }

  State stepped_;
  State loaded_;
  State applied_;
  Recount recount_;
  Instant now_ = kStart;
};

TEST(Property, laws_hold_under_any_sequence_of_commands) {
  const bool holds = rc::check("laws hold under any sequence of commands", [] {
    const auto number = rc::gen::inRange(0, 1024);
    const auto ops = *rc::gen::resize(
        150, rc::gen::container<std::vector<Op>>(rc::gen::tuple(number, number, number, number)));
    Triplet triplet;
    Interpreter interpreter(triplet.state());
    int count = 0;
    for (const Op& op : ops) {
      const auto [kind, a, b, c] = op;
      if (kind % 26 == 25) {
        triplet.pass(seconds(b % 200));
        continue;
      }
      Call call{"tester"};
      if (c % 5 == 0) call.request_id = "r" + std::to_string(a % 40);
      call.fingerprint = static_cast<std::uint64_t>(kind % 26);
      triplet.run(interpreter.command(op), call);
      if (++count % 7 == 0) triplet.reload();
    }
    triplet.pass(hours(25));
    RC_ASSERT(triplet.state().waiting_count() >= 0);
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace usher::core::testing
