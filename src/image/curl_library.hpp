#pragma once

#include <memory>

#include <curl/curl.h>

#include <skiff/base/result.hpp>

namespace skiff::image {

/// The functions of libcurl (7.71 or newer) that skiff calls; loaded at the first use.
struct CurlFunctions {
  decltype(&curl_global_init) global_init;
  decltype(&curl_version_info) version_info;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_multi_init) multi_init;
  decltype(&curl_multi_add_handle) multi_add_handle;
  decltype(&curl_multi_remove_handle) multi_remove_handle;
  decltype(&curl_multi_perform) multi_perform;
  decltype(&curl_multi_poll) multi_poll;
  decltype(&curl_multi_info_read) multi_info_read;
  decltype(&curl_multi_cleanup) multi_cleanup;
  decltype(&curl_multi_strerror) multi_strerror;
  decltype(&curl_url) url;
  decltype(&curl_url_set) url_set;
  decltype(&curl_url_get) url_get;
  decltype(&curl_url_cleanup) url_cleanup;
  decltype(&curl_free) free;
};

/// Errors: not_found (with the package to install), unsupported (too old).
Result<const CurlFunctions*> curl_functions();

/// Calls one function of the table to release what it made.
template <auto Member>
struct CurlRelease {
  const CurlFunctions* functions = nullptr;
  template <typename T>
  void operator()(T* object) const {
    (functions->*Member)(object);
  }
};
using CurlEasy = std::unique_ptr<CURL, CurlRelease<&CurlFunctions::easy_cleanup>>;
using CurlMulti = std::unique_ptr<CURLM, CurlRelease<&CurlFunctions::multi_cleanup>>;
using CurlUrl = std::unique_ptr<CURLU, CurlRelease<&CurlFunctions::url_cleanup>>;
using CurlText = std::unique_ptr<char, CurlRelease<&CurlFunctions::free>>;
using CurlList = std::unique_ptr<curl_slist, CurlRelease<&CurlFunctions::slist_free_all>>;

}  // namespace skiff::image
