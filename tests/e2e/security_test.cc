#include <array>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include <openssl/sha.h>

#include "tests/e2e/office.h"

namespace usher::e2e {
namespace {

constexpr char kTown[] = R"(- id: town
  time_zone: America/Denver
  default_language: en
  services: [{id: general}]
  queues: [{id: line}]
  classification: [{queue: line}]
  agents:
  - {id: tom, languages: [{tag: en, modality: MODALITY_SPOKEN}]}
)";

std::string token_of(const std::string& who) { return who + "-0123456789abcdef0123456789abcdef"; }

std::string hash_of(const std::string& token) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), digest.data());
  return "sha256:" + absl::BytesToHexString(absl::string_view(
                         reinterpret_cast<const char*>(digest.data()), digest.size()));
}

// An authority, and certificates of it, made by openssl as an operator would.
class Certificates {
 public:
  Certificates() {
    openssl({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             "/CN=Test authority", "-keyout", file("ca.key"), "-out", file("ca.pem")});
    issue("server", "usherd.example", "subjectAltName=IP:127.0.0.1,DNS:usherd.example");
  }
  // NAME.pem and NAME.key.
  void issue(const std::string& name, const std::string& common_name, const std::string& extension,
             const std::string& days = "2") {
    openssl({"req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + common_name, "-keyout",
             file(name + ".key"), "-out", file(name + ".csr")});
    const std::string extensions = folder_.write(name + ".ext", extension + "\n");
    openssl({"x509", "-req", "-in", file(name + ".csr"), "-CA", file("ca.pem"), "-CAkey",
             file("ca.key"), "-CAcreateserial", "-days", days, "-extfile", extensions, "-out",
             file(name + ".pem")});
  }
  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }
  std::string text(const std::string& name) const {
    std::ifstream in(file(name));
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  std::shared_ptr<grpc::ChannelCredentials> client(const std::string& name = "") const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = text("ca.pem");
    if (!name.empty()) {
      options.pem_cert_chain = text(name + ".pem");
      options.pem_private_key = text(name + ".key");
    }
    return grpc::SslCredentials(options);
  }

 private:
  static void openssl(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {"/usr/bin/env", "openssl"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Process process(command);
    const auto exit = process.wait_exit(absl::Seconds(60));
    ASSERT_TRUE(exit && exit->code == 0) << process.output();
  }
  Folder folder_;
};

std::string config_with(const std::string& server) {
  AgencyFile file;
  file.server = server;
  return file.text() + kTown;
}

std::string token_credential(const std::string& id, const std::string& rest) {
  return absl::StrCat("  - {id: ", id, ", token_hash: \"", hash_of(token_of(id)), "\", ", rest,
                      "}\n");
}

std::string tls(const Certificates& certificates, bool mutual) {
  return absl::StrCat("  tls:\n    certificate_file: ", certificates.file("server.pem"),
                      "\n    key_file: ", certificates.file("server.key"), "\n",
                      mutual ? "    client_ca_file: " + certificates.file("ca.pem") + "\n" : "");
}

std::string tokens() {
  return absl::StrCat("  credentials:\n", token_credential("pbx", "roles: [ADAPTER]"),
                      token_credential("desk", "roles: [AGENT]"),
                      token_credential("ana", "roles: [AGENT], agent: ana, agencies: [county]"),
                      token_credential("lead", "roles: [SUPERVISOR], agencies: [county]"),
                      token_credential("admin", "roles: [ADMIN]"),
                      token_credential("board", "roles: [OBSERVER], agencies: [county]"));
}

TEST(Security, serves_tls_and_tells_who_may_do_what_by_token) {
  const Certificates certificates;
  const auto daemon = Daemon::serving(config_with(tls(certificates, false) + tokens()));
  const auto client = [&](const std::string& who) {
    return Client(daemon->address(), certificates.client(), token_of(who));
  };
  // Taking in.
  EXPECT_TRUE(client("pbx").create(contact(v1::PHONE, "one")).ok());
  EXPECT_EQ(client("board").create(contact(v1::PHONE)).reason(), "ROLE_NOT_ALLOWED");
  // Reading.
  EXPECT_TRUE(client("board").status(kAgency).ok());
  EXPECT_EQ(client("board").apply_config(kAgency, AgencyFile().text()).reason(),
            "ROLE_NOT_ALLOWED");
  EXPECT_TRUE(client("admin").apply_config(kAgency, AgencyFile().text()).ok());
  // Another agency.
  EXPECT_TRUE(client("lead").status(kAgency).ok());
  const auto elsewhere = client("lead").status("agencies/town");
  EXPECT_EQ(elsewhere.status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(elsewhere.reason(), "AGENCY_NOT_ALLOWED") << to_text(elsewhere.status);
  EXPECT_TRUE(client("admin").status("agencies/town").ok());
  // Somebody else's name.
  EXPECT_TRUE(client("ana").sign_in(agent_name("ana")).ok());
  EXPECT_EQ(client("ana").sign_in(agent_name("ben")).reason(), "NOT_YOURSELF");
  EXPECT_TRUE(client("desk").sign_in(agent_name("ben")).ok());
  const Client ana = client("ana");
  const auto offers = [&] {
    v1::ListOffersRequest request;
    request.set_parent(kAgency);
    const Client admin = client("admin");
    return admin.call(*admin.offers, &v1::OfferService::Stub::ListOffers, request);
  };
  ASSERT_TRUE(wait_until([&] { return offers()->offers_size() == 1; }));
  const v1::Offer offer = offers()->offers(0);
  const bool to_ana = offer.agent() == agent_name("ana");
  const auto answer = ana.accept(offer);
  EXPECT_EQ(answer.ok(), to_ana) << to_text(answer.status);
  EXPECT_EQ(answer.reason(), to_ana ? "" : "NOT_YOURSELF") << to_text(answer.status);
}

TEST(Security, hides_needs_and_identity_from_who_only_watches) {
  const Certificates certificates;
  const auto daemon = Daemon::serving(config_with(tls(certificates, false) + tokens()));
  const Client pbx(daemon->address(), certificates.client(), token_of("pbx"));
  auto request = contact(v1::PHONE, "one");
  *request.mutable_contact()->add_needs() = need(v1::RTT);
  request.mutable_contact()->mutable_identity()->set_display_name("A person");
  ASSERT_TRUE(pbx.create(request).ok());
  const Client lead(daemon->address(), certificates.client(), token_of("lead"));
  EXPECT_EQ(lead.get_contact(contact_name("one"))->needs_size(), 1);
  const Client ana(daemon->address(), certificates.client(), token_of("ana"));
  const auto seen = ana.get_contact(contact_name("one"));
  EXPECT_EQ(seen->needs_size(), 0) << "the contact is not hers";
  EXPECT_EQ(seen->identity().display_name(), "");
  const Client board(daemon->address(), certificates.client(), token_of("board"));
  const auto shown = board.get_contact(contact_name("one"));
  EXPECT_EQ(shown->needs_size(), 0);
  EXPECT_EQ(shown->identity().display_name(), "");
}

TEST(Security, refuses_who_has_no_token_or_one_that_is_not_known) {
  const Certificates certificates;
  const auto daemon = Daemon::serving(config_with(tls(certificates, false) + tokens()));
  for (const std::string& token :
       {std::string(), token_of("stranger"), token_of("admin") + "x", std::string("x")}) {
    const Client client(daemon->address(), certificates.client(), token);
    const auto answer = client.status(kAgency);
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << token;
    EXPECT_EQ(answer.reason(), "UNAUTHENTICATED") << to_text(answer.status);
    Desk desk(client);
    const auto end = desk.wait_end();
    ASSERT_TRUE(end) << "a stream was let in";
    EXPECT_EQ(end->error_code(), grpc::StatusCode::UNAUTHENTICATED);
  }
  const Client plain(daemon->address());
  EXPECT_EQ(plain.status(kAgency).status.error_code(), grpc::StatusCode::UNAVAILABLE)
      << "the port speaks TLS only";
  EXPECT_EQ(daemon->process().output().find(token_of("admin")), std::string::npos);
}

TEST(Security, knows_clients_by_their_certificates) {
  Certificates certificates;
  certificates.issue("pbx", "pbx.example", "subjectAltName=DNS:pbx.example");
  certificates.issue("uri", "whoever", "subjectAltName=URI:spiffe://example/admin");
  certificates.issue("stranger", "stranger.example", "subjectAltName=DNS:stranger.example");
  certificates.issue("late", "pbx.example", "subjectAltName=DNS:pbx.example", "-1");
  Certificates others;
  others.issue("pbx", "pbx.example", "subjectAltName=DNS:pbx.example");
  const auto daemon = Daemon::serving(config_with(absl::StrCat(
      tls(certificates, true),
      "  credentials:\n"
      "  - {id: pbx, certificate_name: pbx.example, roles: [ADAPTER], agencies: [county]}\n"
      "  - {id: root, certificate_name: \"spiffe://example/admin\", roles: [ADMIN]}\n")));
  const Client pbx(daemon->address(), certificates.client("pbx"));
  const auto created = pbx.create(contact(v1::PHONE, "one"));
  EXPECT_TRUE(created.ok()) << to_text(created.status);
  auto elsewhere = contact(v1::PHONE);
  elsewhere.set_parent("agencies/town");
  EXPECT_EQ(pbx.create(elsewhere).reason(), "AGENCY_NOT_ALLOWED");
  EXPECT_EQ(pbx.apply_config(kAgency, AgencyFile().text()).reason(), "ROLE_NOT_ALLOWED");
  const Client root(daemon->address(), certificates.client("uri"));
  EXPECT_TRUE(root.status("agencies/town").ok());
  const Client stranger(daemon->address(), certificates.client("stranger"));
  EXPECT_EQ(stranger.status(kAgency).reason(), "UNAUTHENTICATED");
  const Client nobody(daemon->address(), certificates.client());
  EXPECT_EQ(nobody.status(kAgency).status.error_code(), grpc::StatusCode::UNAVAILABLE)
      << "no certificate, no connection";
  const Client late(daemon->address(), certificates.client("late"));
  EXPECT_EQ(late.status(kAgency).status.error_code(), grpc::StatusCode::UNAVAILABLE)
      << "the certificate has expired";
  grpc::SslCredentialsOptions foreign;
  foreign.pem_root_certs = certificates.text("ca.pem");
  foreign.pem_cert_chain = others.text("pbx.pem");
  foreign.pem_private_key = others.text("pbx.key");
  const Client impostor(daemon->address(), grpc::SslCredentials(foreign));
  EXPECT_EQ(impostor.status(kAgency).status.error_code(), grpc::StatusCode::UNAVAILABLE)
      << "a certificate of another authority was believed";
}

TEST(Security, refuses_to_start_where_others_could_listen_in) {
  Daemon open({.config = AgencyFile().text(), .listen = "0.0.0.0:0"});
  open.launch();
  EXPECT_FALSE(open.wait_ready());
  const auto exit = open.process().wait_exit(kPatience);
  ASSERT_TRUE(exit) << "it goes on running";
  EXPECT_NE(exit->code, 0);
  EXPECT_THAT(open.process().output(), testing::HasSubstr("tls"));
  Daemon unreadable(
      {.config = config_with("  tls: {certificate_file: /nowhere.pem, key_file: /nowhere.key}\n" +
                             tokens())});
  unreadable.launch();
  EXPECT_FALSE(unreadable.wait_ready());
  EXPECT_THAT(unreadable.process().output(), testing::HasSubstr("/nowhere.pem"));
}

}  // namespace
}  // namespace usher::e2e
