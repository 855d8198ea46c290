#include "tests/bench/recovery/prepare.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_format.h"

#include "engine/config/compile.h"
#include "engine/core/snapshot.h"
#include "engine/core/state.h"
#include "engine/core/step.h"
#include "engine/journal/sqlite_journal.h"
#include "tests/bench/journal/lifecycle.h"

namespace usher::bench {
namespace {

constexpr std::array<std::string_view, 8> kServices = {
    "housing", "benefits", "residence", "tax", "registry", "family", "vehicles", "permits"};
constexpr std::array<std::string_view, 6> kLanguages = {"de", "en", "tr", "ar", "vi", "uk"};
constexpr std::array<std::string_view, routing::kChannelCount> kAdapters = {"phone", "chat", "web",
                                                                            "in-person"};
constexpr std::size_t kRecordsABatch = 1000;

[[noreturn]] void stop(std::string_view what) {
  std::fprintf(stderr, "bench_recovery: %.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}

void must(const absl::Status& status) {
  if (!status.ok()) stop(status.ToString());
}

void add_agent(int n, usher::v1::AgencyConfig& config) {
  usher::v1::AgentConfig& agent = *config.add_agents();
  agent.set_id(absl::StrFormat("agent-%05d", n));
  agent.set_display_name(absl::StrFormat("Agent %d", n));
  for (const std::string_view tag : {kLanguages[n % 6], kLanguages[(n / 6 + n + 1) % 6]}) {
    if (agent.languages_size() == 1 && agent.languages(0).tag() == tag) continue;
    usher::v1::AgentLanguage& language = *agent.add_languages();
    language.set_tag(std::string(tag));
    language.set_modality(usher::v1::MODALITY_SPOKEN);
  }
  for (int k = 0; k < 3; ++k) {
    usher::v1::AgentSkill& skill = *agent.add_skills();
    skill.set_skill(std::string(kServices[(n + 3 * k) % 8]));
    skill.set_level(1 + (n / 8 + k) % 10);
  }
  agent.add_needs(usher::v1::PLAIN_LANGUAGE);
  agent.set_site("town-hall");
  for (int channel = usher::v1::PHONE; channel <= usher::v1::IN_PERSON; ++channel) {
    usher::v1::ChannelCapacity& capacity = *agent.mutable_capacity()->add_channels();
    capacity.set_channel(static_cast<usher::v1::Channel>(channel));
    capacity.set_max(1);
  }
}

core::ModelPtr model_of(const Agency& agency) {
  usher::v1::AgencyConfig config;
  config.set_id("bench");
  config.set_display_name("Bench");
  config.set_time_zone("Europe/Berlin");
  config.set_default_language("de");
  config.set_max_waiting(1'000'000);
  config.add_sites()->set_id("town-hall");
  for (const std::string_view service : kServices) {
    config.add_skills()->set_id(std::string(service));
    config.add_services()->set_id(std::string(service));
    config.add_queues()->set_id(std::string(service));
    usher::v1::ClassificationRule& rule = *config.add_classification();
    rule.add_services(std::string(service));
    rule.set_queue(std::string(service));
  }
  config.add_classification()->set_queue("housing");
  for (int n = 0; n < agency.agents; ++n) add_agent(n, config);
  for (std::size_t i = 0; i < kAdapters.size(); ++i) {
    usher::v1::AdapterConfig& adapter = *config.add_adapters();
    adapter.set_id(std::string(kAdapters[i]));
    adapter.set_channel(static_cast<usher::v1::Channel>(i + 1));
  }
  config.add_break_reasons("lunch");
  config::Compiled compiled = config::compile(config);
  if (compiled.model != nullptr) return compiled.model;
  // One is enough: what is wrong with an agent is wrong with all.
  stop(config::to_string(compiled.findings.at(0), "bench"));
}

class Desk {
 public:
  explicit Desk(const std::string& folder) {
    auto opened = journal::open_sqlite_journal(folder, config::decode_source);
    must(opened.status());
    journal_ = *std::move(opened);
  }

  void carry_out(const core::Command& command) {
    now_ += std::chrono::milliseconds(1);
    core::StepOutcome outcome = core::step(state_, command, {"adapter-phone", "", 0}, now_);
    if (auto* refusal = std::get_if<core::Refusal>(&outcome)) stop(refusal->message);
    batch_.push_back(std::move(std::get<core::Done>(outcome).record));
    if (batch_.size() >= kRecordsABatch) flush();
  }

  void submit(std::uint64_t n) {
    core::ContactDraft draft = sample_draft(n);
    draft.adapter = kAdapters[static_cast<std::size_t>(draft.channel)];
    if (draft.channel == core::Channel::kInPerson) draft.site = "town-hall";
    draft.origin.reset();
    carry_out(core::SubmitContact{key(n), draft, n});
  }

  void cancel(std::uint64_t n) { carry_out(core::CancelContact{key(n), "gone", std::nullopt}); }

  void flush() {
    must(journal_->append(batch_));
    batch_.clear();
  }

  void snapshot() {
    flush();
    must(journal_->write_snapshot(state_.to_snapshot()));
  }

  const core::State& state() const { return state_; }

 private:
  static std::string key(std::uint64_t n) { return absl::StrFormat("call-%012d", n); }

  std::unique_ptr<journal::Journal> journal_;
  core::State state_;
  core::Instant now_{std::chrono::seconds(1'790'000'000)};
  std::vector<core::Record> batch_;
};

}  // namespace

Prepared prepare(const std::string& folder, const Agency& agency) {
  Desk desk(folder);
  desk.carry_out(core::ApplyConfig{model_of(agency)});
  for (const std::string_view adapter : kAdapters) {
    desk.carry_out(core::AttachChannel{std::string(adapter), {}});
  }
  for (int n = 0; n < agency.agents; ++n) {
    desk.carry_out(core::SignIn{absl::StrFormat("agent-%05d", n), core::Presence::kBreak, "lunch"});
  }
  std::uint64_t last = 0;
  while (last < static_cast<std::uint64_t>(agency.waiting)) desk.submit(++last);
  desk.snapshot();
  // The line stays as long: one leaves, one joins.
  for (int i = 0; i < agency.tail / 2; ++i) {
    desk.cancel(++last - static_cast<std::uint64_t>(agency.waiting));
    desk.submit(last);
  }
  desk.flush();
  return {desk.state().sequence(), desk.state().digest()};
}

}  // namespace usher::bench
