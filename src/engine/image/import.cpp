#include <skiff/base/text.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/spec/image_reference.hpp>
#include <skiff/sys/held_signals.hpp>
#include <skiff/sys/program.hpp>

#include "archive_source.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

namespace {

Result<image::ImportRequest> import_request(const ImportOptions& options) {
  image::ImportRequest request;
  if (!options.reference.empty()) {
    TRY_ASSIGN(const auto reference, spec::parse_local_reference(options.reference));
    request.name = reference.text();
  }
  for (const std::string& change : options.changes) TRY(spec::apply_change(request.process, change));
  request.message = options.message;
  TRY_ASSIGN(request.platform, wanted_platform(options.platform));
  request.created = base::now();
  return request;
}

/// Without what may be a password or a signature: user and query.
std::string shown_url(const std::string& url) {
  const std::string_view text = base::cut(url, '?').before;
  const std::size_t user = text.rfind('@');
  const std::size_t host = text.find("://") + 3;
  if (user == std::string_view::npos || user < host) return base::escape_control(text, 300);
  return base::escape_control(fmt::format("{}{}", text.substr(0, host), text.substr(user + 1)), 300);
}

}  // namespace

Result<std::string> import(Context& context, const ArchiveSource& source, const ImportOptions& options) {
  TRY(sys::be_able_to_load_libraries());
  TRY_ASSIGN(const image::ImportRequest request, import_request(options));
  TRY_ASSIGN(const sys::Fd input, duplicate(source));
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  auto id = image::import_archive(stores.destination(), input, request);
  if (!id) return archive_failure(std::move(id).error(), "import", source);
  return id;
}

Result<std::string> import_url(Context& context, const std::string& url, const ImportOptions& options) {
  TRY(sys::be_able_to_load_libraries());
  TRY_ASSIGN(const image::ImportRequest request, import_request(options));
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  if (options.note) options.note(fmt::format("Downloading from \"{}\"", shown_url(url)));
  // Ctrl-C ends it once what it has half made is gone.
  const sys::HeldSignals held;
  auto id = image::import_url(stores.destination(), url, request, [&] { return held.check(); });
  if (!id) return archive_failure(std::move(id).error(), "import", {-1, shown_url(url)});
  return id;
}

}  // namespace skiff::engine
