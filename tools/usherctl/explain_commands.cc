// explain {contact,offer,agent}, and `explain ID` for a contact or for any full name.
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "tools/client/enums.h"
#include "tools/client/table.h"
#include "tools/client/times.h"
#include "tools/usherctl/menu.h"
#include "usher/v1/explain.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::Collection;
using client::ExitCode;
using client::short_id;
using client::word;
using Explain = v1::ExplainService::Stub;

std::string clause_text(const v1::Clause& clause) {
  return clause.text().empty() ? absl::StrCat("(", clause.kind(), ": see --show-private)")
                               : clause.text();
}

std::string verdict_text(const v1::AgentVerdict& verdict,
                         const google::protobuf::RepeatedPtrField<v1::Clause>& clauses) {
  std::vector<std::string> why;
  for (const int index : verdict.failed_clauses()) {
    if (index >= 0 && index < clauses.size()) why.push_back("not: " + clause_text(clauses[index]));
  }
  if (!verdict.obstacle().empty()) why.push_back(verdict.obstacle());
  if (!verdict.ranking_reason().empty()) why.push_back(verdict.ranking_reason());
  return absl::StrJoin(why, "; ");
}

void print_verdicts(Session& session,
                    const google::protobuf::RepeatedPtrField<v1::AgentVerdict>& verdicts,
                    const google::protobuf::RepeatedPtrField<v1::Clause>& clauses) {
  client::Table table({"AGENT", "VERDICT", ">RANK", "WHY"});
  for (const auto& verdict : verdicts) {
    table.add({short_id(verdict.agent()), word(verdict.verdict()),
               verdict.rank() == 0 ? "" : absl::StrCat(verdict.rank()),
               verdict_text(verdict, clauses)});
  }
  if (!table.empty()) {
    session.out() << '\n';
    table.print(session.out(), session.colour());
  }
}

void print_clauses(Session& session, const v1::ContactExplanation& shown) {
  client::Table table({"WHAT IT TAKES", "FROM", ">AGENTS FAILING", ">FAILING ONLY THIS"});
  for (int i = 0; i < shown.clauses_size(); ++i) {
    std::string failing, only;
    for (const auto& effect : shown.clause_effects()) {
      if (effect.clause() != i) continue;
      failing = absl::StrCat(effect.agents_failing());
      only = absl::StrCat(effect.agents_failing_only_this());
    }
    table.add({clause_text(shown.clauses(i)), shown.clauses(i).source(), failing, only});
  }
  if (!table.empty()) {
    session.out() << '\n';
    table.print(session.out(), session.colour());
  }
}

void print(Session& session, const v1::ContactExplanation& shown) {
  session.out() << short_id(shown.contact()) << " is " << word(shown.state()) << ". "
                << client::printable(shown.summary()) << '\n'
                << shown.eligible() << " agents could take it now, " << shown.able_not_free()
                << " are able but not free, " << shown.excluded() << " are not able; "
                << shown.ahead() << " ahead with the same requirements.\n";
  if (shown.has_next_timer()) {
    session.out() << "At " << client::clock_time(shown.next_timer(), session.zone()) << ": "
                  << client::printable(shown.next_timer_effect()) << '\n';
  }
  if (shown.what_would_help_size() > 0) session.out() << "\nWhat would help:\n";
  for (const auto& help : shown.what_would_help())
    session.out() << "  - " << client::printable(help) << '\n';
  print_clauses(session, shown);
  print_verdicts(session, shown.agents(), shown.clauses());
  session.out() << "\nconfiguration revision " << shown.config_revision() << ", position "
                << shown.sequence() << '\n';
}

void print(Session& session, const v1::OfferExplanation& shown) {
  session.out() << short_id(shown.offer()) << ". " << client::printable(shown.summary()) << '\n'
                << "Ranking: " << shown.ranking() << "; overtaken: " << shown.overtaken_count()
                << '\n';
  print_verdicts(session, shown.candidates(), {});
  client::Table table({"OVERTAKEN", "WHY", "JUSTIFIED"});
  for (const auto& overtaken : shown.overtaken()) {
    table.add({short_id(overtaken.contact()), overtaken.reason(),
               overtaken.justified() ? "yes" : "NO: report this as a bug"});
  }
  if (!table.empty()) {
    session.out() << '\n';
    table.print(session.out(), session.colour());
  }
  session.out() << "\nconfiguration revision " << shown.config_revision() << ", position "
                << shown.sequence() << '\n';
}

void print(Session& session, const v1::AgentExplanation& shown) {
  session.out() << short_id(shown.agent()) << ". " << client::printable(shown.summary()) << '\n'
                << "Able to serve " << shown.able_to_serve() << " of " << shown.waiting()
                << " in line.\n";
  client::Table table({"LONGEST WAITING", "WHY NOT THIS AGENT"});
  for (const auto& verdict : shown.longest_waiting()) {
    std::vector<std::string> why;
    for (const auto& clause : verdict.failed_clauses())
      why.push_back("not: " + clause_text(clause));
    if (!verdict.obstacle().empty()) why.push_back(verdict.obstacle());
    table.add({short_id(verdict.contact()), absl::StrJoin(why, "; ")});
  }
  if (!table.empty()) {
    session.out() << '\n';
    table.print(session.out(), session.colour());
  }
  session.out() << "\nconfiguration revision " << shown.config_revision() << ", position "
                << shown.sequence() << '\n';
}

template <class Response>
ExitCode show_explanation(Session& session, Answer<Response> answer) {
  if (!answer) return session.fail(answer.failure());
  return session.show<Response>(*answer,
                                [&session](const Response& shown) { print(session, shown); });
}

struct ContactOptions {
  std::string id;
  std::vector<std::string> agents;
  int most = 20;
};

ExitCode explain_contact(Session& session, const ContactOptions& options) {
  auto name = session.name(Collection::kContact, options.id);
  if (!name) return session.fail(name.failure());
  v1::ExplainContactRequest request;
  request.set_name(*name);
  request.set_max_agents(options.most);
  for (const auto& agent : options.agents) {
    auto agent_name = session.name(Collection::kAgent, agent);
    if (!agent_name) return session.fail(agent_name.failure());
    request.add_agents(*agent_name);
  }
  return show_explanation(session, session.call(&Explain::ExplainContact, request));
}

ExitCode explain_offer(Session& session, const std::string& id) {
  auto name = session.name(Collection::kOffer, id);
  if (!name) return session.fail(name.failure());
  v1::ExplainOfferRequest request;
  request.set_name(*name);
  return show_explanation(session, session.call(&Explain::ExplainOffer, request));
}

ExitCode explain_agent(Session& session, const std::string& id) {
  auto name = session.name(Collection::kAgent, id);
  if (!name) return session.fail(name.failure());
  v1::ExplainAgentRequest request;
  request.set_name(*name);
  return show_explanation(session, session.call(&Explain::ExplainAgent, request));
}

ExitCode explain_any(Session& session, const ContactOptions& options) {
  if (options.id.empty()) {
    return session.fail(client::usage_failure(
        "explain what?", "Give a contact's id, or see `usherctl explain --help`."));
  }
  if (absl::StrContains(options.id, "/offers/")) return explain_offer(session, options.id);
  if (absl::StrContains(options.id, "/agents/")) return explain_agent(session, options.id);
  return explain_contact(session, options);
}

void add_most(CLI::App& app, ContactOptions& options) {
  app.add_option("--agents", options.agents, "Only verdicts on these agents")
      ->type_name("ID")
      ->delimiter(',');
  app.add_option("--max-agents", options.most, "Verdicts on at most so many agents")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
}

}  // namespace

void add_explain_commands(Menu& menu) {
  auto any = std::make_shared<ContactOptions>();
  CLI::App& explain =
      menu.verb(menu.root(), "explain", "Why: `explain c-17`, or offer ID, or agent ID",
                [any](Session& session) { return explain_any(session, *any); });
  explain.add_option("ID", any->id, "A contact's id, or any full name")->type_name("");
  add_most(explain, *any);
  auto contact = std::make_shared<ContactOptions>();
  CLI::App& verb =
      menu.verb(explain, "contact", "Why a contact is where it is",
                [contact](Session& session) { return explain_contact(session, *contact); });
  verb.add_option("CONTACT", contact->id, "The contact's id or name")->required()->type_name("");
  add_most(verb, *contact);
  auto id = std::make_shared<std::string>();
  menu.verb(explain, "offer", "Why this agent got this contact",
            [id](Session& session) { return explain_offer(session, *id); })
      .add_option("OFFER", *id, "The offer's id or name")
      ->required()
      ->type_name("");
  menu.verb(explain, "agent", "Why an agent is offered nothing",
            [id](Session& session) { return explain_agent(session, *id); })
      .add_option("AGENT", *id, "The agent's id or name")
      ->required()
      ->type_name("");
}

}  // namespace usher::ctl
