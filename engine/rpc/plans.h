// The methods of the contract as plans: names, forms and rights are checked, the command is made,
// and so is what renders its answer. Unary methods and streams share them.
//
// Any thread.
#ifndef USHER_ENGINE_RPC_PLANS_H_
#define USHER_ENGINE_RPC_PLANS_H_

#include "engine/rpc/plan.h"
#include "usher/v1/agent.pb.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/explain.pb.h"
#include "usher/v1/monitor.pb.h"
#include "usher/v1/offer.pb.h"

namespace usher::rpc {

// Contacts.
Or<Plan<v1::Contact>> plan_create(Edge&, const Caller&, v1::CreateContactRequest&);
Or<Plan<v1::Contact>> plan_get_contact(Edge&, const Caller&, v1::GetContactRequest&);
Or<Plan<v1::ListContactsResponse>> plan_list_contacts(Edge&, const Caller&,
                                                      v1::ListContactsRequest&);
Or<Plan<v1::Contact>> plan_update(Edge&, const Caller&, v1::UpdateContactRequest&);
Or<Plan<v1::Contact>> plan_cancel(Edge&, const Caller&, v1::CancelContactRequest&);
Or<Plan<v1::Contact>> plan_connect(Edge&, const Caller&, v1::ConnectContactRequest&);
Or<Plan<v1::Contact>> plan_hold(Edge&, const Caller&, v1::HoldContactRequest&);
Or<Plan<v1::Contact>> plan_retrieve(Edge&, const Caller&, v1::RetrieveContactRequest&);
Or<Plan<v1::Contact>> plan_end(Edge&, const Caller&, v1::EndContactRequest&);
Or<Plan<v1::Contact>> plan_complete(Edge&, const Caller&, v1::CompleteContactRequest&);
Or<Plan<v1::Contact>> plan_transfer(Edge&, const Caller&, v1::TransferContactRequest&);

// Agents. plan_sign_in is for sessions that hold a lease of their own; streams use the other one,
// and are told the session by their own look at the state.
Or<Plan<v1::Agent>> plan_get_agent(Edge&, const Caller&, v1::GetAgentRequest&);
Or<Plan<v1::ListAgentsResponse>> plan_list_agents(Edge&, const Caller&, v1::ListAgentsRequest&);
Or<Plan<v1::Session>> plan_sign_in(Edge&, const Caller&, v1::SignInRequest&);
Or<Plan<v1::Session>> plan_sign_in_by_stream(Edge&, const Caller&, v1::SignInRequest&);
Or<Plan<v1::Session>> plan_renew(Edge&, const Caller&, v1::RenewSessionRequest&);
Or<Plan<v1::Agent>> plan_sign_out(Edge&, const Caller&, v1::SignOutRequest&);
Or<Plan<v1::Agent>> plan_set_state(Edge&, const Caller&, v1::SetAgentStateRequest&);
Or<Plan<v1::Offer>> plan_pull(Edge&, const Caller&, v1::PullNextRequest&);

// Offers.
Or<Plan<v1::Offer>> plan_get_offer(Edge&, const Caller&, v1::GetOfferRequest&);
Or<Plan<v1::ListOffersResponse>> plan_list_offers(Edge&, const Caller&, v1::ListOffersRequest&);
Or<Plan<v1::Offer>> plan_accept(Edge&, const Caller&, v1::AcceptOfferRequest&);
Or<Plan<v1::Offer>> plan_decline(Edge&, const Caller&, v1::DeclineOfferRequest&);

// Monitoring and explanations of now.
Or<Plan<v1::AgencySnapshot>> plan_snapshot(Edge&, const Caller&, v1::GetSnapshotRequest&);
Or<Plan<v1::AgencyStatus>> plan_status(Edge&, const Caller&, v1::GetStatusRequest&);
Or<Plan<v1::ContactExplanation>> plan_explain_contact(Edge&, const Caller&,
                                                      v1::ExplainContactRequest&);
Or<Plan<v1::AgentExplanation>> plan_explain_agent(Edge&, const Caller&, v1::ExplainAgentRequest&);

// What the plans share.
void render_status(Host& host, const std::string& version, v1::AgencyStatus& out);
Problem unknown_contact(std::string_view key);
Problem unknown_agent(std::string_view key);
Problem unknown_offer(std::uint64_t id);
Trouble check_configured(const core::State& state);

}  // namespace usher::rpc

#endif  // USHER_ENGINE_RPC_PLANS_H_
