#include "fleet/metrics_server.hpp"

#include "base/limits.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <utility>

namespace atmqtt::fleet {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = boost::asio::ip::tcp;

/// Whoever asks for nothing, or does not read the answer, is not waited for.
constexpr std::chrono::seconds session_time{10};

/// What a request may have of headers; it has no body.
constexpr std::uint32_t header_size_max = 8 * 1024;

constexpr const char* content_type = "text/plain; version=0.0.4; charset=utf-8";

http::response<http::string_body> answer_to(const http::request<http::empty_body>& request,
                                            const std::function<std::string()>& make_text) {
  http::response<http::string_body> response;
  response.version(request.version());
  response.keep_alive(false);
  if (request.method() != http::verb::get) {
    response.result(http::status::method_not_allowed);
    response.set(http::field::allow, "GET");
  } else if (request.target() != "/metrics") {
    response.result(http::status::not_found);
    response.body() = "The figures are at /metrics.\n";
  } else {
    response.body() = make_text();
  }
  response.set(http::field::content_type, content_type);
  response.prepare_payload();
  return response;
}

}  // namespace

/// One request and its answer. It lives as long as its handlers.
class MetricsServer::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(MetricsServer& server, tcp::socket socket)
      : server_(server), counted_(server.sessions_), stream_(std::move(socket)) {}

  void start() {
    parser_.header_limit(header_size_max);
    stream_.expires_after(session_time);
    http::async_read(stream_, buffer_, parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->answer();
                     });
  }

 private:
  void answer() {
    response_ = answer_to(parser_.get(), server_.make_text_);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](beast::error_code, std::size_t) {
                        beast::error_code ignored;  // The other side may have closed already.
                        self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
                      });
  }

  MetricsServer& server_;
  std::shared_ptr<void> counted_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request_parser<http::empty_body> parser_;
  http::response<http::string_body> response_;
};

MetricsServer::MetricsServer(io::EventLoop& loop, io::AsyncPtr<io::Acceptor> acceptor,
                             std::function<std::string()> make_text)
    : loop_(loop), acceptor_(std::move(acceptor)), make_text_(std::move(make_text)) {}

void MetricsServer::on_connection(io::UniqueFd connection) {
  if (sessions_.use_count() > limits::metrics_session_count_max) return;
  tcp::socket socket(loop_.context());
  beast::error_code error;
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  ::getsockname(connection.get(), reinterpret_cast<sockaddr*>(&address), &size);
  socket.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), connection.get(), error);
  if (error) return;
  static_cast<void>(connection.release());
  std::make_shared<Session>(*this, std::move(socket))->start();
}

}  // namespace atmqtt::fleet
