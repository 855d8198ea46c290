#include "engine/http/server.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"

#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"
#include "routing/text.h"

namespace usher::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using routing::str_cat;

using Request = beast::http::request_parser<beast::http::empty_body>;
using Response = beast::http::response<beast::http::string_body>;

Reply answer(const std::map<std::string, Handler>& routes, const Request::value_type& request) {
  const auto method = request.method();
  if (method != beast::http::verb::get && method != beast::http::verb::head) {
    return {.status = 405, .body = "only GET and HEAD are answered here\n"};
  }
  const std::string target(request.target());
  const auto route = routes.find(target.substr(0, target.find('?')));
  if (route != routes.end()) return route->second();
  std::string body = "there is nothing at this path; there is:";
  for (const auto& [path, handler] : routes) body += " " + path;
  return {.status = 404, .body = body + "\n"};
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(ServerOptions options) : options_(std::move(options)), acceptor_(context_) {}

  absl::Status listen();
  tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  void run() {
    accept();
    context_.run();
  }
  void stop() { context_.stop(); }

 private:
  class Connection;
  void accept();

  ServerOptions options_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::size_t connections_ = 0;
};

// One client: reads a request, answers it, and reads the next until it leaves or is too slow.
class Server::Impl::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Impl& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
    ++server_.connections_;
  }
  ~Connection() { --server_.connections_; }

  void read() {
    request_.emplace();
    request_->header_limit(kMaxHeaderBytes);
    request_->body_limit(0);
    stream_.expires_after(server_.options_.timeout);
    beast::http::async_read(stream_, buffer_, *request_,
                            [self = shared_from_this()](const error_code& error, std::size_t) {
                              self->on_read(error);
                            });
  }

 private:
  void on_read(const error_code& error) {
    if (error == beast::http::error::header_limit || error == beast::http::error::body_limit) {
      return write({.status = 413, .body = "the request is too large\n"}, false);
    }
    if (error.category() == make_error_code(beast::http::error::bad_method).category() &&
        error != beast::http::error::end_of_stream) {
      return write({.status = 400, .body = "this is not an HTTP/1.1 request\n"}, false);
    }
    if (error) return;
    write(answer(server_.options_.routes, request_->get()), request_->get().keep_alive());
  }

  void write(Reply reply, bool keep_alive) {
    response_ = Response(beast::http::status(reply.status), 11);
    response_.set(beast::http::field::content_type, reply.content_type);
    response_.set(beast::http::field::cache_control, "no-store");
    response_.set("X-Content-Type-Options", "nosniff");
    if (reply.status == 405) response_.set(beast::http::field::allow, "GET, HEAD");
    response_.keep_alive(keep_alive);
    const bool head = request_->get().method() == beast::http::verb::head;
    const std::size_t size = reply.body.size();
    if (!head) response_.body() = std::move(reply.body);
    response_.content_length(size);
    stream_.expires_after(server_.options_.timeout);
    beast::http::async_write(
        stream_, response_,
        [self = shared_from_this(), keep_alive](const error_code& error, std::size_t) {
          if (!error && keep_alive) self->read();
        });
  }

  Impl& server_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{kMaxHeaderBytes * 2};
  std::optional<Request> request_;
  Response response_;
};

absl::Status Server::Impl::listen() {
  const std::string& text = options_.listen;
  const std::size_t colon = text.rfind(':');
  const auto wrong = [&] {
    return absl::InvalidArgumentError(
        str_cat("\"", text, "\" is not an address to listen on; it has the form 127.0.0.1:7421"));
  };
  if (colon == std::string::npos) return wrong();
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  error_code error;
  const asio::ip::address address = host == "localhost" ? asio::ip::make_address("127.0.0.1")
                                                        : asio::ip::make_address(host, error);
  const std::string port = text.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (error || !digits || std::stoul(port) > 65535) return wrong();
  if (options_.loopback_only && !address.is_loopback()) {
    return absl::InvalidArgumentError(
        str_cat("HTTP on ", text,
                " would be open to the network without TLS; listen on a loopback "
                "address, such as 127.0.0.1:7421, and put a proxy with TLS before it"));
  }
  const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(std::stoul(port)));
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      str_cat("can't listen for HTTP on ", text, ": ", error.message(),
              "; stop what uses it, or set server.http_listen or --http-listen to another "
              "address, or to off"));
}

void Server::Impl::accept() {
  acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
    if (!error && connections_ < options_.max_connections) {
      std::make_shared<Connection>(*this, std::move(socket))->read();
    }
    if (error != asio::error::operation_aborted) accept();
  });
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
  const tcp::endpoint at = impl_->endpoint();
  const std::string host = at.address().to_string();
  address_ = str_cat(at.address().is_v6() ? "[" + host + "]" : host, ":", at.port());
  thread_ = std::thread([this] { impl_->run(); });
}

absl::StatusOr<std::unique_ptr<Server>> Server::start(ServerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (absl::Status listening = impl->listen(); !listening.ok()) return listening;
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::~Server() {
  impl_->stop();
  thread_.join();
}

}  // namespace usher::http
