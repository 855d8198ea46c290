// agent {get,list,sign-in,renew,sign-out,state,pull,accept,decline}; `agent work` is in its own
// file.
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/client/times.h"
#include "tools/usherctl/listing.h"
#include "tools/usherctl/menu.h"
#include "tools/usherctl/offer_commands.h"
#include "tools/usherctl/render.h"
#include "usher/v1/agent.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::Collection;
using client::ExitCode;
using client::short_id;
using client::usage_failure;
using client::word;
using Agents = v1::AgentService::Stub;

CLI::App& verb_with_agent(Menu& menu, CLI::App& parent, const std::string& verb,
                          const std::string& help, std::shared_ptr<std::string> id, Run run) {
  CLI::App& app = menu.verb(parent, verb, help, std::move(run));
  app.add_option("AGENT", *id, "The agent's id or name")->required()->type_name("");
  return app;
}

void print_state(Session& session, const v1::Agent& agent) {
  session.out() << short_id(agent.name()) << ' ' << word(agent.state());
  if (!agent.state_reason().empty()) session.out() << ' ' << agent.state_reason();
  session.out() << ", load " << agent.load() << '/' << agent.capacity() << '\n';
}

ExitCode show_state(Session& session, Answer<v1::Agent> agent) {
  if (!agent) return session.fail(agent.failure());
  return session.show<v1::Agent>(
      *agent, [&session](const v1::Agent& shown) { print_state(session, shown); });
}

ExitCode show_session(Session& session, Answer<v1::Session> opened) {
  if (!opened) return session.fail(opened.failure());
  return session.show<v1::Session>(*opened, [&session](const v1::Session& shown) {
    session.out() << "session " << shown.name() << "\nlease ends "
                  << client::full_time(shown.expire_time()) << '\n';
    if (shown.has_agent()) print_state(session, shown.agent());
  });
}

// Fails as usage: "OPTION: what is wrong".
ExitCode wrong(Session& session, absl::string_view option, const absl::Status& status) {
  return session.fail(usage_failure(absl::StrCat(option, ": ", std::string(status.message())), ""));
}

ExitCode get(Session& session, const std::string& id) {
  auto name = session.name(Collection::kAgent, id);
  if (!name) return session.fail(name.failure());
  v1::GetAgentRequest request;
  request.set_name(*name);
  auto agent = session.call(&Agents::GetAgent, request);
  if (!agent) return session.fail(agent.failure());
  return session.show<v1::Agent>(*agent, [&session](const v1::Agent& shown) {
    agent_fields(shown, session.now()).print(session.out(), session.colour());
  });
}

struct ListOptions {
  std::vector<std::string> states;
  std::string site;
  int limit = kDefaultLimit;
};

ExitCode list(Session& session, const ListOptions& options) {
  v1::ListAgentsRequest request;
  for (const auto& text : options.states) {
    auto state = client::parse_word<v1::Agent::State>(text);
    if (!state.ok()) return wrong(session, "--state", state.status());
    request.add_states(*state);
  }
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  request.set_parent(*agency);
  if (!options.site.empty()) {
    auto name = session.name(Collection::kSite, options.site);
    if (!name) return session.fail(name.failure());
    request.set_site(*name);
  }
  return show_list<v1::Agent>(
      session,
      collect<v1::Agent>(session, &Agents::ListAgents, request, options.limit, kLargestPage,
                         [](const auto& page) { return page.agents(); }),
      agent_table(), "no agents", [&session](client::Table& table, const v1::Agent& agent) {
        add_row(table, agent, session.now());
      });
}

void add_get_and_list(Menu& menu, CLI::App& agent) {
  auto id = std::make_shared<std::string>();
  verb_with_agent(menu, agent, "get", "Read one agent", id,
                  [id](Session& session) { return get(session, *id); });
  auto options = std::make_shared<ListOptions>();
  CLI::App& app = menu.verb(agent, "list", "List agents by id",
                            [options](Session& session) { return list(session, *options); });
  app.add_option("--state", options->states, "Only these: " + client::all_words<v1::Agent::State>())
      ->type_name("STATE")
      ->delimiter(',');
  app.add_option("--site", options->site, "Only this site")->type_name("ID");
  app.add_option("--limit", options->limit, "At most so many")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
}

ExitCode sign_in(Session& session, const std::string& id, const std::string& state,
                 const std::string& reason, const std::string& lease) {
  v1::SignInRequest request;
  request.set_reason_code(reason);
  auto initial = client::parse_word<v1::Agent::State>(state);
  if (!initial.ok()) return wrong(session, "--state", initial.status());
  request.set_initial_state(*initial);
  if (!lease.empty()) {
    auto length = client::parse_duration(lease);
    if (!length.ok()) return wrong(session, "--lease", length.status());
    *request.mutable_lease() = client::to_proto(*length);
  }
  auto name = session.name(Collection::kAgent, id);
  if (!name) return session.fail(name.failure());
  request.set_name(*name);
  return show_session(session, session.call(&Agents::SignIn, request));
}

ExitCode renew(Session& session, const std::string& id_or_session) {
  v1::RenewSessionRequest request;
  if (absl::StrContains(id_or_session, "/sessions/")) {
    request.set_name(id_or_session);
  } else {
    auto name = session.name(Collection::kAgent, id_or_session);
    if (!name) return session.fail(name.failure());
    v1::GetAgentRequest read;
    read.set_name(*name);
    auto agent = session.call(&Agents::GetAgent, read);
    if (!agent) return session.fail(agent.failure());
    if (agent->session().empty()) {
      return session.fail(
          {ExitCode::kRefused,
           absl::StrCat("agent ", short_id(*name), " has no session"),
           absl::StrCat("Sign in with `usherctl agent sign-in ", short_id(*name), "`."),
           "",
           {},
           absl::ZeroDuration()});
    }
    request.set_name(agent->session());
  }
  return show_session(session, session.call(&Agents::RenewSession, request));
}

void add_session_verbs(Menu& menu, CLI::App& agent) {
  auto id = std::make_shared<std::string>();
  auto state = std::make_shared<std::string>("AVAILABLE");
  auto reason = std::make_shared<std::string>();
  auto lease = std::make_shared<std::string>();
  CLI::App& in =
      verb_with_agent(menu, agent, "sign-in", "Open a session; renew it, or use `agent work`", id,
                      [id, state, reason, lease](Session& session) {
                        return sign_in(session, *id, *state, *reason, *lease);
                      });
  in.add_option("--state", *state, "AVAILABLE or BREAK")->type_name("STATE")->capture_default_str();
  in.add_option("--reason", *reason, "For BREAK: one of the configured break reasons")
      ->type_name("CODE");
  in.add_option("--lease", *lease, "How long it lasts unless renewed: 5s to 10m, default 30s")
      ->type_name("TIME");
  CLI::App& again = menu.verb(agent, "renew", "Renew the lease of a session",
                              [id](Session& session) { return renew(session, *id); });
  again.add_option("AGENT", *id, "The agent's id, or the session's name")
      ->required()
      ->type_name("");
  verb_with_agent(menu, agent, "sign-out", "End the session; contacts in hand are finished first",
                  id, [id](Session& session) {
                    auto name = session.name(Collection::kAgent, *id);
                    if (!name) return session.fail(name.failure());
                    v1::SignOutRequest request;
                    request.set_name(*name);
                    return show_state(session, session.call(&Agents::SignOut, request));
                  });
}

ExitCode set_state(Session& session, const std::string& id, const std::string& state,
                   const std::string& reason) {
  v1::SetAgentStateRequest request;
  auto wanted = client::parse_word<v1::Agent::State>(state);
  if (!wanted.ok()) return wrong(session, "STATE", wanted.status());
  if (*wanted == v1::Agent::BREAK && reason.empty()) {
    return session.fail(usage_failure("a break needs a reason",
                                      "Give --reason with a configured one, for example lunch."));
  }
  auto name = session.name(Collection::kAgent, id);
  if (!name) return session.fail(name.failure());
  request.set_name(*name);
  request.set_state(*wanted);
  request.set_reason_code(reason);
  return show_state(session, session.call(&Agents::SetAgentState, request));
}

ExitCode pull(Session& session, const std::string& id, const std::vector<std::string>& channels) {
  v1::PullNextRequest request;
  for (const auto& text : channels) {
    auto channel = client::parse_word<v1::Channel>(text);
    if (!channel.ok()) return wrong(session, "--channel", channel.status());
    request.add_channels(*channel);
  }
  auto name = session.name(Collection::kAgent, id);
  if (!name) return session.fail(name.failure());
  request.set_name(*name);
  return print_offer_change(session, session.call(&Agents::PullNext, request));
}

void add_state_and_pull(Menu& menu, CLI::App& agent) {
  auto id = std::make_shared<std::string>();
  auto state = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  CLI::App& set = verb_with_agent(
      menu, agent, "state", "Ask for AVAILABLE, BREAK or DRAINING", id,
      [id, state, reason](Session& session) { return set_state(session, *id, *state, *reason); });
  set.add_option("STATE", *state, "AVAILABLE, BREAK or DRAINING")->required()->type_name("");
  set.add_option("--reason", *reason, "For BREAK: one of the configured break reasons")
      ->type_name("CODE");
  auto channels = std::make_shared<std::vector<std::string>>();
  CLI::App& next = verb_with_agent(
      menu, agent, "pull", "\"Next, please\": take the first contact the agent may serve", id,
      [id, channels](Session& session) { return pull(session, *id, *channels); });
  next.add_option("--channel", *channels, "Only these channels")
      ->type_name("CHANNEL")
      ->delimiter(',');
}

void add_answers(Menu& menu, CLI::App& agent) {
  for (const bool accept : {true, false}) {
    auto id = std::make_shared<std::string>();
    auto reply = std::make_shared<OfferReply>();
    reply->accept = accept;
    CLI::App& app =
        verb_with_agent(menu, agent, accept ? "accept" : "decline",
                        accept ? "Take the agent's live offer" : "Give the agent's live offer back",
                        id, [id, reply](Session& session) {
                          auto offer = live_offer_of(session, *id);
                          if (!offer) return session.fail(offer.failure());
                          return print_offer_change(session, answer_offer(session, *offer, *reply));
                        });
    add_reply_options(app, *reply);
  }
}

}  // namespace

void add_agent_commands(Menu& menu) {
  CLI::App& agent = menu.group("agent", "Agents: look at them, or act as one");
  add_get_and_list(menu, agent);
  add_session_verbs(menu, agent);
  add_state_and_pull(menu, agent);
  add_answers(menu, agent);
  add_agent_work_command(menu, agent);
}

}  // namespace usher::ctl
