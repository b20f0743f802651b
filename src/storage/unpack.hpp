#pragma once

#include <string>

#include <skiff/base/result.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::storage {

struct UnpackTask {
  UnpackSource source;
  const sys::Fd* record = nullptr;  ///< takes layer.json
  std::string expected;             ///< diff id; "" takes the archive's own
  bool is_single = false;
  bool is_host_root = false;        ///< no user namespace: overlay's marks are trusted.*
};

/// Unpacks an archive into "/" and writes its record. Returns diff id and size of files: "sha256:… 123".
/// Runs in: a storage worker, whose root is the layer's tree.
Result<std::string> unpack_layer(const UnpackTask& task);

}  // namespace skiff::storage
