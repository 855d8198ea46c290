#include "tests/engine/journal/scenario.h"

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "engine/config/compile.h"
#include "engine/core/state.h"
#include "engine/core/step.h"
#include "routing/check.h"

namespace usher::journal::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

core::ModelPtr agency(int max_waiting) {
  usher::v1::AgencyConfig config;
  config.set_id("harbour");
  config.set_time_zone("Europe/Berlin");
  config.set_default_language("de");
  config.set_max_waiting(max_waiting);
  config.add_services()->set_id("housing");
  config.add_skills()->set_id("housing");
  usher::v1::QueueConfig& queue = *config.add_queues();
  queue.set_id("housing");
  queue.mutable_offer_timeout()->set_seconds(20);
  config.add_classification()->set_queue("housing");
  for (const char* id : {"anna", "bora"}) {
    usher::v1::AgentConfig& agent = *config.add_agents();
    agent.set_id(id);
    for (const char* tag : {"de", "en"}) {
      usher::v1::AgentLanguage& language = *agent.add_languages();
      language.set_tag(tag);
      language.set_modality(usher::v1::MODALITY_SPOKEN);
    }
    agent.add_needs(usher::v1::PLAIN_LANGUAGE);
    usher::v1::AgentSkill& skill = *agent.add_skills();
    skill.set_skill("housing");
    skill.set_level(3);
    usher::v1::ChannelCapacity& phone = *agent.mutable_capacity()->add_channels();
    phone.set_channel(usher::v1::PHONE);
    phone.set_max(1);
  }
  usher::v1::AdapterConfig& adapter = *config.add_adapters();
  adapter.set_id("pbx");
  adapter.set_channel(usher::v1::PHONE);
  config.add_break_reasons("lunch");
  config.add_decline_reasons("technical");
  config.add_outcome_codes("resolved");
  const core::ModelPtr model = config::compile(config).model;
  USHER_CHECK(model != nullptr);
  return model;
}

core::ContactDraft draft() {
  core::ContactDraft draft;
  draft.service = "housing";
  draft.languages = {{"en", routing::Modality::kSpoken, routing::Direction::kBoth, 1},
                     {"de", routing::Modality::kSpoken, routing::Direction::kBoth, 2}};
  draft.needs = {{core::NeedCode::kPlainLanguage, core::NeedStrength::kHard}};
  draft.required_skills = {{{"housing", 2}}};
  draft.display = {{"matter", "a leaking roof"}};
  draft.identity = {"Åsa Öberg", "+4930555", "42"};
  draft.adapter = "pbx";
  return draft;
}

class Desk {
 public:
  void carry_out(const core::Command& command, std::string request_id = "") {
    core::StepOutcome outcome =
        core::step(state, command, {"tester", std::move(request_id), 77}, now);
    if (const auto* refusal = std::get_if<core::Refusal>(&outcome)) {
      routing::check_failed(__FILE__, __LINE__, refusal->message.c_str());
    }
    core::Record& record = std::get<core::Done>(outcome).record;
    if (record.sequence != 0) day.records.push_back(std::move(record));
  }
  void pass(core::Duration duration) {
    const core::Instant end = now + duration;
    while (state.next_deadline() && *state.next_deadline() <= end) {
      now = std::max(now, *state.next_deadline());
      carry_out(core::Tick{});
    }
    now = end;
  }
  void submit(const std::string& key) {
    carry_out(core::SubmitContact{key, draft(), 5}, "submit-" + key);
  }
  const core::Offer& offer(const std::string& key) {
    const core::Contact* contact = state.contact(key);
    USHER_CHECK(contact != nullptr && contact->offer);
    return *state.offer(contact->offer);
  }
  void accept(const std::string& key) {
    carry_out(core::AcceptOffer{offer(key).id, offer(key).fence, ""});
  }
  core::SessionId session(const std::string& agent) { return state.agent(agent)->session; }

  core::State state;
  core::Instant now{seconds(1'750'000'000)};
  Day day;
};

void morning(Desk& desk) {
  desk.carry_out(core::ApplyConfig{agency(3)}, "apply-1");
  desk.carry_out(core::AttachChannel{"pbx", {}});
  desk.carry_out(core::SignIn{"anna", core::Presence::kAvailable, ""}, "sign-in-anna");
  desk.submit("declined");
  const core::Offer& offer = desk.offer("declined");
  desk.carry_out(core::DeclineOffer{offer.id, offer.fence, "technical", "anna"});
  desk.pass(minutes(6));  // the avoidance ends, and the offer that follows is missed
  desk.carry_out(core::SignIn{"bora", core::Presence::kBreak, "lunch"});
  desk.carry_out(core::SetAgentState{"bora", core::Presence::kAvailable, ""});
  desk.accept("declined");
  desk.carry_out(core::ConnectContact{"declined"});
  desk.carry_out(core::HoldContact{"declined"});
  desk.carry_out(core::RetrieveContact{"declined"});
  desk.carry_out(core::EndContact{"declined", core::EndedBy::kAgent});
  desk.carry_out(core::CompleteContact{"declined", "resolved"});
  desk.carry_out(core::SignOut{"bora"});
}

void afternoon(Desk& desk) {
  for (const char* key : {"first", "second", "third", "blocked"}) desk.submit(key);
  core::ContactPatch patch;
  patch.priority_minutes = 10;
  desk.carry_out(core::UpdateContact{"second", patch, std::nullopt});
  desk.carry_out(core::CancelContact{"third", "changed_their_mind", std::nullopt});
  desk.pass(hours(2));  // past the starvation bound
  desk.carry_out(core::SetAgentState{"anna", core::Presence::kAvailable, ""});
  desk.accept("first");
  desk.carry_out(core::LoseSession{"anna", desk.session("anna")});
  desk.carry_out(core::ResumeSession{"anna", desk.session("anna")});
  desk.carry_out(core::LoseSession{"anna", desk.session("anna")});
  desk.pass(minutes(1));  // never connected: it returns to its place
  desk.carry_out(core::ApplyConfig{agency(5)}, "apply-2");
  desk.carry_out(core::DetachChannel{"pbx", desk.state.attachment("pbx")->epoch});
  desk.pass(hours(30));  // lost by its channel, and history is forgotten
}

}  // namespace

Day a_day() {
  Desk desk;
  morning(desk);
  desk.day.noon = desk.state.to_snapshot();
  afternoon(desk);
  return std::move(desk.day);
}

}  // namespace usher::journal::testing
