#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>

namespace atmqtt::io {

/// Asio's steady_timer for an io_context alone. An executor of any kind would take 40 octets more
/// in each timer and in each wait.
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>,
                                                boost::asio::io_context::executor_type>;

}  // namespace atmqtt::io
