#include "at/command_tables.hpp"
#include "base/limits.hpp"
#include "tlsconf/certificate_name.hpp"
#include "tlsconf/requests.hpp"
#include "tlsconf/tls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

/// The commands of the SSL chapter that MQTT uses, M76 10.2.12 to 10.2.15. Every refusal is a bare
/// ERROR.
namespace atmqtt::tlsconf {
namespace {

using at::data_form;
using at::given;
using at::into;
using at::keyword;
using at::only_when;
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

std::string write_name(std::string_view name) {
  if (is_ascii(name)) return fmt::format("\"{}\"", name);
  return fmt::format("{}{}\"", non_ascii_prefix, encode_non_ascii(name));
}

// -- CSSLCFG

/// The values that every module has, and between and behind them those of the options it has: one
/// order holds for all of them.
std::string context_text(const Tls& tls, int index, std::string_view keypwd) {
  const SslContext& context = tls.contexts().get(index);
  const TlsConfSettings& settings = tls.settings();
  std::string text =
      fmt::format("+CSSLCFG: {},{},{},{},{},\"{}\",\"{}\",\"{}\"", index, context.sslversion,
                  context.authmode, context.ignorelocaltime, context.negotiatetime,
                  context.cacert.view(), context.clientcert.view(), context.clientkey.view());
  auto out = std::back_inserter(text);
  if (settings.csslcfg_password) fmt::format_to(out, ",\"{}\"", context.password.view());
  fmt::format_to(out, ",{}", context.enable_sni);
  if (settings.csslcfg_keypwd) fmt::format_to(out, ",\"{}\"", keypwd);
  if (settings.csslcfg_ciphersuites != Ciphersuites::none) {
    const bool has_all = settings.csslcfg_ciphersuites == Ciphersuites::all;
    const std::string_view unset = has_all ? "0" : "0x0";
    fmt::format_to(out, ",{}", context.ciphersuites.empty() ? unset : context.ciphersuites.view());
  }
  if (settings.csslcfg_ignorecertcn) fmt::format_to(out, ",{}", context.ignorecertcn);
  if (settings.csslcfg_use_tickets) fmt::format_to(out, ",{}", context.use_tickets);
  return text;
}

void write_context(Tls& tls, int index) {
  const std::string_view keypwd = tls.contexts().get(index).keypwd;
  tls.writer().information(context_text(tls, index, keypwd),
                           context_text(tls, index, keypwd.empty() ? "" : "***"));
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
template <CompactText SslContext::*member>
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

/// The one parameter of the module that is hexadecimal (B5): 0x and four digits. Read as they are
/// printed, in capitals.
std::optional<std::string> read_hexadecimal(std::string_view text) {
  constexpr std::string_view prefix = "0x";
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::size_t size = 6;
  if (text.size() != size || !at::equals_ignoring_case(text.substr(0, prefix.size()), prefix)) {
    return std::nullopt;
  }
  std::string read(prefix);
  for (char octet : text.substr(prefix.size())) {
    if (octet >= 'a' && octet <= 'f') octet = static_cast<char>(octet - 'a' + 'A');
    if (digits.find(octet) == std::string_view::npos) return std::nullopt;
    read += octet;
  }
  return read;
}

Reply set_ciphersuites(Tls& tls, const TextRequest& request) {
  const auto suite = read_hexadecimal(request.value);
  const bool has_all = tls.settings().csslcfg_ciphersuites == Ciphersuites::all;
  if (!suite || (!has_all && *suite != "0x002F" && *suite != "0xFFFF")) {
    return Reply::error(has_all ? "ciphersuites is 0x0000 to 0xFFFF"
                                : "ciphersuites is 0x002F or 0xFFFF");
  }
  tls.contexts().edit(request.ssl_ctx_index).ciphersuites = *suite;
  return Reply::ok();
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
  for (const auto& each : tls.certificates().all()) {
    tls.writer().information(fmt::format("+CCERTLIST: {}", write_name(each.name())));
  }
  return Reply::ok();
}

Reply delete_certificate(Tls& tls, const NameRequest& request) {
  const auto name = read_name(tls, request.filename);
  if (!name) return Reply::error(name.error());
  if (!tls.certificates().find(*name)) {
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
constexpr Range name_length{5, &Settings::certificate_name_max};
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

constexpr at::Traits bare{.is_bare = true};

constexpr Parameter<TextRequest> two_ciphersuites[] = {
    {"ssl_ctx_index", into<&TextRequest::ssl_ctx_index>, context_range},
    {"ciphersuites", into<&TextRequest::value>, "(0x002F,0xFFFF)", Presence::required, bare},
};

constexpr Parameter<TextRequest> all_ciphersuites[] = {
    {"ssl_ctx_index", into<&TextRequest::ssl_ctx_index>, context_range},
    {"ciphersuites", into<&TextRequest::value>, "(0x0000-0xFFFF)", Presence::required, bare},
};

constexpr Parameter<ContextRequest> context_only[] = {
    {"ssl_ctx_index", into<&ContextRequest::ssl_ctx_index>, context_range},
};

// The module's own test answer names it instead of giving its range.
constexpr Parameter<NameRequest> moved_name[] = {
    {"FILENAME",
     into<&NameRequest::filename>,
     name_length,
     Presence::required,
     {.is_named = true, .may_be_bare = true, .has_own_length = true}},
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
     .write = {only_when(given<&Settings::csslcfg_tls13, false>,
                         keyword("sslversion", write_form<numbered<4>, set_number<&SslContext::sslversion>>())),
               only_when(given<&Settings::csslcfg_tls13>,
                         keyword("sslversion", write_form<numbered<2>, set_number<&SslContext::sslversion>>())),
               keyword("authmode", write_form<numbered<3>, set_number<&SslContext::authmode>>()),
               keyword("ignorelocaltime", write_form<flagged, set_number<&SslContext::ignorelocaltime>>()),
               keyword("negotiatetime", write_form<negotiatetime, set_number<&SslContext::negotiatetime>>()),
               keyword("cacert", write_form<named, set_file<&SslContext::cacert>>()),
               keyword("clientcert", write_form<named, set_file<&SslContext::clientcert>>()),
               keyword("clientkey", write_form<named, set_file<&SslContext::clientkey>>()),
               only_when(given<&Settings::csslcfg_password>,
                         keyword("password", write_form<named, set_file<&SslContext::password>>())),
               keyword("enableSNI", write_form<flagged, set_number<&SslContext::enable_sni>>()),
               only_when(given<&Settings::csslcfg_keypwd>,
                         keyword("keypwd", write_form<keypwd, set_keypwd>())),
               only_when(given<&Settings::csslcfg_ciphersuites, Ciphersuites::two>,
                         keyword("ciphersuites", write_form<two_ciphersuites, set_ciphersuites>())),
               only_when(given<&Settings::csslcfg_ciphersuites, Ciphersuites::all>,
                         keyword("ciphersuites", write_form<all_ciphersuites, set_ciphersuites>())),
               only_when(given<&Settings::csslcfg_ignorecertcn>,
                         keyword("ignorecertCN", write_form<flagged, set_number<&SslContext::ignorecertcn>>())),
               only_when(given<&Settings::csslcfg_use_tickets>,
                         keyword("use_tickets", write_form<flagged, set_number<&SslContext::use_tickets>>())),
               unlisted(write_form<context_only, read_context>())}},
    {.name = "+CCERTDOWN", .source = "M76 10.2.13", .has_test = true,
     .write = {secret_data(data_form<name_and_len, begin_download, download>())}},
    {.name = "+CCERTLIST", .source = "M76 10.2.14", .execute = list_certificates, .has_test = true},
    {.name = "+CCERTDELE", .source = "M76 10.2.15", .has_test = true,
     .write = {write_form<name_only, delete_certificate>()}},
    {.name = "+CCERTMOVE", .source = "A76 19", .when = given<&Settings::certificate_move>,
     .has_test = true,
     .write = {write_form<moved_name, move_certificate>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Tls>));

}  // namespace

std::span<const at::Command<Tls>> tls_commands() { return commands; }

}  // namespace atmqtt::tlsconf
