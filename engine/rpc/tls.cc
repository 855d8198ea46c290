#include "engine/rpc/tls.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "routing/text.h"

namespace usher::rpc {
namespace {

using routing::str_cat;

absl::StatusOr<std::string> read_pem(const std::string& field, const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return absl::FailedPreconditionError(
        str_cat("server.tls.", field, ": ", path, " can't be read: ", std::strerror(errno)));
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bio bio_of(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

absl::StatusOr<Certificate> parse_certificate(const std::string& field, const std::string& path,
                                              const std::string& pem) {
  Certificate certificate(PEM_read_bio_X509(bio_of(pem).get(), nullptr, nullptr, nullptr),
                          X509_free);
  ERR_clear_error();
  if (certificate) return certificate;
  return absl::FailedPreconditionError(
      str_cat("server.tls.", field, ": ", path, " holds no PEM certificate"));
}

// gRPC itself would start with a pair that does not fit and then fail every handshake.
absl::Status check_pair(const v1::TlsConfig& tls, const std::string& chain,
                        const std::string& key_text) {
  auto certificate = parse_certificate("certificate_file", tls.certificate_file(), chain);
  if (!certificate.ok()) return certificate.status();
  const Key key(PEM_read_bio_PrivateKey(bio_of(key_text).get(), nullptr, nullptr, nullptr),
                EVP_PKEY_free);
  ERR_clear_error();
  if (!key) {
    return absl::FailedPreconditionError(
        str_cat("server.tls.key_file: ", tls.key_file(), " holds no unencrypted PEM private key"));
  }
  const bool fits = X509_check_private_key(certificate->get(), key.get()) == 1;
  ERR_clear_error();
  if (fits) return absl::OkStatus();
  return absl::FailedPreconditionError(str_cat("server.tls: the key in ", tls.key_file(),
                                               " is not that of the certificate in ",
                                               tls.certificate_file()));
}

}  // namespace

bool is_loopback_address(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  std::string_view host = colon == std::string_view::npos ? address : address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost" || host == "::1") return true;
  if (!host.starts_with("127.")) return false;
  // "127." must be an address, not the beginning of a name.
  return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

absl::Status check_exposure(const v1::ServerConfig& config) {
  if (config.has_tls() || is_loopback_address(config.listen())) return absl::OkStatus();
  return absl::FailedPreconditionError(str_cat(
      "server.listen: ", config.listen(),
      " is not a loopback address and there is no server.tls; give a certificate and a key, "
      "or listen on 127.0.0.1"));
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> make_credentials(
    const v1::ServerConfig& config) {
  if (absl::Status exposure = check_exposure(config); !exposure.ok()) return exposure;
  if (!config.has_tls()) return grpc::InsecureServerCredentials();
  const v1::TlsConfig& tls = config.tls();
  auto chain = read_pem("certificate_file", tls.certificate_file());
  if (!chain.ok()) return chain.status();
  auto key = read_pem("key_file", tls.key_file());
  if (!key.ok()) return key.status();
  if (absl::Status pair = check_pair(tls, *chain, *key); !pair.ok()) return pair;
  const bool mutual = !tls.client_ca_file().empty();
  grpc::SslServerCredentialsOptions options(
      mutual ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
             : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  options.pem_key_cert_pairs.push_back({*std::move(key), *std::move(chain)});
  if (mutual) {
    auto authority = read_pem("client_ca_file", tls.client_ca_file());
    if (!authority.ok()) return authority.status();
    auto parsed = parse_certificate("client_ca_file", tls.client_ca_file(), *authority);
    if (!parsed.ok()) return parsed.status();
    options.pem_root_certs = *std::move(authority);
  }
  return grpc::SslServerCredentials(options);
}

}  // namespace usher::rpc
