#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::engine {

/// The keys by which a person leaves a terminal, found in what is typed.
class DetachKeys {
 public:
  /// "ctrl-p,ctrl-q": keys between commas, each one character or ctrl- with a letter or one of @ [ \ ] ^ _.
  /// "" finds nothing. Errors: invalid.
  static Result<DetachKeys> parse(std::string_view text);

  /// Adds to `passed` what goes to the container; true if the keys were typed (what follows them is dropped). The start
  /// of the keys is held back until the next character tells; nothing is ever lost.
  bool feed(std::string_view typed, std::string& passed);
  /// What is held back, for the end of the input.
  std::string take_held() { return std::exchange(held_, {}); }
  std::size_t held() const { return held_.size(); }

 private:
  explicit DetachKeys(std::string keys) : keys_(std::move(keys)) {}
  std::string keys_;
  std::string held_;  ///< a proper start of keys_
};

}  // namespace skiff::engine
