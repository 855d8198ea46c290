#include "tests/e2e/recovery/inspection.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include <google/protobuf/util/message_differencer.h>

#include "tests/e2e/harness/agency.h"

namespace usher::e2e {
namespace {

std::int64_t micros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

bool in_line(const v1::Contact& contact) {
  return progress_of(contact.state()) == Progress::kInLine;
}

// Contacts of one line: equal in what it takes to serve them.
std::string requirements_of(const v1::Contact& contact) {
  v1::Contact part;
  part.set_channel(contact.channel());
  part.set_service(contact.service());
  *part.mutable_languages() = contact.languages();
  *part.mutable_needs() = contact.needs();
  return part.ShortDebugString();
}

}  // namespace

std::map<std::string, v1::Contact> Inspection::list(bool ended_too) {
  std::map<std::string, v1::Contact> contacts;
  v1::ListContactsRequest request;
  request.set_parent(kAgency);
  request.set_page_size(1000);
  if (!ended_too) {
    for (const auto state :
         {v1::Contact::WAITING, v1::Contact::OFFERED, v1::Contact::UNSATISFIABLE_NOW,
          v1::Contact::ASSIGNED, v1::Contact::CONNECTED, v1::Contact::HELD, v1::Contact::WRAP_UP}) {
      request.add_states(state);
    }
  }
  do {
    const auto page =
        client_.call(*client_.contacts, &v1::ContactService::Stub::ListContacts, request);
    if (!page.ok()) {
      found("listing contacts was answered " + to_text(page.status));
      break;
    }
    for (const v1::Contact& contact : page->contacts()) {
      if (!contacts.emplace(contact.name(), contact).second) {
        found(contact.name() + " is listed twice");
      }
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return contacts;
}

const v1::Contact* Inspection::find(const std::string& name) {
  const auto live = live_.find(name);
  if (live != live_.end()) return &live->second;
  const auto asked = asked_.find(name);
  if (asked != asked_.end()) return &asked->second;
  const auto answer = client_.get_contact(name);
  if (!answer.ok()) {
    if (answer.reason() != "UNKNOWN_CONTACT") {
      found(absl::StrCat("reading ", name, " was answered ", to_text(answer.status)));
    }
    return nullptr;
  }
  return &asked_.emplace(name, *answer).first->second;
}

void Inspection::after_restart() {
  asked_.clear();
  live_ = list(false);
  // A listing leaves out how the line treats each; that is asked for one by one.
  for (auto& [name, contact] : live_) {
    const auto answer = client_.get_contact(name);
    if (answer.ok()) contact = *answer;
  }
  check_journeys(live_);
  check_submissions(false);
  check_services(false);
  check_order();
  check_owners();
}

void Inspection::at_the_end() {
  asked_.clear();
  live_ = list(true);
  check_journeys(live_);
  check_submissions(true);
  check_services(true);
  check_owners();
  check_counters(live_);
}

void Inspection::check_journeys(const std::map<std::string, v1::Contact>& contacts) {
  const auto submissions = ledger_.submissions();
  std::set<std::string> seen;
  for (const auto& [name, contact] : contacts) {
    if (!seen.insert(contact.journey_id()).second) {
      found(absl::StrCat(name, " is a double: journey ", contact.journey_id(), " is there before"));
    }
    const auto submission = submissions.find(contact.journey_id());
    if (submission == submissions.end()) {
      found(name + " was never submitted");
    } else {
      check_content(submission->second.request, contact);
    }
  }
}

// Whole: what was sent is what is there.
void Inspection::check_content(const v1::CreateContactRequest& sent, const v1::Contact& found_one) {
  v1::Contact part;
  part.set_channel(found_one.channel());
  part.set_service(found_one.service());
  *part.mutable_languages() = found_one.languages();
  *part.mutable_needs() = found_one.needs();
  part.set_priority_minutes(found_one.priority_minutes());
  *part.mutable_origin_time() = found_one.origin_time();
  part.set_journey_id(found_one.journey_id());
  *part.mutable_display() = found_one.display();
  *part.mutable_identity() = found_one.identity();
  // Ranks and directions that the client left open are filled in by the daemon.
  v1::Contact expected = sent.contact();
  for (auto* contact : {&part, &expected}) {
    for (auto& language : *contact->mutable_languages()) {
      language.clear_rank();
      language.clear_direction();
    }
  }
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  if (!differencer.Compare(expected, part)) {
    found(absl::StrCat(found_one.name(), " is not as it was submitted: ", difference));
  }
  if (!sent.contact_id().empty() && found_one.name() != contact_name(sent.contact_id())) {
    found(found_one.name() + " should be called " + sent.contact_id());
  }
}

void Inspection::check_submissions(bool all) {
  const auto services = ledger_.services();
  for (const auto& [journey, submission] : ledger_.submissions()) {
    if (!submission.acknowledged) continue;
    const std::string& name = submission.acknowledged->name();
    const auto service = services.find(name);
    if (!all && service != services.end() && service->second.settled) continue;
    const v1::Contact* contact = find(name);
    if (contact == nullptr) {
      found(name + " was acknowledged and is gone");
      continue;
    }
    check_content(submission.request, *contact);
    if (contact->reference() != submission.acknowledged->reference() ||
        micros(contact->create_time()) != micros(submission.acknowledged->create_time())) {
      found(name + " changed its reference or its time of creation");
    }
    if (in_line(*contact) && micros(contact->routing().due_time()) !=
                                 micros(submission.acknowledged->routing().due_time())) {
      found(absl::StrCat(name, " lost its place: due ", contact->routing().ShortDebugString(),
                         " instead of ", submission.acknowledged->routing().ShortDebugString()));
    }
    if (service == services.end()) check_progress(Service{}, *contact);
  }
}

void Inspection::check_services(bool all) {
  for (const auto& [name, service] : ledger_.services()) {
    if (!all && service.settled) continue;
    const v1::Contact* contact = find(name);
    if (contact == nullptr) {
      found(name + " was worked on and is gone");
      continue;
    }
    check_progress(service, *contact);
    if (service.certain == Progress::kCompleted || service.cancel_certain) ledger_.settle(name);
  }
}

// No less than was acknowledged, no more than was asked for.
void Inspection::check_progress(const Service& service, const v1::Contact& contact) {
  const std::string state = v1::Contact::State_Name(contact.state());
  if (contact.state() == v1::Contact::CANCELLED) {
    if (!service.cancel_tried) found(contact.name() + " is cancelled, and nobody asked for it");
    if (service.certain != Progress::kInLine) {
      found(contact.name() + " is cancelled, though it was with " + service.owner);
    }
    return;
  }
  const auto progress = progress_of(contact.state());
  if (!progress || *progress > service.tried || *progress < service.certain) {
    found(absl::StrCat(contact.name(), " is ", state, "; acknowledged was step ",
                       static_cast<int>(service.certain), ", asked for was step ",
                       static_cast<int>(service.tried)));
  }
  if (service.cancel_certain) found(contact.name() + " was cancelled and is " + state);
  if (!service.owner.empty() && contact.agent() != service.owner) {
    found(absl::StrCat(contact.name(), " is with '", contact.agent(), "' instead of ",
                       service.owner));
  }
  if (!service.outcome.empty() && contact.outcome_code() != service.outcome) {
    found(absl::StrCat(contact.name(), " has outcome '", contact.outcome_code(), "' instead of ",
                       service.outcome));
  }
}

// Equal requirements form one line, in the order of due times; `ahead` counts within it.
void Inspection::check_order() {
  std::map<std::string, std::vector<const v1::Contact*>> lines;
  for (const auto& [name, contact] : live_) {
    if (contact.state() == v1::Contact::WAITING)
      lines[requirements_of(contact)].push_back(&contact);
  }
  for (auto& [requirements, line] : lines) {
    std::sort(line.begin(), line.end(), [](const v1::Contact* a, const v1::Contact* b) {
      return micros(a->routing().due_time()) < micros(b->routing().due_time());
    });
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (line[i]->routing().ahead() > line[i - 1]->routing().ahead()) continue;
      if (micros(line[i]->routing().due_time()) == micros(line[i - 1]->routing().due_time())) {
        continue;
      }
      found(absl::StrCat(line[i]->name(), " is due after ", line[i - 1]->name(),
                         " and stands before it: ", line[i]->routing().ahead(), " and ",
                         line[i - 1]->routing().ahead(), " are ahead"));
    }
  }
}

void Inspection::check_owners() {
  v1::ListAgentsRequest request;
  request.set_parent(kAgency);
  request.set_page_size(1000);
  const auto agents = client_.call(*client_.agents, &v1::AgentService::Stub::ListAgents, request);
  if (!agents.ok()) found("listing agents was answered " + to_text(agents.status));
  std::map<std::string, std::string> owners;
  for (const v1::Agent& agent : agents->agents()) {
    for (const std::string& contact : agent.contacts()) {
      const auto [at, first] = owners.emplace(contact, agent.name());
      if (!first) found(absl::StrCat(contact, " is with ", at->second, " and ", agent.name()));
    }
    if (agent.load() > agent.capacity()) found(agent.name() + " has more than fits");
  }
  for (const auto& [name, contact] : live_) {
    const auto progress = progress_of(contact.state());
    const bool with_agent =
        progress && *progress > Progress::kInLine && *progress < Progress::kCompleted;
    const auto owner = owners.find(name);
    if (with_agent != (owner != owners.end()) || (with_agent && owner->second != contact.agent())) {
      found(absl::StrCat(name, " is ", v1::Contact::State_Name(contact.state()), " with '",
                         contact.agent(), "', and in the hands of '",
                         owner == owners.end() ? "" : owner->second, "'"));
    }
  }
  v1::ListOffersRequest offers_request;
  offers_request.set_parent(kAgency);
  offers_request.set_page_size(1000);
  const auto offers =
      client_.call(*client_.offers, &v1::OfferService::Stub::ListOffers, offers_request);
  if (!offers.ok()) found("listing offers was answered " + to_text(offers.status));
  std::set<std::string> offered;
  for (const v1::Offer& offer : offers->offers()) {
    if (!offered.insert(offer.contact()).second) found(offer.contact() + " has two live offers");
    const v1::Contact* contact = find(offer.contact());
    if (contact == nullptr || contact->state() != v1::Contact::OFFERED ||
        contact->offer() != offer.name()) {
      found(offer.name() + " is live for a contact that does not know it");
    }
  }
}

void Inspection::check_counters(const std::map<std::string, v1::Contact>& contacts) {
  std::int64_t completed = 0;
  std::int64_t cancelled = 0;
  for (const auto& [name, contact] : contacts) {
    completed += contact.state() == v1::Contact::COMPLETED ? 1 : 0;
    cancelled += contact.state() == v1::Contact::CANCELLED ? 1 : 0;
  }
  v1::GetSnapshotRequest request;
  request.set_parent(kAgency);
  const auto snapshot =
      client_.call(*client_.monitor, &v1::MonitorService::Stub::GetSnapshot, request);
  v1::QueueCounters sum;
  for (const v1::QueueSnapshot& queue : snapshot->queues()) {
    sum.set_offered_to_queue(sum.offered_to_queue() + queue.totals().offered_to_queue());
    sum.set_completed(sum.completed() + queue.totals().completed());
    sum.set_cancelled(sum.cancelled() + queue.totals().cancelled());
    sum.set_lost(sum.lost() + queue.totals().lost());
    sum.set_answered(sum.answered() + queue.totals().answered());
  }
  if (sum.completed() != completed || sum.cancelled() != cancelled || sum.lost() != 0 ||
      sum.answered() != completed ||
      sum.offered_to_queue() != static_cast<std::int64_t>(contacts.size())) {
    found(absl::StrCat("counters say ", sum.ShortDebugString(), "; there are ", contacts.size(),
                       " contacts, ", completed, " completed and ", cancelled, " cancelled"));
  }
}

}  // namespace usher::e2e
