#include "pull_display.hpp"

#include <algorithm>

#include <skiff/base/text.hpp>

#include "format.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

constexpr auto least_interval = std::chrono::milliseconds(100);
constexpr std::size_t most_layers = 1024;
constexpr std::size_t most_bars = 16;

/// "sha256:a3ed95caeb02…" is shown as "a3ed95caeb02".
std::string layer_name(std::string_view digest) {
  const std::size_t colon = digest.find(':');
  return base::escape_control(digest.substr(colon == std::string_view::npos ? 0 : colon + 1, 12));
}

std::string bar(std::uint64_t bytes, std::uint64_t total, std::size_t width) {
  const double part = total == 0 ? 0 : std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(width));
  std::string result(filled, '=');
  if (filled < width) result += '>';
  result.resize(width, ' ');
  return "[" + result + "]";
}

/// "10.5 MB of 90.9 MB"; a total of 0 is one that is not known.
std::string amount_of(std::uint64_t bytes, std::uint64_t total) {
  if (total == 0) return human_size(bytes);
  return fmt::format("{} of {}", human_size(bytes), human_size(total));
}

}  // namespace

PullDisplay::PullDisplay(bool is_quiet) : is_quiet_(is_quiet), is_shown_(!is_quiet && is_terminal(standard_error)) {}

PullDisplay::~PullDisplay() {
  if (drawn_ == 0) return;
  layers_.clear();
  redraw("");
}

spec::PullProgress PullDisplay::progress() {
  spec::PullProgress result;
  if (is_quiet_) return result;
  result.note = [this](std::string_view line) { print_line(base::escape_control(line)); };
  if (!is_shown_) return result;
  result.layer_started = [this](std::string_view digest, std::uint64_t total) {
    if (find(digest) == nullptr && layers_.size() < most_layers) layers_.push_back({std::string(digest), 0, total, 0});
    redraw("");
  };
  result.layer_advanced = [this](std::string_view digest, std::uint64_t bytes) {
    Layer* layer = find(digest);
    if (layer == nullptr) return;
    layer->bytes = bytes;
    if (bytes >= layer->total || std::chrono::steady_clock::now() - last_drawn_ >= least_interval) redraw("");
  };
  result.layer_unpacked = [this](std::string_view digest, std::uint64_t bytes) {
    Layer* layer = find(digest);
    if (layer == nullptr) return;
    layer->unpacked = bytes;
    if (std::chrono::steady_clock::now() - last_drawn_ >= least_interval) redraw("");
  };
  result.layer_done = [this](std::string_view digest, bool was_there) {
    std::erase_if(layers_, [&](const Layer& layer) { return layer.digest == digest; });
    print_line(fmt::format("Layer {} {}", layer_name(digest), was_there ? "is there already" : "done"));
  };
  return result;
}

PullDisplay::Layer* PullDisplay::find(std::string_view digest) {
  const auto layer = std::ranges::find(layers_, digest, &Layer::digest);
  return layer == layers_.end() ? nullptr : &*layer;
}

void PullDisplay::print_line(std::string_view line) {
  const std::string text = fmt::format("{}\n", line);
  if (is_shown_)
    redraw(text);
  else
    static_cast<void>(write_all(standard_error, text));
}

void PullDisplay::redraw(std::string_view lines_above) {
  const TerminalSize size = terminal_size(standard_error);
  const auto columns = static_cast<std::size_t>(size.columns > 0 ? size.columns : 80);
  const auto rows = static_cast<std::size_t>(size.rows > 2 ? size.rows - 2 : 1);
  // Up to the first bar, and away with all that stands from there on.
  std::string text = drawn_ > 0 ? fmt::format("\x1b[{}A\x1b[J", drawn_) : "";
  text += lines_above;
  drawn_ = std::min({layers_.size(), rows, most_bars});
  for (std::size_t i = 0; i < drawn_; ++i) {
    const Layer& layer = layers_[i];
    // A layer that has come whole is still being unpacked and verified, which takes its time.
    const bool is_whole = layer.total > 0 && layer.bytes >= layer.total;
    const std::uint64_t bytes = is_whole ? layer.unpacked : layer.bytes;
    const std::string amount = (is_whole ? "unpacking " : "") + amount_of(bytes, layer.total);
    const std::size_t bar_width = columns > 60 ? std::min<std::size_t>(columns - 50, 40) : 0;
    std::string line = fmt::format("Layer {} ", layer_name(layer.digest));
    if (bar_width > 0) line += bar(bytes, layer.total, bar_width) + " ";
    line += amount;
    text += line.substr(0, columns - 1) + "\n";
  }
  last_drawn_ = std::chrono::steady_clock::now();
  static_cast<void>(write_all(standard_error, text));
}

}  // namespace skiff::cli
