#include "tools/client/connection.h"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/client/request_id.h"

namespace usher::client {
namespace {

using testing::HasSubstr;

std::string refusal(const ConnectionOptions& options) {
  const auto connection = Connection::open(options);
  return connection.ok() ? "" : std::string(connection.status().message());
}

// A file that goes away with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    char path[] = "/tmp/usher_tools_XXXXXX";
    const int file = mkstemp(path);
    EXPECT_GE(file, 0);
    path_ = path;
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Connection, to_loopback_needs_nothing) { EXPECT_EQ(refusal({}), ""); }

TEST(Connection, knows_what_is_loopback) {
  for (const char* near :
       {"127.0.0.1:1", "127.8.8.8:1", "localhost:1", "[::1]:1", "unix:/x", "ipv4:127.0.0.1:1"}) {
    EXPECT_TRUE(is_loopback(near)) << near;
  }
  for (const char* far : {"10.0.0.1:1", "usher.example:1", "[::2]:1", "localhost.example:1"}) {
    EXPECT_FALSE(is_loopback(far)) << far;
  }
}

TEST(Connection, refuses_an_address_without_a_port) {
  ConnectionOptions options;
  options.address = "localhost";
  EXPECT_THAT(refusal(options), HasSubstr("localhost:7420"));
  options.address = "";
  EXPECT_THAT(refusal(options), HasSubstr("empty"));
}

TEST(Connection, never_sends_a_token_without_tls_to_another_machine) {
  ConnectionOptions options;
  options.address = "usher.example:7420";
  options.token = "0123456789abcdef0123456789abcdef";
  options.insecure = true;
  EXPECT_THAT(refusal(options), HasSubstr("without TLS"));
  options.insecure = false;
  EXPECT_EQ(refusal(options), "");
}

TEST(Connection, refuses_half_a_client_certificate) {
  const TemporaryFile pem("-----BEGIN CERTIFICATE-----\n");
  ConnectionOptions options;
  options.certificate_file = pem.path();
  EXPECT_THAT(refusal(options), HasSubstr("--key-file"));
}

TEST(Connection, names_the_file_that_can_not_be_read_or_is_no_pem) {
  ConnectionOptions options;
  options.ca_file = "/nowhere/ca.pem";
  EXPECT_THAT(refusal(options), HasSubstr("/nowhere/ca.pem"));
  const TemporaryFile text("hello\n");
  options.ca_file = text.path();
  EXPECT_THAT(refusal(options), HasSubstr("PEM"));
}

TEST(Connection, reads_the_first_line_of_a_token_file_and_refuses_an_empty_one) {
  const TemporaryFile good("  token-of-many-characters \nsecond line\n"), empty("\n"),
      bad("two words\n");
  ConnectionOptions options;
  options.token_file = good.path();
  EXPECT_EQ(refusal(options), "");
  options.token_file = empty.path();
  EXPECT_THAT(refusal(options), HasSubstr("empty"));
  options.token_file = bad.path();
  EXPECT_THAT(refusal(options), HasSubstr("one word"));
  EXPECT_THAT(refusal(options), testing::Not(HasSubstr("two words"))) << "a secret in an error";
}

TEST(Connection, refuses_options_that_contradict_each_other) {
  ConnectionOptions options;
  options.insecure = options.tls = true;
  EXPECT_THAT(refusal(options), HasSubstr("--insecure"));
}

TEST(RequestId, is_a_fresh_version_4_uuid) {
  const std::string id = new_request_id();
  EXPECT_THAT(id, testing::MatchesRegex(
                      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(id, new_request_id());
}

}  // namespace
}  // namespace usher::client
