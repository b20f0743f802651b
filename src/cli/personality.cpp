#include "personality.hpp"

#include <array>
#include <optional>

#include "commands.hpp"

namespace skiff::cli {

namespace {

constexpr Personality skiff_itself;

constexpr Personality docker = {
    .program = "docker",
    .failure = 1,
    .removal_in_use = 1,
    .exec_not_running = 1,
    .bad_template = 64,
    .columns = {10, 3},
    .format_columns = {10, 3},
    .size_gap = "",
    .cut_mark = "\u2026",
    .has_slash_before_names = true,
    .has_short_image_names = true,
    .has_docker_rows = true,
    .has_docker_information = true,
    .has_prune_summary = true,
    .has_quoted_commands = true,
    .has_only_set_members = true,
    .has_rfc3339_times = true,
    .has_digest_before_ids = true,
    .is_making_bind_sources = true,
    .is_volume_create_repeatable = true,
};

constexpr Personality podman = {
    .program = "podman",
    .is_making_bind_sources = false,
    .is_volume_create_repeatable = false,
    .is_terminal_required = false,
};

/// What stands before and behind the name of an object.
struct Frame {
  std::string_view before;
  std::string_view after;
};
/// A sentence of skiff's, and the words of the others that their callers match; an empty frame keeps skiff's.
struct Sentence {
  Frame own;
  Frame docker;
  Frame podman;
};
constexpr std::array sentences = {
    Sentence{{"no container with name or ID \"", "\" found: no such container"}, {"No such container: ", ""}, {}},
    Sentence{{"no volume with name \"", "\" found: no such volume"}, {"No such volume: ", ""}, {}},
    Sentence{{"no such object: \"", "\""}, {"No such object: ", ""}, {}},
    Sentence{{"cannot remove ", ": it is running; stop it first, or use rm -f"},
             {"cannot remove container \"", "\": container is running: stop the container before removing or force remove"},
             {"cannot remove container ", " as it is running - running or paused containers cannot be removed without force: "
                                         "container state improper"}},
    Sentence{{"cannot kill ", ": it is not running"},
             {"Cannot kill container: Container ", " is not running"},
             {"can only kill running containers. ", " is not running: container state improper"}},
    Sentence{{"cannot exec in ", ": it is not running"},
             {"Container ", " is not running"},
             {"can only create exec sessions on running containers: ", " is not running: container state improper"}},
    Sentence{{"cannot attach to ", ": it is not running"},
             {"You cannot attach to a stopped container, start it first: ", ""},
             {"you can only attach to running containers: ", " is not running: container state improper"}},
    Sentence{{"the source ", " of a mount does not exist"},
             {"invalid mount config for type \"bind\": bind source path does not exist: ", ""},
             {"statfs ", ": no such file or directory"}},
    Sentence{{"", ": image not known"}, {"No such image: ", ""}, {}},
    Sentence{{"", " is an invalid filter"}, {"Invalid filter '", "'"}, {}},
    Sentence{{"the following container(s): ", ": volume is being used"}, {"the following container(s): ", ": volume is in use"}, {}},
    Sentence{{"can only kill running containers. ", " is in state"}, {"Cannot kill container: ", " is not running: its state is"}, {}},
};

std::string in_others_words(std::string_view text, Frame Sentence::*words) {
  for (const Sentence& sentence : sentences) {
    const Frame& own = sentence.own;
    const Frame& wanted = sentence.*words;
    const std::size_t begin = text.find(own.before);
    if (begin == std::string_view::npos || (wanted.before.empty() && wanted.after.empty())) continue;
    const std::string_view rest = text.substr(begin + own.before.size());
    const std::size_t end = rest.find(own.after);
    if (end == std::string_view::npos) continue;
    return fmt::format("{}{}{}{}{}", text.substr(0, begin), wanted.before, rest.substr(0, end), wanted.after,
                       rest.substr(end + own.after.size()));
  }
  return std::string(text);
}

/// Whether what follows the program's name is one of its commands: `text` goes on with words.
bool starts_with_command(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"));
  if (is_group(word)) return true;
  const std::array words = {word};
  return find_command(words).has_value();
}

}  // namespace

const Personality& personality_of(std::string_view called_as) {
  const std::string_view name = called_as.substr(called_as.rfind('/') + 1);
  for (const Personality* personality : {&docker, &podman})
    if (name == personality->program) return *personality;
  return skiff_itself;
}

std::string shown_image_name(const Personality& personality, std::string_view name) {
  if (personality.has_short_image_names)
    for (const std::string_view prefix : {"localhost/", "docker.io/", "library/"})
      if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return std::string(name);
}

std::string shown_whole_id(const Personality& personality, std::string_view id) {
  return fmt::format("{}{}", personality.has_digest_before_ids ? "sha256:" : "", id);
}

std::string worded(const Personality& personality, std::string_view text) {
  if (&personality == &skiff_itself) return std::string(text);
  constexpr std::string_view own_name = "skiff ";
  std::string result = in_others_words(text, &personality == &docker ? &Sentence::docker : &Sentence::podman);
  for (std::size_t at = result.find(own_name); at != std::string::npos; at = result.find(own_name, at + 1)) {
    const bool is_a_word = at == 0 || std::string_view(" (`'").contains(result[at - 1]);
    if (is_a_word && starts_with_command(std::string_view(result).substr(at + own_name.size())))
      result.replace(at, own_name.size() - 1, personality.program);
  }
  return result;
}

}  // namespace skiff::cli
