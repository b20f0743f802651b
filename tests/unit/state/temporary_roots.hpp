#pragma once

#include <cstdlib>
#include <string>

#include <skiff/state/roots.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::state {

/// A store in a directory of its own, gone with the test.
class TemporaryRoots {
 public:
  TemporaryRoots() {
    char pattern[] = "/tmp/skiff-unit-XXXXXX";
    path_ = mkdtemp(pattern);
    auto opened = open_roots({.root = path_ + "/root", .runroot = path_ + "/run"});
    if (opened) roots_ = *std::move(opened);
  }
  TemporaryRoots(const TemporaryRoots&) = delete;
  TemporaryRoots& operator=(const TemporaryRoots&) = delete;
  ~TemporaryRoots() {
    if (const auto parent = sys::open_directory("/tmp")) (void)sys::remove_tree(*parent, path_.substr(5));
  }

  const Roots& roots() const { return roots_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  Roots roots_;
};

}  // namespace skiff::state
