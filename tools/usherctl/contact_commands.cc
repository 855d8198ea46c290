// submit, and contact {get,list,update,cancel,connect,hold,retrieve,end,complete,transfer}.
#include <memory>

#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/usherctl/contact_draft.h"
#include "tools/usherctl/listing.h"
#include "tools/usherctl/menu.h"
#include "tools/usherctl/render.h"
#include "usher/v1/contact.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::Collection;
using client::ExitCode;
using client::short_id;
using client::word;
using Contacts = v1::ContactService::Stub;

// "c-17 WAITING: 2 ahead, 3 able agents signed in".
void print_change(Session& session, const v1::Contact& contact) {
  session.out() << short_id(contact.name()) << ' ' << word(contact.state());
  if (!contact.state_reason().empty())
    session.out() << ": " << client::printable(contact.state_reason());
  if (!contact.agent().empty()) session.out() << ", agent " << short_id(contact.agent());
  if (!contact.queue().empty()) session.out() << ", queue " << short_id(contact.queue());
  if (contact.has_routing()) {
    session.out() << ", " << contact.routing().ahead() << " ahead, "
                  << contact.routing().able_agents() << " able agents signed in";
  }
  session.out() << '\n';
}

ExitCode show_change(Session& session, Answer<v1::Contact> contact) {
  if (!contact) return session.fail(contact.failure());
  return session.show<v1::Contact>(
      *contact, [&session](const v1::Contact& shown) { print_change(session, shown); });
}

// A change whose request is a name and nothing else that is not in `fill`.
template <class Request>
ExitCode change(Session& session, const std::string& id,
                grpc::Status (Contacts::*method)(grpc::ClientContext*, const Request&,
                                                 v1::Contact*),
                const std::function<void(Request&)>& fill = nullptr) {
  auto name = session.name(Collection::kContact, id);
  if (!name) return session.fail(name.failure());
  Request request;
  request.set_name(*name);
  if (fill) fill(request);
  return show_change(session, session.call(method, request));
}

CLI::App& verb_with_id(Menu& menu, CLI::App& parent, const std::string& verb,
                       const std::string& help, std::shared_ptr<std::string> id, Run run) {
  CLI::App& app = menu.verb(parent, verb, help, std::move(run));
  app.add_option("CONTACT", *id, "The contact's id or name")->required()->type_name("");
  return app;
}

ExitCode get(Session& session, const std::string& id) {
  auto name = session.name(Collection::kContact, id);
  if (!name) return session.fail(name.failure());
  v1::GetContactRequest request;
  request.set_name(*name);
  auto contact = session.call(&Contacts::GetContact, request);
  if (!contact) return session.fail(contact.failure());
  return session.show<v1::Contact>(*contact, [&session](const v1::Contact& shown) {
    contact_fields(shown, session.now()).print(session.out(), session.colour());
  });
}

struct ListOptions {
  std::vector<std::string> states;
  std::string queue, adapter;
  int limit = kDefaultLimit;
};

ExitCode list(Session& session, const ListOptions& options) {
  v1::ListContactsRequest request;
  for (const auto& text : options.states) {
    auto state = client::parse_word<v1::Contact::State>(text);
    if (!state.ok()) {
      return session.fail(client::usage_failure(
          absl::StrCat("--state: ", std::string(state.status().message())), ""));
    }
    request.add_states(*state);
  }
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  request.set_parent(*agency);
  if (!options.queue.empty()) {
    auto name = session.name(Collection::kQueue, options.queue);
    if (!name) return session.fail(name.failure());
    request.set_queue(*name);
  }
  if (!options.adapter.empty()) {
    auto name = session.name(Collection::kAdapter, options.adapter);
    if (!name) return session.fail(name.failure());
    request.set_adapter(*name);
  }
  return show_list<v1::Contact>(
      session,
      collect<v1::Contact>(session, &Contacts::ListContacts, request, options.limit, kLargestPage,
                           [](const auto& page) { return page.contacts(); }),
      contact_table(), "no contacts", [&session](client::Table& table, const v1::Contact& contact) {
        add_row(table, contact, session.now());
      });
}

void add_get_and_list(Menu& menu, CLI::App& contact) {
  auto id = std::make_shared<std::string>();
  verb_with_id(menu, contact, "get", "Read one contact", id,
               [id](Session& session) { return get(session, *id); });
  auto options = std::make_shared<ListOptions>();
  CLI::App& app = menu.verb(contact, "list", "List contacts, oldest first",
                            [options](Session& session) { return list(session, *options); });
  app.add_option("--state", options->states,
                 "Only these: " + client::all_words<v1::Contact::State>())
      ->type_name("STATE")
      ->delimiter(',');
  app.add_option("--queue", options->queue, "Only this queue")->type_name("ID");
  app.add_option("--adapter", options->adapter, "Only contacts of this adapter")->type_name("ID");
  app.add_option("--limit", options->limit, "At most so many")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
}

// Which fields of the draft were given: the update mask.
std::vector<std::string> given_fields(const ContactDraft& draft, const v1::Contact& contact) {
  std::vector<std::string> paths;
  const std::pair<const char*, bool> fields[] = {{"service", !draft.service.empty()},
                                                 {"languages", !draft.languages.empty()},
                                                 {"fallback", !draft.fallback.empty()},
                                                 {"needs", !draft.needs.empty()},
                                                 {"required_skills", !draft.skills.empty()},
                                                 {"site", !draft.site.empty()},
                                                 {"priority_minutes", draft.priority_minutes != 0},
                                                 {"journey_id", !draft.journey.empty()},
                                                 {"display", !draft.display.empty()},
                                                 {"identity", contact.has_identity()}};
  for (const auto& [path, given] : fields) {
    if (given) paths.emplace_back(path);
  }
  return paths;
}

struct UpdateOptions {
  std::string id, etag;
  ContactDraft draft;
  std::vector<std::string> clear;
};

ExitCode update(Session& session, const UpdateOptions& options) {
  auto name = session.name(Collection::kContact, options.id);
  if (!name) return session.fail(name.failure());
  auto contact = build_contact(session, options.draft);
  if (!contact) return session.fail(contact.failure());
  v1::UpdateContactRequest request;
  for (const auto& path : given_fields(options.draft, *contact)) {
    request.mutable_update_mask()->add_paths(path);
  }
  for (const auto& path : options.clear) request.mutable_update_mask()->add_paths(path);
  if (request.update_mask().paths().empty()) {
    return session.fail(client::usage_failure(
        "nothing to change was given", "Give an option such as --language or --clear needs."));
  }
  *request.mutable_contact() = *contact;
  request.mutable_contact()->set_name(*name);
  request.mutable_contact()->set_etag(options.etag);
  return show_change(session, session.call(&Contacts::UpdateContact, request));
}

void add_update(Menu& menu, CLI::App& contact) {
  auto options = std::make_shared<UpdateOptions>();
  CLI::App& app = menu.verb(contact, "update", "Change what was given; the place in line is kept",
                            [options](Session& session) { return update(session, *options); });
  app.add_option("CONTACT", options->id, "The contact's id or name")->required()->type_name("");
  add_draft_options(app, options->draft);
  app.add_option("--clear", options->clear, "Empty this field; repeat for more")
      ->check(CLI::IsMember({"languages", "fallback", "needs", "required_skills", "site",
                             "priority_minutes", "display", "identity", "journey_id"}))
      ->type_name("FIELD")
      ->allow_extra_args(false);
  app.add_option("--etag", options->etag, "Only if this is still current")->type_name("ETAG");
}

void add_ends(Menu& menu, CLI::App& contact) {
  auto id = std::make_shared<std::string>();
  auto text = std::make_shared<std::string>();
  auto etag = std::make_shared<std::string>();
  CLI::App& cancel = verb_with_id(
      menu, contact, "cancel", "Withdraw a contact that is not with an agent", id,
      [id, text, etag](Session& session) {
        return change<v1::CancelContactRequest>(session, *id, &Contacts::CancelContact,
                                                [&](v1::CancelContactRequest& request) {
                                                  request.set_reason_code(*text);
                                                  request.set_etag(*etag);
                                                });
      });
  cancel.add_option("--reason", *text, "Why, for the record")->type_name("CODE");
  cancel.add_option("--etag", *etag, "Only if this is still current")->type_name("ETAG");

  auto by = std::make_shared<std::string>("PERSON");
  CLI::App& end = verb_with_id(
      menu, contact, "end", "The conversation is over (while waiting: the person left)", id,
      [id, by](Session& session) {
        auto ended_by = client::parse_word<v1::EndContactRequest::EndedBy>(*by);
        if (!ended_by.ok()) {
          return session.fail(client::usage_failure(
              absl::StrCat("--by: ", std::string(ended_by.status().message())), ""));
        }
        return change<v1::EndContactRequest>(
            session, *id, &Contacts::EndContact,
            [&](v1::EndContactRequest& request) { request.set_ended_by(*ended_by); });
      });
  end.add_option("--by", *by, "Who: " + client::all_words<v1::EndContactRequest::EndedBy>())
      ->type_name("WHO")
      ->capture_default_str();

  CLI::App& complete = verb_with_id(
      menu, contact, "complete", "The after-work is done", id, [id, text](Session& session) {
        return change<v1::CompleteContactRequest>(
            session, *id, &Contacts::CompleteContact,
            [&](v1::CompleteContactRequest& request) { request.set_outcome_code(*text); });
      });
  complete.add_option("--outcome", *text, "One of the configured outcome codes")->type_name("CODE");
}

void add_steps(Menu& menu, CLI::App& contact) {
  auto id = std::make_shared<std::string>();
  verb_with_id(menu, contact, "connect", "The person and the agent are in contact", id,
               [id](Session& session) {
                 return change<v1::ConnectContactRequest>(session, *id, &Contacts::ConnectContact);
               });
  verb_with_id(menu, contact, "hold", "Put the person on hold", id, [id](Session& session) {
    return change<v1::HoldContactRequest>(session, *id, &Contacts::HoldContact);
  });
  verb_with_id(
      menu, contact, "retrieve", "Take the person back from hold", id, [id](Session& session) {
        return change<v1::RetrieveContactRequest>(session, *id, &Contacts::RetrieveContact);
      });
}

struct TransferOptions {
  std::string id, queue, agent, site, to_agency, reason;
};

ExitCode transfer(Session& session, const TransferOptions& options) {
  v1::TransferContactRequest request;
  const struct {
    const std::string& id;
    Collection collection;
    std::string* (v1::TransferContactRequest::*field)();
  } targets[] = {{options.queue, Collection::kQueue, &v1::TransferContactRequest::mutable_queue},
                 {options.agent, Collection::kAgent, &v1::TransferContactRequest::mutable_agent},
                 {options.site, Collection::kSite, &v1::TransferContactRequest::mutable_site}};
  for (const auto& target : targets) {
    if (target.id.empty()) continue;
    auto name = session.name(target.collection, target.id);
    if (!name) return session.fail(name.failure());
    *(request.*target.field)() = *name;
  }
  if (!options.to_agency.empty()) {
    auto name = client::agency_name(options.to_agency);
    if (!name.ok()) {
      return session.fail(client::usage_failure(std::string(name.status().message()), ""));
    }
    request.set_agency(*name);
  }
  auto name = session.name(Collection::kContact, options.id);
  if (!name) return session.fail(name.failure());
  request.set_name(*name);
  request.set_reason_code(options.reason);
  return show_change(session, session.call(&Contacts::TransferContact, request));
}

void add_transfer(Menu& menu, CLI::App& contact) {
  auto options = std::make_shared<TransferOptions>();
  CLI::App& app = menu.verb(contact, "transfer", "Move it elsewhere (from a later release on)",
                            [options](Session& session) { return transfer(session, *options); });
  app.add_option("CONTACT", options->id, "The contact's id or name")->required()->type_name("");
  auto* target = app.add_option_group("Target", "Where to");
  target->add_option("--queue", options->queue, "A queue")->type_name("ID");
  target->add_option("--to-agent", options->agent, "An agent")->type_name("ID");
  target->add_option("--site", options->site, "A site")->type_name("ID");
  target->add_option("--to-agency", options->to_agency, "Another agency")->type_name("ID");
  target->require_option(1);
  app.add_option("--reason", options->reason, "Why, for the record")->type_name("CODE");
}

struct SubmitOptions {
  std::string id;
  ContactDraft draft;
  bool validate_only = false;
};

ExitCode submit(Session& session, const SubmitOptions& options) {
  auto contact = build_contact(session, options.draft);
  if (!contact) return session.fail(contact.failure());
  if (contact->channel() == v1::CHANNEL_UNSPECIFIED || contact->service().empty()) {
    return session.fail(client::usage_failure(
        "a contact needs a channel and a service",
        "For example: usherctl submit --channel PHONE --service benefits --language es"));
  }
  auto agency = session.agency();
  if (!agency) return session.fail(agency.failure());
  v1::CreateContactRequest request;
  request.set_parent(*agency);
  request.set_contact_id(options.id);
  request.set_validate_only(options.validate_only);
  *request.mutable_contact() = *contact;
  auto created = session.call(&Contacts::CreateContact, request);
  if (created && !session.settings().json) {
    session.err() << (options.validate_only ? "would be taken in\n"
                                            : "taken in; follow it with: usherctl explain " +
                                                  short_id(created->name()) + "\n");
  }
  return show_change(session, std::move(created));
}

}  // namespace

void add_submit_command(Menu& menu) {
  auto options = std::make_shared<SubmitOptions>();
  CLI::App& app = menu.verb(menu.root(), "submit", "Place a contact in line",
                            [options](Session& session) { return submit(session, *options); });
  app.add_option("--channel", options->draft.channel, client::all_words<v1::Channel>())
      ->type_name("CHANNEL");
  add_draft_options(app, options->draft);
  app.add_option("--id", options->id, "The contact's id; default: the daemon chooses")
      ->type_name("ID");
  app.add_option("--origin", options->draft.origin,
                 "First attempt: RFC 3339, or how long ago (10m)")
      ->type_name("TIME");
  app.add_option("--adapter", options->draft.adapter, "The adapter that holds the person")
      ->type_name("ID");
  app.add_flag("--validate-only", options->validate_only, "Check only; change nothing");
}

void add_contact_commands(Menu& menu) {
  CLI::App& contact = menu.group("contact", "Contacts: look at them and take them through service");
  add_get_and_list(menu, contact);
  add_update(menu, contact);
  add_steps(menu, contact);
  add_ends(menu, contact);
  add_transfer(menu, contact);
}

}  // namespace usher::ctl
