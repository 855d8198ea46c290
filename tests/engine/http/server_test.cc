#include "engine/http/server.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "boost/asio/connect.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/read.hpp"
#include "boost/asio/write.hpp"
#include "gtest/gtest.h"

namespace usher::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Sends bytes and gives back everything until the server closes.
class Client {
 public:
  explicit Client(const Server& server) : socket_(context_) {
    const std::string& address = server.address();
    const std::size_t colon = address.rfind(':');
    socket_.connect({asio::ip::make_address(address.substr(0, colon)),
                     static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1)))});
  }
  std::string talk(const std::string& request) {
    boost::system::error_code error;
    asio::write(socket_, asio::buffer(request), error);
    return rest();
  }
  std::string rest() {
    std::string answer;
    boost::system::error_code error;
    asio::read(socket_, asio::dynamic_buffer(answer), error);
    return answer;
  }

 private:
  asio::io_context context_;
  tcp::socket socket_;
};

std::unique_ptr<Server> a_server(ServerOptions options = {}) {
  if (options.listen.empty()) options.listen = "127.0.0.1:0";
  options.routes["/hello"] = [] { return Reply{.body = "hello\n"}; };
  auto server = Server::start(std::move(options));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

std::string get(const std::string& path, const std::string& method = "GET") {
  return method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
}

TEST(HttpServer, answers_a_path_and_ignores_its_query) {
  const auto server = a_server();
  for (const char* path : {"/hello", "/hello?x=1"}) {
    const std::string answer = Client(*server).talk(get(path));
    EXPECT_EQ(answer.rfind("HTTP/1.1 200 OK\r\n", 0), 0U) << answer;
    EXPECT_NE(answer.find("\r\n\r\nhello\n"), std::string::npos);
    EXPECT_NE(answer.find("X-Content-Type-Options: nosniff"), std::string::npos);
  }
}

TEST(HttpServer, answers_head_without_a_body) {
  const auto server = a_server();
  const std::string answer = Client(*server).talk(get("/hello", "HEAD"));
  EXPECT_NE(answer.find("Content-Length: 6"), std::string::npos) << answer;
  EXPECT_EQ(answer.find("hello\n"), std::string::npos);
}

TEST(HttpServer, says_what_there_is_where_there_is_nothing) {
  const auto server = a_server();
  const std::string answer = Client(*server).talk(get("/nothing"));
  EXPECT_EQ(answer.rfind("HTTP/1.1 404", 0), 0U) << answer;
  EXPECT_NE(answer.find("/hello"), std::string::npos);
}

TEST(HttpServer, refuses_other_methods) {
  const auto server = a_server();
  const std::string answer = Client(*server).talk(get("/hello", "DELETE"));
  EXPECT_EQ(answer.rfind("HTTP/1.1 405", 0), 0U) << answer;
  EXPECT_NE(answer.find("Allow: GET, HEAD"), std::string::npos);
}

TEST(HttpServer, refuses_headers_past_the_limit) {
  const auto server = a_server();
  const std::string answer = Client(*server).talk(
      "GET /hello HTTP/1.1\r\nX: " + std::string(kMaxHeaderBytes + 1, 'x') + "\r\n\r\n");
  EXPECT_EQ(answer.rfind("HTTP/1.1 413", 0), 0U) << answer.substr(0, 200);
}

TEST(HttpServer, refuses_what_is_not_http) {
  const auto server = a_server();
  const std::string answer = Client(*server).talk("\x16\x03\x01\x02 what is this\r\n\r\n");
  EXPECT_EQ(answer.rfind("HTTP/1.1 400", 0), 0U) << answer;
}

TEST(HttpServer, cuts_off_a_client_that_never_ends_its_request) {
  const auto server = a_server({.timeout = std::chrono::seconds(1)});
  EXPECT_EQ(Client(*server).talk("GET /hello HTTP/1.1\r\nHost:"), "");
}

TEST(HttpServer, closes_connections_past_its_limit_and_serves_again_when_one_leaves) {
  const auto server = a_server({.max_connections = 1, .timeout = std::chrono::seconds(30)});
  {
    Client first(*server);
    // Served once, so that it is counted before the second comes.
    boost::system::error_code ignored;
    EXPECT_EQ(Client(*server).rest(), "");
  }
  std::string answer;
  for (int i = 0; i < 1000 && answer.empty(); ++i) answer = Client(*server).talk(get("/hello"));
  EXPECT_EQ(answer.rfind("HTTP/1.1 200", 0), 0U) << answer;
}

TEST(HttpServer, names_an_address_in_use_and_the_way_out) {
  const auto server = a_server();
  const auto second = Server::start({.listen = server->address()});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(second.status().ToString().find("--http-listen"), std::string::npos);
}

TEST(HttpServer, refuses_addresses_that_do_not_parse) {
  for (const char* wrong : {"", "7421", "127.0.0.1:", "127.0.0.1:http", "nowhere:1", "::1"}) {
    const auto server = Server::start({.listen = wrong});
    ASSERT_FALSE(server.ok()) << wrong;
    EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
}

TEST(HttpServer, refuses_the_network_where_it_may_serve_loopback_only) {
  const auto server = Server::start({.listen = "0.0.0.0:0", .loopback_only = true});
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace usher::http
