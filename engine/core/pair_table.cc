#include "engine/core/pair_table.h"

#include <array>

#include "routing/check.h"

namespace usher::core {
namespace {

constexpr Cell to(std::string_view yields) { return {std::nullopt, yields}; }
constexpr Cell no(Reason reason) { return {reason, {}}; }
constexpr Cell kWrong = no(Reason::kWrongState);

using ContactRow = std::array<Cell, kContactActionCount>;
constexpr ContactRow kEnded = {kWrong, kWrong, kWrong, kWrong, kWrong,
                               kWrong, kWrong, kWrong, kWrong, kWrong};
constexpr Cell kTalkEnds = to("WRAP_UP COMPLETED (at once where the queue has no wrap-up)");

// In the order of ContactAction: update, cancel, connect, hold, retrieve, end by person, by agent,
// by channel failure, by no-show, complete.
constexpr std::array<ContactRow, kContactStateCount> kContacts = {{
    // WAITING
    {to("WAITING"), to("CANCELLED"), kWrong, kWrong, kWrong, to("ABANDONED"), kWrong,
     to("LOST_BY_CHANNEL"), to("NO_SHOW"), kWrong},
    // OFFERED
    {to("OFFERED WAITING (the offer is rescinded if its agent is no longer able)"),
     to("CANCELLED (the offer is rescinded)"), kWrong, kWrong, kWrong,
     to("ABANDONED (the offer is rescinded)"), kWrong,
     to("LOST_BY_CHANNEL (the offer is rescinded)"), to("NO_SHOW (the offer is rescinded)"),
     kWrong},
    // ASSIGNED
    {to("ASSIGNED (display, identity and journey only)"), kWrong, to("CONNECTED"), kWrong, kWrong,
     to("ABANDONED"), to("WAITING (back in its place; the agent is avoided for a while)"),
     to("LOST_BY_CHANNEL"), to("NO_SHOW"), kWrong},
    // CONNECTED
    {to("CONNECTED (display, identity and journey only)"), kWrong,
     to("CONNECTED (nothing changes)"), to("HELD"), kWrong, kTalkEnds, kTalkEnds, kTalkEnds,
     kTalkEnds, kWrong},
    // HELD
    {to("HELD (display, identity and journey only)"), kWrong, kWrong, kWrong, to("CONNECTED"),
     kTalkEnds, kTalkEnds, kTalkEnds, kTalkEnds, kWrong},
    // WRAP_UP
    {to("WRAP_UP (display, identity and journey only)"), kWrong, kWrong, kWrong, kWrong, kWrong,
     kWrong, kWrong, kWrong, to("COMPLETED")},
    kEnded,
    kEnded,
    kEnded,
    kEnded,
    kEnded,
    kEnded,
    kEnded,
}};

constexpr Cell kSettled = no(Reason::kOfferSettled);
constexpr Cell kExpired = no(Reason::kOfferExpired);
constexpr Cell kRescinded = no(Reason::kOfferRescinded);
// accept, decline, fail.
constexpr std::array<std::array<Cell, kOfferActionCount>, kOfferStateCount> kOffers = {{
    {to("ACCEPTED"), to("DECLINED"), to("FAILED")},  // LIVE
    {kSettled, kSettled, kSettled},                  // ACCEPTED
    {kSettled, kSettled, kSettled},                  // DECLINED
    {kExpired, kExpired, kExpired},                  // MISSED
    {kRescinded, kRescinded, kRescinded},            // RESCINDED
    {kSettled, kSettled, kSettled},                  // FAILED
}};

constexpr Cell kOut = no(Reason::kNotSignedIn);
constexpr Cell kFull = no(Reason::kNoCapacity);
// sign_in, lose_session, resume_session, sign_out, available, break, draining, pull_next.
constexpr std::array<std::array<Cell, kAgentActionCount>, kAgentStateCount> kAgents = {{
    // OFFLINE
    {to("AVAILABLE BUSY WRAP_UP BREAK (as asked; with the contacts still in hand)"),
     to("OFFLINE (ignored)"), no(Reason::kUnknownSession), to("OFFLINE (nothing changes)"), kOut,
     kOut, kOut, kOut},
    // AVAILABLE
    {to("AVAILABLE BREAK (in a new session)"), to("AVAILABLE (no offers; the grace begins)"),
     to("AVAILABLE"), to("OFFLINE DRAINING (with contacts in hand)"), to("AVAILABLE"),
     to("BREAK BUSY (with contacts in hand)"), to("OFFLINE DRAINING (with contacts in hand)"),
     to("BUSY AVAILABLE (where more capacity is left)")},
    // RESERVED
    {to("RESERVED BREAK (in a new session; the offer stays, but for a break it is rescinded)"),
     to("RESERVED (the grace begins)"), to("RESERVED"),
     to("OFFLINE DRAINING (the offer is rescinded)"), to("RESERVED"),
     to("BREAK BUSY (the offer is rescinded)"), to("OFFLINE DRAINING (the offer is rescinded)"),
     kWrong},
    // BUSY
    {to("BUSY (in a new session)"), to("BUSY (the grace begins)"), to("BUSY"), to("DRAINING"),
     to("BUSY AVAILABLE (where more capacity is left)"), to("BUSY (the break comes after)"),
     to("DRAINING"), kFull},
    // WRAP_UP
    {to("WRAP_UP (in a new session)"), to("WRAP_UP (the grace begins)"), to("WRAP_UP"),
     to("DRAINING"), to("WRAP_UP AVAILABLE (where more capacity is left)"),
     to("WRAP_UP (the break comes after)"), to("DRAINING"), kFull},
    // BREAK
    {to("AVAILABLE BREAK (in a new session)"), to("BREAK (the grace begins)"), to("BREAK"),
     to("OFFLINE"), to("AVAILABLE"), to("BREAK"), to("OFFLINE"), kWrong},
    // DRAINING
    {to("BUSY WRAP_UP AVAILABLE (in a new session)"), to("DRAINING (the grace begins)"),
     to("DRAINING"), to("DRAINING"), to("BUSY WRAP_UP AVAILABLE (unless it signed out)"),
     to("BUSY WRAP_UP (the break comes after; unless it signed out)"), to("DRAINING"), kWrong},
}};

template <typename State>
std::size_t row(State state) {
  return static_cast<std::size_t>(state) - 1;
}

template <typename State, typename Action>
std::string allowed(int states, Action action) {
  std::string list;
  for (int i = 1; i <= states; ++i) {
    const auto state = static_cast<State>(i);
    if (cell(state, action).refusal) continue;
    if (!list.empty()) list += ", ";
    list += name_of(state);
  }
  return list;
}

}  // namespace

Cell cell(ContactState state, ContactAction action) {
  return kContacts[row(state)][static_cast<std::size_t>(action)];
}
Cell cell(OfferState state, OfferAction action) {
  return kOffers[row(state)][static_cast<std::size_t>(action)];
}
Cell cell(AgentState state, AgentAction action) {
  return kAgents[row(state)][static_cast<std::size_t>(action)];
}

std::string allowed_states(ContactAction action) {
  return allowed<ContactState>(kContactStateCount, action);
}
std::string allowed_states(AgentAction action) {
  return allowed<AgentState>(kAgentStateCount, action);
}

}  // namespace usher::core
