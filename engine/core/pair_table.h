// Every pair of a state and a command, and what it yields: the one source of refusals by state, of
// the tests that try every pair, and of docs/state-table.md.
//
// Constant tables; any thread.
#ifndef USHER_ENGINE_CORE_PAIR_TABLE_H_
#define USHER_ENGINE_CORE_PAIR_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/agent.h"
#include "engine/core/contact.h"
#include "engine/core/refusal.h"

namespace usher::core {

enum class ContactAction : std::uint8_t {
  kUpdate,
  kCancel,
  kConnect,
  kHold,
  kRetrieve,
  kEndByPerson,
  kEndByAgent,
  kEndByChannelFailure,
  kEndByNoShow,
  kComplete,
};
inline constexpr int kContactActionCount = 10;
inline constexpr int kContactStateCount = 13;

enum class OfferAction : std::uint8_t { kAccept, kDecline, kFail };
inline constexpr int kOfferActionCount = 3;
inline constexpr int kOfferStateCount = 6;

enum class AgentAction : std::uint8_t {
  kSignIn,
  kLoseSession,
  kResumeSession,
  kSignOut,
  kSetAvailable,
  kSetBreak,
  kSetDraining,
  kPullNext,
};
inline constexpr int kAgentActionCount = 8;
inline constexpr int kAgentStateCount = 7;

struct Cell {
  std::optional<Reason> refusal;  // of every such command
  // Otherwise the states that may follow, the usual one first, then a remark in parentheses:
  // "WRAP_UP COMPLETED (where the queue has no wrap-up)". A refused cell has no text.
  std::string_view yields;
};

Cell cell(ContactState state, ContactAction action);
Cell cell(OfferState state, OfferAction action);
Cell cell(AgentState state, AgentAction action);

// "WAITING", "end_contact by the agent", "WRONG_STATE": as in the public contract.
std::string_view name_of(ContactState state);
std::string_view name_of(OfferState state);
std::string_view name_of(AgentState state);
std::string_view name_of(ContactAction action);
std::string_view name_of(OfferAction action);
std::string_view name_of(AgentAction action);
std::string_view name_of(Reason reason);

// "WAITING, OFFERED": where the command is not refused.
std::string allowed_states(ContactAction action);
std::string allowed_states(AgentAction action);

// docs/state-table.md, whole.
std::string render_state_table();

}  // namespace usher::core

#endif  // USHER_ENGINE_CORE_PAIR_TABLE_H_
