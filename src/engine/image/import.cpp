#include <skiff/engine/image.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/spec/image_reference.hpp>

#include "image_stores.hpp"

namespace skiff::engine {

namespace {

/// A name without a registry is a local image's.
Result<std::string> local_name(const std::string& text) {
  if (text.empty()) return std::string();
  const std::size_t slash = text.find('/');
  const std::string first = text.substr(0, slash);
  const bool has_registry = slash != std::string::npos && (first == "localhost" || first.find_first_of(".:") != std::string::npos);
  TRY_ASSIGN(const auto reference, spec::parse_image_reference(has_registry ? text : "localhost/" + text));
  if (!reference.digest.empty()) return fail(ErrorKind::invalid, "{} has a digest, which only a registry gives", text);
  return reference.text();
}

}  // namespace

Result<std::string> import(Context& context, int input, const ImportOptions& options) {
  image::ImportRequest request;
  TRY_ASSIGN(request.name, local_name(options.reference));
  for (const std::string& change : options.changes) TRY(spec::apply_change(request.process, change));
  request.message = options.message;
  request.platform = host_platform();
  request.created = base::now();
  sys::Fd borrowed(input);
  auto source = borrowed.duplicate();
  (void)borrowed.release();
  if (!source) return std::unexpected(std::move(source).error());
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  auto id = image::import_archive(stores.destination(), *source, request);
  if (!id) return fail_with(std::move(id).error(), "cannot import the archive");
  return id;
}

}  // namespace skiff::engine
