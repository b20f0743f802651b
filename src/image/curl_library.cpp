#include "curl_library.hpp"

#include <skiff/base/library.hpp>

namespace skiff::image {

namespace {

Result<CurlFunctions> load_functions() {
  TRY_ASSIGN(const base::Library library, base::Library::load({"libcurl.so.4"}, "libcurl4"));
  CurlFunctions functions{};
  TRY(library.resolve("curl_global_init", functions.global_init));
  TRY(library.resolve("curl_version_info", functions.version_info));
  TRY(library.resolve("curl_easy_init", functions.easy_init));
  TRY(library.resolve("curl_easy_setopt", functions.easy_setopt));
  TRY(library.resolve("curl_easy_getinfo", functions.easy_getinfo));
  TRY(library.resolve("curl_easy_cleanup", functions.easy_cleanup));
  TRY(library.resolve("curl_easy_strerror", functions.easy_strerror));
  TRY(library.resolve("curl_slist_append", functions.slist_append));
  TRY(library.resolve("curl_slist_free_all", functions.slist_free_all));
  TRY(library.resolve("curl_multi_init", functions.multi_init));
  TRY(library.resolve("curl_multi_add_handle", functions.multi_add_handle));
  TRY(library.resolve("curl_multi_remove_handle", functions.multi_remove_handle));
  TRY(library.resolve("curl_multi_perform", functions.multi_perform));
  TRY(library.resolve("curl_multi_poll", functions.multi_poll));
  TRY(library.resolve("curl_multi_info_read", functions.multi_info_read));
  TRY(library.resolve("curl_multi_cleanup", functions.multi_cleanup));
  TRY(library.resolve("curl_multi_strerror", functions.multi_strerror));
  TRY(library.resolve("curl_url", functions.url));
  TRY(library.resolve("curl_url_set", functions.url_set));
  TRY(library.resolve("curl_url_get", functions.url_get));
  TRY(library.resolve("curl_url_cleanup", functions.url_cleanup));
  TRY(library.resolve("curl_free", functions.free));
  // 7.71 has certificates from memory (CURLOPT_SSLCERT_BLOB).
  const curl_version_info_data* version = functions.version_info(CURLVERSION_NOW);
  if (version->version_num < 0x074700) {
    return fail(ErrorKind::unsupported, "libcurl {} is too old: 7.71 is needed", version->version);
  }
  if (functions.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return fail(ErrorKind::internal, "libcurl cannot be initialised");
  }
  return functions;
}

}  // namespace

Result<const CurlFunctions*> curl_functions() {
  static const Result<CurlFunctions> functions = load_functions();
  if (!functions) return std::unexpected(functions.error());
  return &*functions;
}

}  // namespace skiff::image
