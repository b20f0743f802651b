#pragma once

#include <functional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/base/time.hpp>
#include <skiff/image/store.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/spec/platform.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/sys/fd.hpp>

/// Images from files. Sources are read once, front to back, so that a pipe is as good as a file.
namespace skiff::image {

/// The stores that images come into, and the user namespace that their layers are unpacked in.
struct Destination {
  const Store& store;
  const storage::Layers& layers;
  const sys::Fd& user_namespace;
};

/// docker's archive (manifest.json) or OCI's (index.json), in any compression. Of an index the image for `platform`.
/// Returns names, or ids of images without one. Errors: corrupt, no_space, invalid.
Result<std::vector<std::string>> load_archive(const Destination& destination, const sys::Fd& input,
                                              const spec::Platform& platform);

struct ImportRequest {
  std::string name;  ///< full name; "" leaves it without one
  std::string message;
  spec::OciProcess process;
  spec::Platform platform;
  base::Time created = base::no_time;
};
/// A tar of a root file system, in any compression: an image of one layer. The blob is stored as it came (gzip, zstd and
/// plain; bzip2 and xz, which OCI has no media type for, are stored plain). Its id.
Result<std::string> import_archive(const Destination& destination, const sys::Fd& input, const ImportRequest& request);
/// The same of a tar at an http or https URL, which may lead elsewhere. At most as much comes as the disk has free. `check` is
/// asked while it waits: its error ends it. Errors: also unreachable, timed_out, not_found (404, 410), denied (401, 403).
Result<std::string> import_url(const Destination& destination, const std::string& url, const ImportRequest& request,
                               std::function<Result<void>()> check);

/// Stores a manifest. docker's is kept as it came, for its digest, and beside it the same in OCI's form, which the entry
/// (without a name yet) is of.
Result<Entry> store_manifest(const Store& store, const std::string& bytes, const spec::OciManifest& manifest,
                             std::string_view media_type);

/// Stores the documents of an image whose layers are published and gives it the names; its id.
Result<std::string> store_image(const Store& store, const spec::OciImageConfig& config,
                                const std::vector<spec::OciDescriptor>& layers, const std::vector<std::string>& names);

}  // namespace skiff::image
