#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <skiff/engine/image.hpp>

namespace skiff::cli {

/// What a person sees of a pull: finished layers are lines that stay, those under way are bars below that are redrawn in
/// place. Where standard error is no terminal only what is being pulled is said.
class PullDisplay {
 public:
  explicit PullDisplay(bool is_quiet);
  PullDisplay(const PullDisplay&) = delete;
  PullDisplay& operator=(const PullDisplay&) = delete;
  /// Takes the bars away.
  ~PullDisplay();

  /// Callbacks into this object, which must outlive them.
  spec::PullProgress progress();

 private:
  struct Layer {
    std::string digest;
    std::uint64_t bytes = 0;
    std::uint64_t total = 0;
    std::uint64_t unpacked = 0;
  };

  Layer* find(std::string_view digest);
  void print_line(std::string_view line);
  void redraw(std::string_view lines_above);

  bool is_quiet_;
  bool is_shown_;  ///< the layers
  std::vector<Layer> layers_;  ///< under way
  std::size_t drawn_ = 0;      ///< lines of bars on the screen
  std::chrono::steady_clock::time_point last_drawn_ = {};
};

}  // namespace skiff::cli
