// How the contract's messages look to a person. Pure but for the stream that is written; one
// thread. Messages come redacted: what is not there is not shown.
#ifndef USHER_TOOLS_USHERCTL_RENDER_H_
#define USHER_TOOLS_USHERCTL_RENDER_H_

#include <string>

#include "absl/time/time.h"

#include "tools/client/table.h"
#include "usher/v1/agent.pb.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/monitor.pb.h"
#include "usher/v1/offer.pb.h"

namespace usher::ctl {

client::Table contact_table();
void add_row(client::Table& table, const v1::Contact& contact, absl::Time now);
client::Fields contact_fields(const v1::Contact& contact, absl::Time now);

client::Table agent_table();
void add_row(client::Table& table, const v1::Agent& agent, absl::Time now);
client::Fields agent_fields(const v1::Agent& agent, absl::Time now);

client::Table offer_table();
void add_row(client::Table& table, const v1::Offer& offer, absl::Time now);
client::Fields offer_fields(const v1::Offer& offer, absl::Time now);

client::Table queue_table();
void add_row(client::Table& table, const v1::QueueSnapshot& queue);

// "es spoken", "ase signed"; "vi written (receive)".
std::string language_text(const v1::LanguageOption& option);
// "EXTRA_TIME preference 150 %".
std::string need_text(const v1::Need& need);

// "3 min 5 s" since, "-" when unset.
std::string since(const google::protobuf::Timestamp& timestamp, absl::Time now);

// How long the person waited or has waited: until connected, ended, or now.
absl::Duration waited(const v1::Contact& contact, absl::Time now);

bool is_terminal(v1::Contact::State state);

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_RENDER_H_
