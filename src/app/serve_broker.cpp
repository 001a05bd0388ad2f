#include "app/serve_broker.hpp"

#include "app/process_limits.hpp"
#include "io/broker_server.hpp"
#include "io/event_loop.hpp"
#include "io/resolver.hpp"
#include "io/store_file.hpp"

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <utility>

namespace atmqtt::app {

tl::expected<void, Failure> serve_broker(const ServeBrokerOptions& options) {
  prepare_process();
  io::SslContextPtr tls;
  if (options.tls) {
    auto made = io::make_tls_server_context(*options.tls);
    if (!made) return tl::unexpected(not_opened("--tls " + made.error()));
    tls = std::move(*made);
  }
  io::Resolver resolver;
  io::EventLoop loop(resolver);
  boost::asio::signal_set signals(loop.context(), SIGINT, SIGTERM, SIGHUP);
  signals.async_wait([&](boost::system::error_code error, int) {
    if (!error) loop.context().stop();
  });
  const bool asks_for_password = !options.broker.users.empty();
  auto acceptor = io::listen_tcp(loop, options.tcp.host, options.tcp.port, asks_for_password);
  if (!acceptor) return tl::unexpected(not_opened("--port " + acceptor.error().text));
  broker::Store store(loop.pool());
  std::unique_ptr<io::StoreFile> file;
  if (!options.store.empty()) {
    auto opened = io::StoreFile::open(options.store, store);
    if (!opened) return tl::unexpected(not_opened("--store " + opened.error().text));
    file = std::move(*opened);
  }
  const std::string description = (*acceptor)->description();
  io::BrokerServer server(loop, options.broker, store, file.get(), std::move(tls),
                          options.log_level == io::LogLevel::debug);
  for (const broker::Rule& rule : options.rules) server.add_rule(rule);
  server.start(std::move(*acceptor));
  fmt::print(stderr, "atmqtt: ready: {}\n", description);
  loop.context().run();
  if (file && file->failure()) {
    return tl::unexpected(not_opened("--store " + file->failure()->text +
                                     "; what is not stored was not acknowledged"));
  }
  return {};
}

}  // namespace atmqtt::app
