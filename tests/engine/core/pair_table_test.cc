// Every pair of a state and a command is tried against the engine and yields what the table says.
#include "engine/core/pair_table.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "engine/core/derive.h"
#include "tests/engine/core/builders.h"

namespace usher::core::testing {
namespace {

// The state names in front of the remark.
std::set<std::string> states_in(std::string_view yields) {
  std::istringstream words(std::string(yields.substr(0, yields.find('('))));
  std::set<std::string> states;
  for (std::string word; words >> word;) states.insert(word);
  return states;
}

// Tries the command and compares with the cell; `state_after` names the state that followed.
void expect_cell(Desk& desk, const Command& command, const Cell& expected,
                 const std::function<std::string_view()>& state_after) {
  if (expected.refusal) {
    EXPECT_EQ(name_of(desk.refused(command).reason), name_of(*expected.refusal));
    return;
  }
  desk.done(command);
  EXPECT_TRUE(states_in(expected.yields).contains(std::string(state_after())))
      << "is " << state_after() << ", the table says " << expected.yields;
}

void close_directly(Desk& desk, ContactState state) {
  Record record;
  record.sequence = desk.state.sequence() + 1;
  record.at = desk.now;
  record.events = {ContactClosed{desk.contact("c").id, state, "", "closing time"}};
  apply(desk.state, record);
}

Desk contact_in(ContactState state) {
  AgencyBuilder agency = an_agency().with(an_agent("ann"));
  if (state == ContactState::kBlocked) agency.model().max_waiting = 0;
  Desk desk(agency);
  const auto end = [&](EndedBy by) { desk.done(EndContact{"c", by}); };
  if (state != ContactState::kWaiting && !is_terminal(state)) desk.sign_in("ann");
  if (state == ContactState::kCompleted) desk.sign_in("ann");
  desk.submit(a_contact("c"));
  switch (state) {
    case ContactState::kWaiting:
    case ContactState::kOffered:
    case ContactState::kBlocked:
      break;
    case ContactState::kAbandoned:
      end(EndedBy::kPerson);
      break;
    case ContactState::kLostByChannel:
      end(EndedBy::kChannelFailure);
      break;
    case ContactState::kNoShow:
      end(EndedBy::kPersonDidNotCome);
      break;
    case ContactState::kCancelled:
      desk.done(CancelContact{"c"});
      break;
    case ContactState::kUnresolvedAtClose:
      close_directly(desk, state);
      break;
    case ContactState::kAssigned:
    case ContactState::kConnected:
    case ContactState::kHeld:
    case ContactState::kWrapUp:
    case ContactState::kCompleted:
      desk.accept("c");
      if (state == ContactState::kAssigned) break;
      desk.connect("c");
      if (state == ContactState::kHeld) desk.done(HoldContact{"c"});
      if (state == ContactState::kConnected || state == ContactState::kHeld) break;
      end(EndedBy::kPerson);
      if (state == ContactState::kCompleted) desk.done(CompleteContact{"c", "resolved"});
      break;
  }
  EXPECT_EQ(name_of(desk.contact("c").state), name_of(state));
  return desk;
}

Command command_of(ContactAction action) {
  switch (action) {
    case ContactAction::kUpdate: {
      ContactPatch patch;
      patch.display.emplace().emplace_back("note", "new");
      return UpdateContact{"c", patch, std::nullopt};
    }
    case ContactAction::kCancel:
      return CancelContact{"c"};
    case ContactAction::kConnect:
      return ConnectContact{"c"};
    case ContactAction::kHold:
      return HoldContact{"c"};
    case ContactAction::kRetrieve:
      return RetrieveContact{"c"};
    case ContactAction::kEndByPerson:
      return EndContact{"c", EndedBy::kPerson};
    case ContactAction::kEndByAgent:
      return EndContact{"c", EndedBy::kAgent};
    case ContactAction::kEndByChannelFailure:
      return EndContact{"c", EndedBy::kChannelFailure};
    case ContactAction::kEndByNoShow:
      return EndContact{"c", EndedBy::kPersonDidNotCome};
    case ContactAction::kComplete:
      return CompleteContact{"c", "resolved"};
  }
  return Tick{};
}

TEST(PairTable, holds_for_every_state_and_command_of_a_contact) {
  for (int s = 1; s <= kContactStateCount; ++s) {
    for (int a = 0; a < kContactActionCount; ++a) {
      const auto state = static_cast<ContactState>(s);
      const auto action = static_cast<ContactAction>(a);
      SCOPED_TRACE(std::string(name_of(state)) + " + " + std::string(name_of(action)));
      Desk desk = contact_in(state);
      expect_cell(desk, command_of(action), cell(state, action),
                  [&] { return name_of(desk.contact("c").state); });
    }
  }
}

Desk offer_in(OfferState state) {
  Desk desk(an_agency().with(an_agent("ann")));
  desk.sign_in("ann");
  desk.submit(a_contact("c"));
  switch (state) {
    case OfferState::kLive:
      break;
    case OfferState::kAccepted:
      desk.accept("c");
      break;
    case OfferState::kDeclined:
      desk.decline("c");
      break;
    case OfferState::kMissed:
      desk.pass(seconds(20));
      break;
    case OfferState::kRescinded:
      desk.done(CancelContact{"c"});
      break;
    case OfferState::kFailed:
      desk.done(FailOffer{{1}, "busy", ""});
      break;
  }
  EXPECT_EQ(name_of(desk.state.offer(OfferId{1})->state), name_of(state));
  return desk;
}

TEST(PairTable, holds_for_every_state_and_command_of_an_offer) {
  for (int s = 1; s <= kOfferStateCount; ++s) {
    for (int a = 0; a < kOfferActionCount; ++a) {
      const auto state = static_cast<OfferState>(s);
      const auto action = static_cast<OfferAction>(a);
      SCOPED_TRACE(std::string(name_of(state)) + " + " + std::string(name_of(action)));
      Desk desk = offer_in(state);
      const std::int64_t fence = desk.state.offer(OfferId{1})->fence;
      Command command = AcceptOffer{{1}, fence};
      if (action == OfferAction::kDecline) {
        command = DeclineOffer{{1}, fence, "conflict_of_interest"};
      }
      if (action == OfferAction::kFail) command = FailOffer{{1}, "busy", ""};
      expect_cell(desk, command, cell(state, action),
                  [&] { return name_of(desk.state.offer(OfferId{1})->state); });
    }
  }
}

// Somebody always waits to be pulled.
Desk agent_in(AgentState state) {
  AgencyBuilder agency = an_agency().with_service("counter").with(an_agent("ann"));
  agency.queue("counter").pull_only = true;
  Desk desk(agency);
  desk.submit(a_contact("waits").for_service("counter"));
  if (state != AgentState::kOffline) desk.sign_in("ann");
  switch (state) {
    case AgentState::kOffline:
    case AgentState::kAvailable:
      break;
    case AgentState::kReserved:
      desk.submit(a_contact("c"));
      break;
    case AgentState::kBusy:
      desk.serve(a_contact("c"), "c");
      break;
    case AgentState::kWrapUp:
    case AgentState::kDraining:
      desk.serve(a_contact("c"), "c");
      desk.done(EndContact{"c"});
      if (state == AgentState::kDraining) desk.done(SetAgentState{"ann", Presence::kDraining});
      break;
    case AgentState::kBreak:
      desk.done(SetAgentState{"ann", Presence::kBreak, "lunch"});
      break;
  }
  EXPECT_EQ(name_of(desk.agent_state("ann")), name_of(state));
  return desk;
}

Command command_of(AgentAction action, SessionId session) {
  switch (action) {
    case AgentAction::kSignIn:
      return SignIn{"ann"};
    case AgentAction::kLoseSession:
      return LoseSession{"ann", session};
    case AgentAction::kResumeSession:
      return ResumeSession{"ann", session};
    case AgentAction::kSignOut:
      return SignOut{"ann"};
    case AgentAction::kSetAvailable:
      return SetAgentState{"ann", Presence::kAvailable};
    case AgentAction::kSetBreak:
      return SetAgentState{"ann", Presence::kBreak, "training"};
    case AgentAction::kSetDraining:
      return SetAgentState{"ann", Presence::kDraining};
    case AgentAction::kPullNext:
      return PullNext{"ann", {}};
  }
  return Tick{};
}

TEST(PairTable, holds_for_every_state_and_command_of_an_agent) {
  for (int s = 1; s <= kAgentStateCount; ++s) {
    for (int a = 0; a < kAgentActionCount; ++a) {
      const auto state = static_cast<AgentState>(s);
      const auto action = static_cast<AgentAction>(a);
      SCOPED_TRACE(std::string(name_of(state)) + " + " + std::string(name_of(action)));
      Desk desk = agent_in(state);
      expect_cell(desk, command_of(action, desk.agent("ann").session), cell(state, action),
                  [&] { return name_of(desk.agent_state("ann")); });
    }
  }
}

TEST(PairTable, a_refusal_names_the_state_and_where_the_command_is_allowed) {
  Desk desk = contact_in(ContactState::kWaiting);
  const Refusal refusal = desk.refused(CompleteContact{"c", "resolved"});
  EXPECT_EQ(refusal.message, "contact \"c\" is WAITING; complete_contact is allowed in WRAP_UP");
  EXPECT_EQ(refusal.facts[0].second, "WAITING");
  EXPECT_EQ(refusal.facts[1].second, "WRAP_UP");
}

TEST(PairTable, is_the_page_in_the_documentation) {
  const char* const path = "docs/state-table.md";
  const std::string rendered = render_state_table();
  if (std::getenv("USHER_UPDATE_DOCS") != nullptr) std::ofstream(path) << rendered;
  std::stringstream page;
  page << std::ifstream(path).rdbuf();
  EXPECT_EQ(page.str(), rendered) << path
                                  << " is out of date; from the top folder, rewrite it with\n"
                                  << "  USHER_UPDATE_DOCS=1 build/release/bin/test_engine_core "
                                     "--gtest_filter='PairTable.is_the_page*'";
}

}  // namespace
}  // namespace usher::core::testing
