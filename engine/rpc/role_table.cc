#include "engine/rpc/role_table.h"

#include "google/protobuf/descriptor.h"
#include "routing/text.h"

namespace usher::rpc {
namespace {

constexpr std::uint8_t bit(v1::Role role) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role));
}
constexpr std::uint8_t D = bit(v1::ADAPTER);
constexpr std::uint8_t A = bit(v1::AGENT);
constexpr std::uint8_t S = bit(v1::SUPERVISOR);
constexpr std::uint8_t M = bit(v1::ADMIN);
constexpr std::uint8_t O = bit(v1::OBSERVER);

struct Row {
  std::string_view method;
  RoleSet roles;
};

// D adapter, A agent, S supervisor, M admin, O observer. An AGENT whose credential names an agent
// acts for that one only; what each role sees of a person is in render_contact.h.
constexpr Row kTable[] = {
    {"ContactService.CreateContact", {D | A | S | M}},
    {"ContactService.GetContact", {D | A | S | M | O}},
    {"ContactService.ListContacts", {D | A | S | M | O}},
    {"ContactService.UpdateContact", {D | A | S | M}},
    {"ContactService.CancelContact", {D | A | S | M}},
    {"ContactService.ConnectContact", {D | A | M}},
    {"ContactService.HoldContact", {D | A | M}},
    {"ContactService.RetrieveContact", {D | A | M}},
    {"ContactService.EndContact", {D | A | S | M}},
    {"ContactService.CompleteContact", {A | S | M}},
    {"ContactService.TransferContact", {A | S | M}},

    {"AgentService.GetAgent", {D | A | S | M | O}},
    {"AgentService.ListAgents", {D | A | S | M | O}},
    {"AgentService.SignIn", {A | M}},
    {"AgentService.RenewSession", {A | M}},
    {"AgentService.SignOut", {A | S | M}},
    {"AgentService.SetAgentState", {A | S | M}},
    {"AgentService.PullNext", {A | M}},
    {"AgentService.Work", {A | M}},

    {"OfferService.GetOffer", {D | A | S | M | O}},
    {"OfferService.ListOffers", {D | A | S | M | O}},
    {"OfferService.AcceptOffer", {D | A | M}},
    {"OfferService.DeclineOffer", {D | A | M}},

    {"ChannelService.Attach", {D | M}},

    {"MonitorService.GetSnapshot", {S | M | O}},
    {"MonitorService.Watch", {S | M | O}},
    {"MonitorService.GetStatus", {S | M | O}},
    {"MonitorService.ListAgencies", {D | A | S | M | O}},

    {"ExplainService.ExplainContact", {S | M}},
    {"ExplainService.ExplainOffer", {S | M}},
    {"ExplainService.ExplainAgent", {A | S | M}},

    {"ConfigService.GetAgencyConfig", {S | M}},
    {"ConfigService.ListConfigRevisions", {S | M}},
    {"ConfigService.ValidateAgencyConfig", {S | M}},
    {"ConfigService.DiffAgencyConfig", {S | M}},
    {"ConfigService.ApplyAgencyConfig", {M}},
    {"ConfigService.RollbackAgencyConfig", {M}},
};

}  // namespace

const RoleSet* roles_for(std::string_view method) {
  for (const Row& row : kTable) {
    if (row.method == method) return &row.roles;
  }
  return nullptr;
}

std::string to_string(RoleSet roles) {
  std::string text;
  for (const v1::Role role : {v1::ADAPTER, v1::AGENT, v1::SUPERVISOR, v1::ADMIN, v1::OBSERVER}) {
    if (!roles.has(role)) continue;
    text += routing::str_cat(text.empty() ? "" : ", ", v1::Role_Name(role));
  }
  return text;
}

std::vector<std::string_view> methods_in_table() {
  std::vector<std::string_view> methods;
  for (const Row& row : kTable) methods.push_back(row.method);
  return methods;
}

}  // namespace usher::rpc
