#pragma once

#include <string_view>

/// What a parsed command of the SSL chapter is. File names are as they were written: bare, without
/// their quotes, or {non-ascii}"…" as a whole.
namespace atmqtt::tlsconf {

struct ContextRequest {
  int ssl_ctx_index{};
};

struct NumberRequest {  // the options whose values are numbers
  int ssl_ctx_index{}, value{};
};

struct TextRequest {  // the others
  int ssl_ctx_index{};
  std::string_view value;
};

struct NameRequest {  // CCERTDELE CCERTMOVE
  std::string_view filename;
};

struct DownloadRequest {  // CCERTDOWN
  std::string_view filename;
  int len{};
};

}  // namespace atmqtt::tlsconf
