#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace atmqtt::io {

/// Asio's stream_descriptor for an io_context alone, which is smaller, as Timer is.
using Descriptor =
    boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

}  // namespace atmqtt::io
