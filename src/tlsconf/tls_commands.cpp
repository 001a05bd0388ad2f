#include "at/command_table.hpp"
#include "base/limits.hpp"
#include "tlsconf/certificate_name.hpp"
#include "tlsconf/requests.hpp"
#include "tlsconf/tls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

/// The commands of the SSL chapter that MQTT uses, M76 10.2.12 to 10.2.15. Every refusal is a bare
/// ERROR.
namespace atmqtt::tlsconf {
namespace {

using at::data_form;
using at::into;
using at::keyword;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
using at::Reply;
using at::secret_data;
using at::write_form;

// -- File names

constexpr std::string_view non_ascii_prefix = "{non-ascii}\"";

/// The name that was written, or why it can be none.
tl::expected<std::string, std::string> read_name(const Tls& tls, std::string_view written) {
  std::string name(written);
  if (written.starts_with(non_ascii_prefix)) {
    written.remove_prefix(non_ascii_prefix.size());
    written.remove_suffix(1);
    const auto decoded = decode_non_ascii(written);
    if (!decoded) return tl::make_unexpected(std::string("its name is no {non-ascii} text"));
    name = *decoded;
  }
  constexpr std::size_t size_min = 5;
  const auto size_max = static_cast<std::size_t>(tls.settings().certificate_name_max);
  if (name.size() < size_min || name.size() > size_max) {
    return tl::unexpected(
        fmt::format("the length of its name is out of range ({}-{})", size_min, size_max));
  }
  if (const auto fault = fault_of_name(name)) return tl::unexpected(std::string(*fault));
  return name;
}

std::string write_name(const std::string& name) {
  if (is_ascii(name)) return fmt::format("\"{}\"", name);
  return fmt::format("{}{}\"", non_ascii_prefix, encode_non_ascii(name));
}

// -- CSSLCFG

void write_context(Tls& tls, int index) {
  const SslContext& context = tls.contexts().get(index);
  const auto line = [&](std::string_view keypwd) {
    return fmt::format("+CSSLCFG: {},{},{},{},{},\"{}\",\"{}\",\"{}\",{},\"{}\",{}", index,
                       context.sslversion, context.authmode, context.ignorelocaltime,
                       context.negotiatetime, context.cacert, context.clientcert, context.clientkey,
                       context.enable_sni, keypwd, context.ciphersuites);
  };
  tls.writer().information(line(context.keypwd), line(context.keypwd.empty() ? "" : "***"));
}

Reply list_contexts(Tls& tls, at::ResponseWriter&) {
  for (int index = 0; index < SslContexts::count; ++index) write_context(tls, index);
  return Reply::ok();
}

Reply read_context(Tls& tls, const ContextRequest& request) {
  write_context(tls, request.ssl_ctx_index);
  return Reply::ok();
}

template <int SslContext::*member>
Reply set_number(Tls& tls, const NumberRequest& request) {
  tls.contexts().edit(request.ssl_ctx_index).*member = request.value;
  return Reply::ok();
}

/// An empty name takes the certificate out of the context. It need not be in the store yet.
template <std::string SslContext::*member>
Reply set_file(Tls& tls, const TextRequest& request) {
  std::string name;
  if (!request.value.empty()) {
    const auto read = read_name(tls, request.value);
    if (!read) return Reply::error(read.error());
    name = *read;
  }
  tls.contexts().edit(request.ssl_ctx_index).*member = name;
  return Reply::ok();
}

Reply set_keypwd(Tls& tls, const TextRequest& request) {
  tls.contexts().edit(request.ssl_ctx_index).keypwd = request.value;
  return Reply::ok();
}

/// The one parameter of the module that is hexadecimal (B5).
Reply set_ciphersuites(Tls& tls, const TextRequest& request) {
  constexpr std::string_view values[] = {"0x002F", "0xFFFF"};
  for (const std::string_view value : values) {
    if (!at::equals_ignoring_case(request.value, value)) continue;
    tls.contexts().edit(request.ssl_ctx_index).ciphersuites = value;
    return Reply::ok();
  }
  return Reply::error("ciphersuites is 0x002F or 0xFFFF");
}

// -- CCERTDOWN CCERTLIST CCERTDELE CCERTMOVE

Reply begin_download(Tls& tls, const DownloadRequest& request) {
  const auto name = read_name(tls, request.filename);
  if (!name) return Reply::error(name.error());
  if (!tls.certificates().has_room_for(*name)) return Tls::refuse_full_store();
  return Reply::data(static_cast<std::size_t>(request.len));
}

Reply download(Tls& tls, const DownloadRequest& request, std::string_view data) {
  const auto name = read_name(tls, request.filename);
  return tls.store(*name, data);
}

Reply list_certificates(Tls& tls) {
  for (const auto& [name, content] : tls.certificates().all()) {
    tls.writer().information(fmt::format("+CCERTLIST: {}", write_name(name)));
  }
  return Reply::ok();
}

Reply delete_certificate(Tls& tls, const NameRequest& request) {
  const auto name = read_name(tls, request.filename);
  if (!name) return Reply::error(name.error());
  if (tls.certificates().find(*name) == nullptr) {
    return Reply::error("there is no certificate of that name");
  }
  return tls.remove(*name);
}

Reply move_certificate(Tls& tls, const NameRequest& request) {
  const auto name = read_name(tls, request.filename);
  if (!name) return Reply::error(name.error());
  return tls.take_file(*name);
}

// -- The table

constexpr Range context_range{0, 9};
constexpr Ranges flag{{0, 0}, {1, 1}};
constexpr Range name_length{5, 128};
constexpr Range content_size{1, static_cast<int>(limits::certificate_size_max)};

template <int high>
constexpr Parameter<NumberRequest> numbered[] = {
    {"ssl_ctx_index", into<&NumberRequest::ssl_ctx_index>, context_range},
    {"value", into<&NumberRequest::value>, Range{0, high}},
};

constexpr Parameter<NumberRequest> flagged[] = {
    {"ssl_ctx_index", into<&NumberRequest::ssl_ctx_index>, context_range},
    {"value", into<&NumberRequest::value>, flag},
};

constexpr Parameter<NumberRequest> negotiatetime[] = {
    {"ssl_ctx_index", into<&NumberRequest::ssl_ctx_index>, context_range},
    {"negotiatetime", into<&NumberRequest::value>, Range{10, 300}},
};

constexpr Parameter<TextRequest> named[] = {
    {"ssl_ctx_index", into<&TextRequest::ssl_ctx_index>, context_range},
    {"filename",
     into<&TextRequest::value>,
     name_length,
     Presence::required,
     {.may_be_bare = true, .has_own_length = true}},
};

constexpr Parameter<TextRequest> keypwd[] = {
    {"ssl_ctx_index", into<&TextRequest::ssl_ctx_index>, context_range},
    {"keypwd", into<&TextRequest::value>, Range{0, 128}, Presence::required, {.is_secret = true}},
};

constexpr Parameter<TextRequest> ciphersuites[] = {
    {"ssl_ctx_index", into<&TextRequest::ssl_ctx_index>, context_range},
    {"ciphersuites",
     into<&TextRequest::value>,
     "(0x002F,0xFFFF)",
     Presence::required,
     {.is_bare = true}},
};

constexpr Parameter<ContextRequest> context_only[] = {
    {"ssl_ctx_index", into<&ContextRequest::ssl_ctx_index>, context_range},
};

constexpr Parameter<NameRequest> name_only[] = {
    {"filename",
     into<&NameRequest::filename>,
     name_length,
     Presence::required,
     {.may_be_bare = true, .has_own_length = true}},
};

constexpr Parameter<DownloadRequest> name_and_len[] = {
    {"filename",
     into<&DownloadRequest::filename>,
     name_length,
     Presence::required,
     {.may_be_bare = true, .has_own_length = true}},
    {"len", into<&DownloadRequest::len>, content_size, Presence::required, {.is_length = true}},
};

// clang-format off
constexpr at::Command<Tls> commands[] = {
    {.name = "+CSSLCFG", .source = "M76 10.2.12", .read = list_contexts, .has_test = true,
     .write = {keyword("sslversion", write_form<numbered<4>, set_number<&SslContext::sslversion>>()),
               keyword("authmode", write_form<numbered<3>, set_number<&SslContext::authmode>>()),
               keyword("ignorelocaltime", write_form<flagged, set_number<&SslContext::ignorelocaltime>>()),
               keyword("negotiatetime", write_form<negotiatetime, set_number<&SslContext::negotiatetime>>()),
               keyword("cacert", write_form<named, set_file<&SslContext::cacert>>()),
               keyword("clientcert", write_form<named, set_file<&SslContext::clientcert>>()),
               keyword("clientkey", write_form<named, set_file<&SslContext::clientkey>>()),
               keyword("enableSNI", write_form<flagged, set_number<&SslContext::enable_sni>>()),
               keyword("keypwd", write_form<keypwd, set_keypwd>()),
               keyword("ciphersuites", write_form<ciphersuites, set_ciphersuites>()),
               unlisted(write_form<context_only, read_context>())}},
    {.name = "+CCERTDOWN", .source = "M76 10.2.13", .has_test = true,
     .write = {secret_data(data_form<name_and_len, begin_download, download>())}},
    {.name = "+CCERTLIST", .source = "M76 10.2.14", .execute = list_certificates, .has_test = true},
    {.name = "+CCERTDELE", .source = "M76 10.2.15", .has_test = true,
     .write = {write_form<name_only, delete_certificate>()}},
    {.name = "+CCERTMOVE", .source = "A76 19", .has_test = true,
     .write = {write_form<name_only, move_certificate>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Tls>));

}  // namespace

std::span<const at::Command<Tls>> tls_commands() { return commands; }

}  // namespace atmqtt::tlsconf
