#include "io/resolver.hpp"

#include "base/limits.hpp"

#include <boost/asio/post.hpp>
#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

namespace atmqtt::io {
namespace {

using boost::asio::ip::address;

address to_address(const sockaddr* generic) {
  using boost::asio::ip::address_v4;
  using boost::asio::ip::address_v6;
  if (generic->sa_family == AF_INET) {
    const auto* ipv4 = reinterpret_cast<const sockaddr_in*>(generic);
    return address_v4(ntohl(ipv4->sin_addr.s_addr));
  }
  const auto* ipv6 = reinterpret_cast<const sockaddr_in6*>(generic);
  address_v6::bytes_type octets;
  std::memcpy(octets.data(), &ipv6->sin6_addr, octets.size());
  return address_v6(octets, ipv6->sin6_scope_id);
}

ResolveResult ask_system(const std::string& name) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (error == EAI_SYSTEM) return tl::unexpected(std::generic_category().message(errno));
  if (error != 0) return tl::unexpected(std::string(::gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);

  std::vector<address> result;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    if (result.size() == limits::link_address_count_max) break;
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    result.push_back(to_address(each->ai_addr));
  }
  return result;
}

}  // namespace

class Resolver::Lookups : public std::enable_shared_from_this<Resolver::Lookups> {
 public:
  explicit Lookups(SystemLookup system_lookup) : system_lookup_(std::move(system_lookup)) {}

  std::uint64_t ask(boost::asio::io_context& context, const std::string& name, Callback callback) {
    boost::system::error_code error;
    const address numeric = boost::asio::ip::make_address(name, error);
    const std::scoped_lock lock(mutex_);
    const std::uint64_t id = ++last_id_;
    Question& question = questions_[id];
    question = {&context, name, std::move(callback), {}};
    if (!error) {
      answer(id, question, std::vector<address>{numeric});
    } else if (names_.insert(name).second) {
      waiting_names_.push_back(name);
      start_thread();
    }
    return id;
  }

  void withdraw(std::uint64_t id) {
    const std::scoped_lock lock(mutex_);
    questions_.erase(id);
  }

 private:
  struct Question {
    boost::asio::io_context* context = nullptr;
    std::string name;
    Callback callback;
    ResolveResult result;
  };

  /// Needs the lock: a question that is withdrawn after it must find its context alive.
  void answer(std::uint64_t id, Question& question, const ResolveResult& result) {
    question.result = result;
    boost::asio::post(*question.context, [self = shared_from_this(), id] { self->deliver(id); });
  }

  /// In the loop of the asker.
  void deliver(std::uint64_t id) {
    Question question;
    {
      const std::scoped_lock lock(mutex_);
      const auto found = questions_.find(id);
      if (found == questions_.end()) return;
      question = std::move(found->second);
      questions_.erase(found);
    }
    question.callback(question.result);
  }

  /// Needs the lock. A thread ends when no name waits, so that a process at rest has none.
  void start_thread() {
    if (thread_count_ == limits::lookup_thread_count_max) return;
    try {
      std::thread([self = shared_from_this()] { self->work(); }).detach();
      ++thread_count_;
    } catch (const std::system_error& error) {
      if (thread_count_ > 0) return;  // The others will get there.
      const std::string name = take_name();
      answer_all(name, tl::unexpected(std::string(error.what())));
    }
  }

  void work() {
    // Signals are for the threads that run loops.
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);

    std::unique_lock lock(mutex_);
    while (!waiting_names_.empty()) {
      const std::string name = take_name();
      if (!is_asked(name)) {
        names_.erase(name);
        continue;
      }
      lock.unlock();
      const ResolveResult result = system_lookup_(name);
      lock.lock();
      answer_all(name, result);
    }
    --thread_count_;
  }

  std::string take_name() {
    std::string name = std::move(waiting_names_.front());
    waiting_names_.erase(waiting_names_.begin());
    return name;
  }

  [[nodiscard]] bool is_asked(const std::string& name) const {
    for (const auto& [id, question] : questions_) {
      if (question.name == name) return true;
    }
    return false;
  }

  void answer_all(const std::string& name, const ResolveResult& result) {
    names_.erase(name);
    for (auto& [id, question] : questions_) {
      if (question.name == name) answer(id, question, result);
    }
  }

  SystemLookup system_lookup_;
  std::mutex mutex_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Question> questions_;
  std::set<std::string> names_;  ///< waiting or being looked up
  std::vector<std::string> waiting_names_;
  std::size_t thread_count_ = 0;
};

Resolver::Request& Resolver::Request::operator=(Request&& other) noexcept {
  std::swap(lookups_, other.lookups_);
  std::swap(id_, other.id_);
  return *this;
}

Resolver::Request::~Request() {
  if (lookups_) lookups_->withdraw(id_);
}

Resolver::Resolver() : Resolver(ask_system) {}

Resolver::Resolver(SystemLookup system_lookup)
    : lookups_(std::make_shared<Lookups>(std::move(system_lookup))) {}

Resolver::Request Resolver::resolve(boost::asio::io_context& context, const std::string& name,
                                    Callback callback) {
  return {lookups_, lookups_->ask(context, name, std::move(callback))};
}

}  // namespace atmqtt::io
