#include "tests/engine/core/builders.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/core/derive.h"

namespace usher::core::testing {

using routing::Modality;

ContactBuilder a_contact(std::string key) { return ContactBuilder(std::move(key)); }

ContactBuilder& ContactBuilder::on(Channel channel) {
  draft_.channel = channel;
  return *this;
}
ContactBuilder& ContactBuilder::for_service(std::string service) {
  draft_.service = std::move(service);
  return *this;
}
ContactBuilder& ContactBuilder::language(std::string tag, Modality modality,
                                         routing::Direction direction) {
  const auto rank = static_cast<std::uint32_t>(draft_.languages.size() + 1);
  draft_.languages.push_back({std::move(tag), modality, direction, rank});
  return *this;
}
ContactBuilder& ContactBuilder::accepting(routing::Fallback fallback) {
  draft_.fallback = fallback;
  return *this;
}
ContactBuilder& ContactBuilder::needing(NeedCode code, NeedStrength strength) {
  Need need;
  need.code = code;
  need.strength = strength;
  draft_.needs.push_back(std::move(need));
  return *this;
}
ContactBuilder& ContactBuilder::needing_until(NeedCode code, Instant expires) {
  needing(code);
  draft_.needs.back().expires = expires;
  return *this;
}
ContactBuilder& ContactBuilder::requiring(std::string_view text) {
  draft_.required_skills = skills(text);
  return *this;
}
ContactBuilder& ContactBuilder::at(std::string site) {
  draft_.site = std::move(site);
  return *this;
}
ContactBuilder& ContactBuilder::through(std::string adapter) {
  draft_.adapter = std::move(adapter);
  return *this;
}
ContactBuilder& ContactBuilder::since(Instant origin) {
  draft_.origin = origin;
  return *this;
}
ContactBuilder& ContactBuilder::worth(int priority_minutes) {
  draft_.priority_minutes = priority_minutes;
  return *this;
}

HeldByAdapter ContactBuilder::held(std::string connected_agent) const {
  const SubmitContact submit = *this;
  return {submit.key, submit.draft, submit.fingerprint, std::move(connected_agent)};
}

ContactBuilder::operator SubmitContact() const {
  return {key_, draft_, fingerprint(key_ + draft_.service)};
}

AgentBuilder::AgentBuilder(std::string id) {
  model_.id = std::move(id);
  serving(Channel::kPhone);
}

AgentBuilder an_agent(std::string id) {
  return AgentBuilder(std::move(id)).speaking("en").writing("en");
}

AgentBuilder& AgentBuilder::speaking(std::string tag, int level) {
  model_.languages.push_back(
      {std::move(tag), Modality::kSpoken, static_cast<routing::Level>(level)});
  return *this;
}
AgentBuilder& AgentBuilder::writing(std::string tag) {
  model_.languages.push_back({std::move(tag), Modality::kWritten});
  return *this;
}
AgentBuilder& AgentBuilder::signing(std::string tag) {
  model_.languages.push_back({std::move(tag), Modality::kSigned});
  return *this;
}
AgentBuilder& AgentBuilder::interpreting(std::string tag) {
  model_.languages.push_back({std::move(tag), Modality::kSpoken, 10, false, true});
  return *this;
}
AgentBuilder& AgentBuilder::without_languages() {
  model_.languages.clear();
  return *this;
}
AgentBuilder& AgentBuilder::meeting(NeedCode need) {
  model_.needs.push_back(need);
  return *this;
}
AgentBuilder& AgentBuilder::skilled(std::string skill, int level) {
  model_.skills.push_back({std::move(skill), static_cast<routing::Level>(level)});
  return *this;
}
AgentBuilder& AgentBuilder::at(std::string site) {
  model_.site = std::move(site);
  return *this;
}
AgentBuilder& AgentBuilder::serving(Channel channel, int weight, int max) {
  ChannelCapacityModel& capacity = model_.capacity.channels[static_cast<std::size_t>(channel)];
  capacity.serves = true;
  capacity.weight = weight;
  capacity.max = max;
  return *this;
}
AgentBuilder& AgentBuilder::interruptible(Channel busy_with, Channel by) {
  routing::ChannelSet& set =
      model_.capacity.channels[static_cast<std::size_t>(busy_with)].interruptible_by;
  set = set.with(by);
  return *this;
}
AgentBuilder& AgentBuilder::only_serving(Channel channel, int weight, int max) {
  for (ChannelCapacityModel& capacity : model_.capacity.channels) capacity.serves = false;
  return serving(channel, weight, max);
}

AgencyBuilder an_agency() { return {}; }

AgencyBuilder::AgencyBuilder() {
  model_.agency = "riverside";
  model_.time_zone = "America/Denver";
  model_.default_language = "en";
  model_.skills = {"benefits", "housing", "tax"};
  model_.sites = {"north", "south"};
  model_.services = {{"general", "General", {}}};
  QueueModel main;
  main.id = "main";
  main.target = minutes(5);
  main.offer_timeout = seconds(20);
  main.reoffer_after = minutes(5);
  main.wrap_up_limit = minutes(2);
  main.ranking = routing::Ranking::kLongestIdle;
  main.starvation_bound = minutes(60);
  model_.queues = {main};
  ClassificationRuleModel all;
  all.queue = "main";
  model_.classification = {all};
  model_.adapters = {{"pbx", Channel::kPhone, ""}, {"web-chat", Channel::kChat, ""}};
  model_.break_reasons = {"lunch", "training"};
  model_.decline_reasons = {"conflict_of_interest"};
  model_.outcome_codes = {"resolved", "unspecified"};
  model_.session_grace = seconds(20);
  model_.adapter_grace = seconds(60);
  model_.starvation_bound = minutes(60);
  model_.max_waiting = 1000;
  model_.ended_contact_retention = hours(24);
  model_.ended_contact_limit = 1000;
}

AgencyBuilder& AgencyBuilder::with(const AgentBuilder& agent) {
  model_.agents.push_back(agent);
  return *this;
}
AgencyBuilder& AgencyBuilder::with_service(const std::string& id, std::string_view required) {
  model_.services.push_back({id, id, {}});
  QueueModel queue = model_.queues.front();
  queue.id = id;
  queue.required_skills = skills(required);
  ClassificationRuleModel rule;
  rule.services = {id};
  rule.queue = id;
  return with_queue(std::move(queue)).with_rule(std::move(rule));
}
AgencyBuilder& AgencyBuilder::with_rule(ClassificationRuleModel rule) {
  model_.classification.insert(model_.classification.end() - 1, std::move(rule));
  return *this;
}
AgencyBuilder& AgencyBuilder::with_queue(QueueModel queue) {
  model_.queues.push_back(std::move(queue));
  return *this;
}
QueueModel& AgencyBuilder::queue(std::string_view id) {
  return *std::find_if(model_.queues.begin(), model_.queues.end(),
                       [&](const QueueModel& queue) { return queue.id == id; });
}
ModelPtr AgencyBuilder::build() const {
  auto model = std::make_shared<Model>(model_);
  model->index();
  return model;
}

routing::SkillClauses skills(std::string_view text) {
  auto parsed = routing::parse_skill_expression(text);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return *std::move(parsed);
}

Desk::Desk(const AgencyBuilder& agency) { apply(agency); }

Done Desk::done(const Command& command, const Call& call) {
  StepOutcome outcome = step(state, command, call, now);
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    ADD_FAILURE() << name_of(command) << " refused: " << refusal->message;
    return {};
  }
  Done done = std::get<Done>(std::move(outcome));
  if (done.record.sequence != 0) journal.push_back(done.record);
  check_invariants();
  return done;
}

Refusal Desk::refused(const Command& command, const Call& call) {
  const std::uint64_t before = state.digest();
  StepOutcome outcome = step(state, command, call, now);
  if (!std::holds_alternative<Refusal>(outcome)) {
    ADD_FAILURE() << name_of(command) << " was not refused";
    return {};
  }
  Refusal refusal = std::get<Refusal>(std::move(outcome));
  EXPECT_EQ(before, state.digest()) << "a refused " << name_of(command) << " changed the state";
  EXPECT_FALSE(refusal.message.empty());
  EXPECT_NE(status_code(refusal.reason), absl::StatusCode::kInternal);
  return refusal;
}

void Desk::pass(Duration duration) {
  const Instant end = now + duration;
  for (;;) {
    const std::optional<Instant> next = state.next_deadline();
    if (!next || *next > end) break;
    now = std::max(now, *next);
    const std::uint64_t before = state.sequence();
    done(Tick{}, {"usherd"});
    if (state.sequence() == before) {
      ADD_FAILURE() << "a due tick did nothing: the writer would spin";
      break;
    }
  }
  now = end;
}

ContactId Desk::submit(const ContactBuilder& contact) {
  return std::get<ContactId>(done(contact).decision.reply);
}
void Desk::sign_in(const std::string& agent) { done(SignIn{agent}); }
void Desk::attach(const std::string& adapter, std::vector<HeldByAdapter> held) {
  done(AttachChannel{adapter, std::move(held)});
}
void Desk::detach(const std::string& adapter) {
  done(DetachChannel{adapter, state.attachment(adapter)->epoch});
}
void Desk::apply(const AgencyBuilder& agency) {
  ApplyConfig command;
  command.model = agency.build();
  done(command);
}

const Contact& Desk::contact(std::string_view key) const {
  static const Contact kNone;
  const Contact* contact = state.contact(key);
  EXPECT_NE(contact, nullptr) << key;
  return contact == nullptr ? kNone : *contact;
}
const Agent& Desk::agent(std::string_view key) const { return *state.agent(key); }
AgentState Desk::agent_state(std::string_view key) const { return state_of(state, agent(key)); }

const Offer& Desk::offer_of(std::string_view key) const {
  static const Offer kNone;
  const Offer* offer = state.offer(contact(key).offer);
  EXPECT_NE(offer, nullptr) << key << " has no offer";
  return offer == nullptr ? kNone : *offer;
}

std::string Desk::with(std::string_view key) const {
  const Contact& found = contact(key);
  const AgentId id = found.offer ? state.offer(found.offer)->agent : found.agent;
  const Agent* agent = state.agent(id);
  return agent == nullptr ? "" : agent->key;
}

void Desk::accept(std::string_view key) {
  const Offer& offer = offer_of(key);
  done(AcceptOffer{offer.id, offer.fence});
}
void Desk::decline(std::string_view key) {
  const Offer& offer = offer_of(key);
  done(DeclineOffer{offer.id, offer.fence, "conflict_of_interest"});
}
void Desk::connect(std::string_view key) { done(ConnectContact{std::string(key)}); }

void Desk::serve(const ContactBuilder& contact, const std::string& key) {
  submit(contact);
  accept(key);
  connect(key);
}

}  // namespace usher::core::testing
