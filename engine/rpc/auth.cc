#include "engine/rpc/auth.h"

#include <algorithm>
#include <memory>

#include "absl/strings/escaping.h"
#include <grpcpp/security/auth_context.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

constexpr std::string_view kHashPrefix = "sha256:";
constexpr std::string_view kBearer = "bearer ";

using Hash = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Hash sha256(std::string_view text) {
  Hash hash;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  return hash;
}

std::optional<Hash> parse_hash(std::string_view text) {
  if (!text.starts_with(kHashPrefix) || text.size() != kHashPrefix.size() + 64) return {};
  const std::string bytes =
      absl::HexStringToBytes(routing::to_absl(text.substr(kHashPrefix.size())));
  Hash hash{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return hash;
}

RoleSet all_roles() {
  RoleSet roles;
  for (const auto role : {v1::ADAPTER, v1::AGENT, v1::SUPERVISOR, v1::ADMIN, v1::OBSERVER}) {
    roles = roles.with(role);
  }
  return roles;
}

Problem unauthenticated(std::string message) {
  return {.reason = v1::ERROR_REASON_UNAUTHENTICATED, .message = std::move(message)};
}

// "Bearer x" without its first word, in any case (RFC 9110 section 11.1).
std::optional<std::string_view> bearer_token(std::string_view header) {
  if (header.size() <= kBearer.size()) return {};
  for (std::size_t i = 0; i < kBearer.size(); ++i) {
    const char c =
        header[i] >= 'A' && header[i] <= 'Z' ? static_cast<char>(header[i] + 32) : header[i];
    if (c != kBearer[i]) return {};
  }
  return header.substr(kBearer.size());
}

}  // namespace

bool Caller::may_use(std::string_view agency) const {
  return agencies.empty() || std::find(agencies.begin(), agencies.end(), agency) != agencies.end();
}

std::string_view Caller::only_agent() const {
  const bool more = roles.has(v1::ADMIN) || roles.has(v1::SUPERVISOR) || roles.has(v1::ADAPTER);
  return more ? std::string_view() : std::string_view(agent);
}

Authenticator::Authenticator(const v1::ServerConfig& config, bool open) : open_(open) {
  for (const v1::Credential& credential : config.credentials()) {
    Entry entry;
    entry.caller.id = credential.id();
    for (const int role : credential.roles()) {
      entry.caller.roles = entry.caller.roles.with(static_cast<v1::Role>(role));
    }
    entry.caller.agencies.assign(credential.agencies().begin(), credential.agencies().end());
    entry.caller.agent = credential.agent();
    entry.token_hash = parse_hash(credential.token_hash());
    entry.certificate_name = credential.certificate_name();
    entries_.push_back(std::move(entry));
  }
}

Or<Caller> Authenticator::identify(std::optional<std::string_view> authorization,
                                   const std::vector<std::string>& certificate_names) const {
  if (open_) return Caller{.id = "local", .roles = all_roles()};
  if (authorization) {
    const auto token = bearer_token(*authorization);
    if (!token) return unauthenticated("the authorization header is not \"Bearer TOKEN\"");
    const Hash hash = sha256(*token);
    const Entry* found = nullptr;
    for (const Entry& entry : entries_) {  // all of them, so that time tells nothing
      if (entry.token_hash &&
          CRYPTO_memcmp(entry.token_hash->data(), hash.data(), hash.size()) == 0) {
        found = &entry;
      }
    }
    if (found == nullptr) return unauthenticated("the bearer token is not known here");
    return found->caller;
  }
  for (const Entry& entry : entries_) {
    if (entry.certificate_name.empty()) continue;
    const auto& names = certificate_names;
    if (std::find(names.begin(), names.end(), entry.certificate_name) != names.end()) {
      return entry.caller;
    }
  }
  return unauthenticated(
      certificate_names.empty()
          ? "no credential; send \"authorization: Bearer TOKEN\" or a client certificate"
          : "no credential is configured for a name of the client's certificate");
}

Or<Caller> Authenticator::identify(const grpc::ServerContextBase& context) const {
  if (open_) return identify({}, {});
  std::optional<std::string_view> authorization;
  const auto& metadata = context.client_metadata();
  if (const auto found = metadata.find("authorization"); found != metadata.end()) {
    authorization = std::string_view(found->second.data(), found->second.size());
  }
  std::vector<std::string> names;
  const auto peer = context.auth_context();
  if (peer && peer->IsPeerAuthenticated()) {
    for (const char* property : {"x509_common_name", "x509_subject_alternative_name", "peer_dns",
                                 "peer_uri", "peer_spiffe_id"}) {
      for (const auto& value : peer->FindPropertyValues(property)) {
        names.emplace_back(value.data(), value.size());
      }
    }
  }
  return identify(authorization, names);
}

Trouble check_role(const Caller& caller, std::string_view method) {
  const RoleSet* allowed = roles_for(method);
  if (allowed != nullptr && caller.roles.meets(*allowed)) return {};
  const std::string have = to_string(caller.roles);
  const std::string want = allowed == nullptr ? "" : to_string(*allowed);
  return Problem{
      .reason = v1::ERROR_REASON_ROLE_NOT_ALLOWED,
      .message = str_cat("role ", have, " may not call ", method, "; it takes one of: ", want),
      .facts = {{"role", have}, {"allowed", want}}};
}

Trouble check_agency(const Caller& caller, std::string_view agency) {
  if (caller.may_use(agency)) return {};
  return Problem{.reason = v1::ERROR_REASON_AGENCY_NOT_ALLOWED,
                 .message = str_cat("credential ", caller.id, " is not for agency ", agency),
                 .facts = {{"agency", std::string(agency)}}};
}

Trouble check_agent(const Caller& caller, std::string_view agent) {
  const std::string_view only = caller.only_agent();
  if (only.empty() || only == agent) return {};
  return Problem{.reason = v1::ERROR_REASON_NOT_YOURSELF,
                 .message = str_cat("credential ", caller.id, " acts for agent ", only,
                                    " only, not for ", agent)};
}

}  // namespace usher::rpc
