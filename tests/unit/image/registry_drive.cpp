// Fetches by image::Transport alone and prints what came: the transport's behaviour against real and hostile servers
// is tested through it (tests/cli/registry).
//
//   registry_drive [--tls-verify=false] [--cert-dir=DIR] [--creds=USER:PASSWORD] [--authfile=FILE] [--output=DIR]
//                  REFERENCE [DIGEST=SIZE ...]
//
// Without digests the manifest is fetched, and the blobs that it names. Exit code 1 and one line (and the hint) on errors.
#include <cstdio>
#include <optional>

#include <fcntl.h>

#include <skiff/base/json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/image/transport.hpp>
#include <skiff/spec/image_reference.hpp>
#include <skiff/sys/fd.hpp>

namespace {

using namespace skiff;

struct Arguments {
  spec::RegistryAccess options;
  std::string output;
  std::string reference;
  std::vector<std::string> digests;
};

Arguments parse_arguments(int count, char** words) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const base::Cut parts = base::cut(word, '=');
    const std::string value(parts.after.value_or(""));
    if (parts.before == "--tls-verify")
      arguments.options.is_verifying_tls = value != "false";
    else if (parts.before == "--cert-dir")
      arguments.options.certificate_dir = value;
    else if (parts.before == "--creds")
      arguments.options.credentials = value;
    else if (parts.before == "--authfile")
      arguments.options.auth_file = value;
    else if (parts.before == "--output")
      arguments.output = value;
    else if (arguments.reference.empty())
      arguments.reference = word;
    else
      arguments.digests.emplace_back(word);
  }
  return arguments;
}

Result<image::BlobRequest> make_request(const Arguments& arguments, std::string digest, std::uint64_t size) {
  image::BlobRequest request{.digest = digest, .size = size, .sink = {}, .done = {}};
  if (arguments.output.empty()) {
    request.sink = [](std::string_view) -> Result<void> { return {}; };
  } else {
    const std::string path = arguments.output + "/" + digest.substr(7);
    auto file = std::make_shared<sys::Fd>(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file->is_open()) return fail_errno(errno, "cannot make {}", path);
    request.sink = [file](std::string_view bytes) { return sys::write_all(*file, bytes); };
  }
  request.done = [digest, size]() -> Result<void> {
    fmt::print("blob {} {}\n", digest, size);
    return {};
  };
  return request;
}

Result<void> add_blobs(const base::json::value& descriptor, const Arguments& arguments, std::vector<image::BlobRequest>& requests) {
  const auto& object = descriptor.as_object();
  TRY_ASSIGN(auto request, make_request(arguments, std::string(std::string_view(object.at("digest").as_string())),
                                        static_cast<std::uint64_t>(object.at("size").as_int64())));
  requests.push_back(std::move(request));
  return {};
}

Result<void> fetch(const Arguments& arguments) {
  TRY_ASSIGN(const spec::ImageReference reference, spec::parse_image_reference(arguments.reference));
  TRY_ASSIGN(const auto transport, image::open_registry({.access = arguments.options,
                                                         .warn = [](std::string_view line) { fmt::print(stderr, "warning: {}\n", line); },
                                                         .check = {}}));
  std::vector<image::BlobRequest> requests;
  for (const std::string& word : arguments.digests) {
    const base::Cut parts = base::cut(word, '=');
    TRY_ASSIGN(auto request, make_request(arguments, std::string(parts.before),
                                          base::parse_unsigned(parts.after.value_or("")).value_or(0)));
    requests.push_back(std::move(request));
  }
  if (requests.empty()) {
    TRY_ASSIGN(const image::FetchedManifest manifest, transport->manifest(reference, ""));
    fmt::print("manifest {} {}\n", manifest.media_type, manifest.bytes.size());
    TRY_ASSIGN(const base::json::value value, base::parse_json(manifest.bytes));
    const auto& object = value.as_object();
    if (const auto* config = object.if_contains("config")) TRY(add_blobs(*config, arguments, requests));
    if (const auto* layers = object.if_contains("layers")) {
      for (const auto& layer : layers->as_array()) TRY(add_blobs(layer, arguments, requests));
    }
  }
  return transport->blobs(reference, std::move(requests));
}

}  // namespace

int main(int count, char** words) {
  const Result<void> result = fetch(parse_arguments(count, words));
  if (result) return 0;
  fmt::print(stderr, "Error: {}\n", result.error().text());
  if (!result.error().hint().empty()) fmt::print(stderr, "hint: {}\n", result.error().hint());
  return 1;
}
