#include "tools/usherctl/render.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "tools/client/enums.h"
#include "tools/client/names.h"
#include "tools/client/times.h"

namespace usher::ctl {
namespace {

using client::short_duration;
using client::short_id;
using client::to_duration;
using client::to_time;
using client::word;

template <class Items, class Text>
std::string join(const Items& items, const Text& text) {
  std::vector<std::string> words;
  for (const auto& item : items) words.push_back(text(item));
  return absl::StrJoin(words, ", ");
}

std::string short_ids(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return join(names, [](const std::string& name) { return short_id(name); });
}

std::string minutes(int value) {
  return value == 0 ? "" : absl::StrCat(value > 0 ? "+" : "", value, " min");
}

std::string percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? "" : absl::StrCat(part * 100 / whole, " %");
}

}  // namespace

std::string since(const google::protobuf::Timestamp& timestamp, absl::Time now) {
  if (timestamp.seconds() == 0) return "-";
  return short_duration(std::max(absl::ZeroDuration(), now - to_time(timestamp)));
}

bool is_terminal(v1::Contact::State state) {
  switch (state) {
    case v1::Contact::COMPLETED:
    case v1::Contact::ABANDONED:
    case v1::Contact::CANCELLED:
    case v1::Contact::LOST_BY_CHANNEL:
    case v1::Contact::NO_SHOW:
    case v1::Contact::UNRESOLVED_AT_CLOSE:
    case v1::Contact::BLOCKED:
    case v1::Contact::DEFLECTED:
      return true;
    default:  // a state of a newer contract is shown as it comes
      return false;
  }
}

absl::Duration waited(const v1::Contact& contact, absl::Time now) {
  absl::Time end = now;
  if (contact.has_connect_time()) {
    end = to_time(contact.connect_time());
  } else if (contact.has_end_time()) {
    end = to_time(contact.end_time());
  }
  const auto& start = contact.has_origin_time() ? contact.origin_time() : contact.create_time();
  return std::max(absl::ZeroDuration(), end - to_time(start));
}

std::string language_text(const v1::LanguageOption& option) {
  std::string text =
      absl::StrCat(option.tag(), " ", absl::AsciiStrToLower(word(option.modality())));
  if (option.direction() == v1::DIRECTION_SEND || option.direction() == v1::DIRECTION_RECEIVE) {
    absl::StrAppend(&text, " (", absl::AsciiStrToLower(word(option.direction())), ")");
  }
  return text;
}

std::string need_text(const v1::Need& need) {
  std::string text = word(need.code());
  if (need.strength() != v1::NEED_STRENGTH_UNSPECIFIED) {
    absl::StrAppend(&text, " ", absl::AsciiStrToLower(word(need.strength())));
  }
  if (need.time_factor_percent() != 0)
    absl::StrAppend(&text, " ", need.time_factor_percent(), " %");
  if (!need.detail().empty()) absl::StrAppend(&text, " (", need.detail(), ")");
  return text;
}

client::Table contact_table() {
  return client::Table(
      {"ID", "STATE", "CHANNEL", "SERVICE", "QUEUE", "SITE", ">WAITED", "AGENT", "REFERENCE"});
}

void add_row(client::Table& table, const v1::Contact& contact, absl::Time now) {
  table.add({short_id(contact.name()), word(contact.state()), word(contact.channel()),
             short_id(contact.service()), short_id(contact.queue()), short_id(contact.site()),
             short_duration(waited(contact, now)), short_id(contact.agent()), contact.reference()});
}

client::Fields contact_fields(const v1::Contact& contact, absl::Time now) {
  client::Fields fields;
  fields.add("contact", contact.name());
  fields.add("reference", contact.reference());
  fields.add("state", contact.state_reason().empty()
                          ? word(contact.state())
                          : absl::StrCat(word(contact.state()), ": ", contact.state_reason()));
  fields.add("channel", word(contact.channel()));
  fields.add("service", short_id(contact.service()));
  fields.add("queue", short_id(contact.queue()));
  fields.add("site", short_id(contact.site()));
  fields.add("waited", short_duration(waited(contact, now)));
  fields.add("priority", minutes(contact.priority_minutes()));
  fields.add("skills", contact.required_skills());
  fields.add("languages", join(contact.languages(), language_text));
  if (contact.fallback() != v1::FALLBACK_UNSPECIFIED) {
    fields.add("fallback", word(contact.fallback()));
  }
  fields.add("needs", join(contact.needs(), need_text));
  if (contact.has_identity()) {
    fields.add("person", contact.identity().display_name());
    fields.add("person's address", contact.identity().address());
    fields.add("person's number", contact.identity().external_id());
  }
  for (const auto& [key, value] : contact.display()) fields.add("display " + key, value);
  fields.add("journey", contact.journey_id());
  fields.add("adapter", short_id(contact.adapter()));
  fields.add("agent", short_id(contact.agent()));
  fields.add("offer", short_id(contact.offer()));
  if (contact.offer_count() > 0) fields.add("offers so far", absl::StrCat(contact.offer_count()));
  fields.add("outcome", contact.outcome_code());
  fields.add("first attempt", client::full_time(contact.origin_time()));
  fields.add("taken in", client::full_time(contact.create_time()));
  fields.add("connected", client::full_time(contact.connect_time()));
  fields.add("ended", client::full_time(contact.end_time()));
  if (contact.has_routing()) {
    const auto& routing = contact.routing();
    fields.add("ahead in line", absl::StrCat(routing.ahead()));
    fields.add("able agents", absl::StrCat(routing.able_agents(), " signed in"));
    fields.add("due", client::full_time(routing.due_time()));
    fields.add("starved", routing.starved() ? "yes: moved to the head of the line" : "");
    fields.add("plan", routing.plan());
    fields.add("configuration", absl::StrCat("revision ", routing.config_revision()));
  }
  for (const auto& waiver : contact.waivers()) {
    fields.add("waiver", absl::StrCat(word(waiver.code()), ": ", word(waiver.reason()), " by ",
                                      waiver.recorded_by()));
  }
  fields.add("etag", contact.etag());
  return fields;
}

client::Table agent_table() {
  return client::Table({"ID", "NAME", "STATE", ">SINCE", "SITE", ">LOAD", "FREE FOR", "CONTACTS"});
}

std::string state_text(const v1::Agent& agent) {
  std::string text = word(agent.state());
  if (!agent.state_reason().empty()) absl::StrAppend(&text, " ", agent.state_reason());
  if (agent.session_lost()) text += " (session lost)";
  return text;
}

std::string free_text(const v1::Agent& agent) {
  return join(agent.free_channels(),
              [](int channel) { return word(static_cast<v1::Channel>(channel)); });
}

void add_row(client::Table& table, const v1::Agent& agent, absl::Time now) {
  table.add({short_id(agent.name()), agent.display_name(), state_text(agent),
             since(agent.state_time(), now), short_id(agent.site()),
             absl::StrCat(agent.load(), "/", agent.capacity()), free_text(agent),
             short_ids(agent.contacts())});
}

client::Fields agent_fields(const v1::Agent& agent, absl::Time now) {
  client::Fields fields;
  fields.add("agent", agent.name());
  fields.add("name", agent.display_name());
  fields.add("state", state_text(agent));
  fields.add("since", since(agent.state_time(), now));
  fields.add("idle for", since(agent.idle_since(), now));
  fields.add("site", short_id(agent.site()));
  fields.add("load", absl::StrCat(agent.load(), " of ", agent.capacity()));
  fields.add("free for", free_text(agent));
  fields.add("offer", short_id(agent.offer()));
  fields.add("contacts", short_ids(agent.contacts()));
  fields.add("session", short_id(agent.session()));
  fields.add("etag", agent.etag());
  return fields;
}

client::Table offer_table() {
  return client::Table({"ID", "STATE", "CONTACT", "AGENT", "CHANNEL", "QUEUE", ">AGE", ">ENDS IN"});
}

void add_row(client::Table& table, const v1::Offer& offer, absl::Time now) {
  const bool live = offer.state() == v1::Offer::LIVE;
  table.add({short_id(offer.name()), word(offer.state()), short_id(offer.contact()),
             short_id(offer.agent()), word(offer.preview().channel()),
             short_id(offer.preview().queue()), since(offer.create_time(), now),
             live ? short_duration(to_time(offer.expire_time()) - now) : ""});
}

client::Fields offer_fields(const v1::Offer& offer, absl::Time now) {
  client::Fields fields;
  fields.add("offer", offer.name());
  fields.add("state", offer.reason().empty()
                          ? word(offer.state())
                          : absl::StrCat(word(offer.state()), ": ", offer.reason()));
  fields.add("contact", short_id(offer.contact()));
  fields.add("agent", short_id(offer.agent()));
  fields.add("fence", absl::StrCat(offer.fence()));
  fields.add("pulled", offer.pulled() ? "yes: the agent asked for it" : "");
  fields.add("made", client::full_time(offer.create_time()));
  if (offer.state() == v1::Offer::LIVE) {
    fields.add("ends in", short_duration(to_time(offer.expire_time()) - now));
  } else {
    fields.add("ended", client::full_time(offer.end_time()));
  }
  fields.add("channel", word(offer.preview().channel()));
  fields.add("service", short_id(offer.preview().service()));
  fields.add("queue", short_id(offer.preview().queue()));
  fields.add("reference", offer.preview().reference());
  if (offer.preview().has_waited()) {
    fields.add("waited", short_duration(to_duration(offer.preview().waited())));
  }
  fields.add("language", offer.preview().language());
  fields.add("shared needs", join(offer.preview().shared_needs(), need_text));
  fields.add("configuration", absl::StrCat("revision ", offer.config_revision()));
  return fields;
}

client::Table queue_table() {
  return client::Table({"QUEUE", ">WAITING", ">OFFERED", ">IN SERVICE", ">WRAP-UP", ">LONGEST WAIT",
                        ">UNSERVABLE", ">TAKEN IN", ">ANSWERED", ">IN TARGET", ">ABANDONED",
                        ">COMPLETED"});
}

void add_row(client::Table& table, const v1::QueueSnapshot& queue) {
  const auto& totals = queue.totals();
  table.add({short_id(queue.queue()), absl::StrCat(queue.waiting()), absl::StrCat(queue.offered()),
             absl::StrCat(queue.in_service()), absl::StrCat(queue.wrap_up()),
             queue.has_longest_wait() ? short_duration(to_duration(queue.longest_wait())) : "",
             absl::StrCat(queue.unservable()), absl::StrCat(totals.offered_to_queue()),
             absl::StrCat(totals.answered()),
             percent(totals.answered_in_target(), totals.answered()),
             absl::StrCat(totals.abandoned()), absl::StrCat(totals.completed())});
}

}  // namespace usher::ctl
