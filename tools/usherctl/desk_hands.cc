// The Desk's contacts in hand, and what a person types about them.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "tools/client/request_id.h"
#include "tools/usherctl/change_line.h"
#include "tools/usherctl/desk.h"
#include "tools/usherctl/render.h"

namespace usher::ctl {
namespace {

using client::ExitCode;
using client::short_id;

v1::WorkRequest connect_request(const std::string& contact) {
  v1::WorkRequest request;
  request.mutable_connect()->set_name(contact);
  request.mutable_connect()->set_request_id(client::new_request_id());
  return request;
}

v1::WorkRequest end_request(const std::string& contact) {
  v1::WorkRequest request;
  request.mutable_end()->set_name(contact);
  request.mutable_end()->set_ended_by(v1::EndContactRequest::AGENT);
  request.mutable_end()->set_request_id(client::new_request_id());
  return request;
}

v1::WorkRequest complete_request(const std::string& contact, const std::string& outcome) {
  v1::WorkRequest request;
  request.mutable_complete()->set_name(contact);
  request.mutable_complete()->set_outcome_code(outcome);
  request.mutable_complete()->set_request_id(client::new_request_id());
  return request;
}

}  // namespace

void Desk::on_contact(const v1::Contact& contact) {
  const auto before = hands_.find(contact.name());
  if (before != hands_.end() && before->second.state() == contact.state()) return;
  if (!session_.settings().json) {
    session_.out() << line_of(contact) << std::endl;
    if (contact.state() == v1::Contact::CONNECTED && session_.settings().show_private) {
      contact_fields(contact, session_.now()).print(session_.out(), session_.colour());
    }
  }
  if (is_terminal(contact.state()) || contact.agent() != options_.agent) {
    hands_.erase(contact.name());
    if (contact.state() == v1::Contact::COMPLETED && ++completed_ == options_.count) {
      return leave(ExitCode::kDone);
    }
    if (options_.auto_pull) pull_soon();
    return;
  }
  hands_[contact.name()] = contact;
  if (!options_.auto_accept) return;
  const std::string& name = contact.name();
  // An adapter says itself that it connected the person; nobody else can where there is none.
  if (contact.state() == v1::Contact::ASSIGNED && contact.adapter().empty()) {
    send(connect_request(name));
  } else if (contact.state() == v1::Contact::CONNECTED) {
    loop_->after(options_.talk, [this, name] { send(end_request(name)); });
  } else if (contact.state() == v1::Contact::WRAP_UP) {
    loop_->after(options_.after_work,
                 [this, name] { send(complete_request(name, options_.outcome)); });
  }
}

std::string Desk::pick_contact(const std::vector<std::string>& words) {
  for (const auto& [name, contact] : hands_) {
    if (!words.empty() && (words.back() == name || words.back() == short_id(name))) return name;
  }
  if (hands_.size() == 1) return hands_.begin()->first;
  session_.err() << (hands_.empty() ? "there is no contact in hand\n"
                                    : "there are several contacts in hand: name one\n");
  return "";
}

void Desk::on_contact_verb(const std::string& verb, const std::vector<std::string>& words) {
  const std::string contact = pick_contact(words);
  if (contact.empty()) return;
  if (verb == "connect") {
    send(connect_request(contact));
  } else if (verb == "end") {
    send(end_request(contact));
  } else {
    const bool named =
        !words.empty() && words.front() != contact && words.front() != short_id(contact);
    send(complete_request(contact, named ? words.front() : options_.outcome));
  }
}

void Desk::on_line(const std::string& line) {
  std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipWhitespace());
  if (words.empty()) return;
  const std::string verb = words.front();
  words.erase(words.begin());
  const std::string first = words.empty() ? "" : words.front();
  v1::WorkRequest request;
  if (verb == "quit" || verb == "exit") return leave(ExitCode::kDone);
  if (verb == "accept") return answer(true, "");
  if (verb == "decline") return answer(false, first);
  if (verb == "connect" || verb == "end" || verb == "complete") return on_contact_verb(verb, words);
  if (verb == "next") {
    request.mutable_pull_next()->set_name(options_.agent);
    request.mutable_pull_next()->set_request_id(client::new_request_id());
  } else if (verb == "break" || verb == "available" || verb == "drain") {
    auto& state = *request.mutable_set_state();
    state.set_name(options_.agent);
    state.set_state(verb == "break"       ? v1::Agent::BREAK
                    : verb == "available" ? v1::Agent::AVAILABLE
                                          : v1::Agent::DRAINING);
    state.set_reason_code(first);
    state.set_request_id(client::new_request_id());
  } else {
    session_.err() << "'" << verb << "' is no command here; there are:\n"
                   << "accept | decline REASON | next | connect | end | complete OUTCOME | break "
                      "REASON | available | drain | quit\n";
    return;
  }
  send(std::move(request));
}

}  // namespace usher::ctl
