#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::storage {

/// What an overlay is made of; all paths are relative to ROOT and skiff's own.
struct RootFilesystemParts {
  std::vector<std::string> lowers;   ///< topmost first
  std::string upper;                 ///< "containers/<id>/upper"
  std::string work;                  ///< "containers/<id>/work"
  bool is_volatile = false;          ///< nothing is synced (--rm): the upper cannot be mounted a second time
  bool has_user_attributes = false;  ///< rootless: overlay's own attributes are user.overlay.*
};

/// Makes the overlay, detached. The kernel takes only what was opened in the mount namespace of the caller (EINVAL
/// otherwise): `root` is ROOT opened in the one where the container is born, and this is called there, inside U.
/// Its last descriptor may take long to close (the kernel syncs the upper file system): hold it till the exit is told.
/// Errors: not_found (a layer), unsupported (overlay cannot be mounted here), denied.
Result<sys::Fd> make_root_filesystem(const sys::Fd& root, const RootFilesystemParts& parts);

/// A lowest layer of empty places where the runtime mounts (/dev, /proc, /etc/hosts …), so that starting an image that
/// lacks them writes nothing into its upper layer. Made once per map; its path below ROOT. What an image has itself
/// comes first, so that modes, owners and links of the image stand.
Result<std::string> mount_points_layer(const sys::Fd& root, const std::string& map);

}  // namespace skiff::storage
