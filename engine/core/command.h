// Everything that can be asked of the engine. Values that have passed the syntax checks of the
// edge; whether they make sense in the current state is for decide() to say.
//
// Values; any thread.
#ifndef USHER_ENGINE_CORE_COMMAND_H_
#define USHER_ENGINE_CORE_COMMAND_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/model.h"

namespace usher::core {

// Who calls and under which key a retry is recognised.
struct Call {
  std::string principal;          // the credential's id; "usherd" for the daemon itself
  std::string request_id;         // empty: no idempotency asked for
  std::uint64_t fingerprint = 0;  // of the request's content; see fingerprint.h
};

struct SubmitContact {
  std::string key;  // empty: the engine gives one
  ContactDraft draft;
  std::uint64_t fingerprint = 0;  // of key and content, for "the same contact again"
};

struct ContactPatch {
  std::optional<std::string> service;
  std::optional<std::vector<routing::LanguageOption>> languages;
  std::optional<routing::Fallback> fallback;
  std::optional<std::vector<Need>> needs;
  std::optional<routing::SkillClauses> required_skills;
  std::optional<std::string> site;
  std::optional<std::int32_t> priority_minutes;
  std::optional<std::vector<std::pair<std::string, std::string>>> display;
  std::optional<Identity> identity;
  std::optional<std::string> journey;
};

struct UpdateContact {
  std::string contact;  // key
  ContactPatch patch;
  std::optional<std::uint64_t> expected_version;
};
struct CancelContact {
  std::string contact;
  std::string reason_code;
  std::optional<std::uint64_t> expected_version;
};
struct ConnectContact {
  std::string contact;
};
struct HoldContact {
  std::string contact;
};
struct RetrieveContact {
  std::string contact;
};
struct EndContact {
  std::string contact;
  EndedBy ended_by = EndedBy::kPerson;
};
struct CompleteContact {
  std::string contact;
  std::string outcome_code;
};

struct SignIn {
  std::string agent;
  Presence presence = Presence::kAvailable;  // kAvailable or kBreak
  std::string reason;                        // for kBreak
};
// The session's stream or lease is gone; the grace begins. Stale sessions are ignored without a
// record.
struct LoseSession {
  std::string agent;
  SessionId session;
};
// The same session is heard of again within its grace.
struct ResumeSession {
  std::string agent;
  SessionId session;
};
struct SignOut {
  std::string agent;
};
struct SetAgentState {
  std::string agent;
  Presence presence = Presence::kAvailable;  // kAvailable, kBreak or kDraining
  std::string reason;                        // for kBreak
};
struct PullNext {
  std::string agent;
  routing::ChannelSet channels;  // empty: all with capacity
};

struct AcceptOffer {
  OfferId offer;
  std::int64_t fence = 0;
  std::string agent;  // set when the caller may act for this agent only
};
struct DeclineOffer {
  OfferId offer;
  std::int64_t fence = 0;
  std::string reason_code;
  std::string agent;
};
// The channel could not reach the agent.
struct FailOffer {
  OfferId offer;
  std::string reason;
  std::string adapter;
};

struct HeldByAdapter {
  std::string key;
  ContactDraft draft;  // with origin, to take it in when unknown
  std::uint64_t fingerprint = 0;
  std::string connected_agent;  // key; empty while waiting
};
// An adapter says what it holds; the engine settles the difference.
struct AttachChannel {
  std::string adapter;
  std::vector<HeldByAdapter> held;
};
struct DetachChannel {
  std::string adapter;
  std::uint64_t epoch = 0;
};

struct ApplyConfig {
  ModelPtr model;  // revision, applied_by, comment and applied_at are set by decide()
  std::int64_t expected_revision = 0;  // 0: whatever it is
};

// The process has started over a journal that an earlier one wrote: nothing is attached, all
// sessions are lost.
struct Restarted {};
// A deadline is due. Handles at most kMaxDeadlinesPerTick, the earliest first.
struct Tick {};
inline constexpr int kMaxDeadlinesPerTick = 1000;

using Command =
    std::variant<SubmitContact, UpdateContact, CancelContact, ConnectContact, HoldContact,
                 RetrieveContact, EndContact, CompleteContact, SignIn, LoseSession, ResumeSession,
                 SignOut, SetAgentState, PullNext, AcceptOffer, DeclineOffer, FailOffer,
                 AttachChannel, DetachChannel, ApplyConfig, Restarted, Tick>;

// "submit_contact", for metrics, logs and the pair table.
std::string_view name_of(const Command& command);

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_COMMAND_H_
