#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace skiff::base {

/// A text of a constant table, kept in the table itself. A std::string_view is a pointer, which the loader of a position-independent
/// program has to relocate: each start would write to the table's pages, and each supervisor own a copy of them.
template <std::size_t Capacity>
class FixedText {
 public:
  constexpr FixedText() = default;
  /// Does not compile where the text is longer than `Capacity`.
  consteval FixedText(std::string_view text) : size_(static_cast<std::uint8_t>(text.size())) {
    static_assert(Capacity <= 255);
    std::ranges::copy(text, text_.begin());
  }
  consteval FixedText(const char* text) : FixedText(std::string_view(text)) {}

  constexpr std::string_view view() const { return {text_.data(), size_}; }
  constexpr operator std::string_view() const { return view(); }

 private:
  std::array<char, Capacity> text_ = {};
  std::uint8_t size_ = 0;
};

}  // namespace skiff::base
