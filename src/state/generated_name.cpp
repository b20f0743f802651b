#include "generated_name.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <sys/random.h>

#include <fmt/format.h>

#include <skiff/base/fixed_text.hpp>

namespace skiff::state {

namespace {

constexpr auto adjectives = std::to_array<base::FixedText<15>>({
    "able",   "amber",  "ample",  "ardent", "azure",  "bold",   "brave",  "breezy", "bright", "brisk",  "buoyant",
    "calm",   "candid", "clear",  "clever", "coastal", "coral", "crisp",  "daring", "deft",   "dry",    "eager",
    "early",  "easy",   "even",   "fair",   "fleet",  "fond",   "free",   "fresh",  "gentle", "glad",   "golden",
    "grand",  "handy",  "hardy",  "hearty", "honest", "jolly",  "keen",   "kind",   "lasting", "light", "lively",
    "lucid",  "lucky",  "mellow", "merry",  "mild",   "misty",  "modest", "nautic", "neat",   "nimble", "noble",
    "open",   "patient", "placid", "plain", "polar",  "proud",  "quick",  "quiet",  "rapid",  "ready",  "robust",
    "round",  "rustic", "salty",  "sandy",  "serene", "sharp",  "shy",    "silver", "simple", "sleek",  "smooth",
    "snug",   "solid",  "sound",  "spry",   "steady", "still",  "stout",  "sturdy", "sunny",  "sure",   "swift",
    "tame",   "tidal",  "tidy",   "trim",   "true",   "upbeat", "vivid",  "warm",   "windy",  "wise",   "witty",
});

constexpr auto nouns = std::to_array<base::FixedText<15>>({
    "anchor",  "atoll",   "bay",     "beacon",  "boom",    "bow",     "breeze",  "bridge",  "buoy",   "cabin",
    "canoe",   "cape",    "cleat",   "clipper", "coast",   "cod",     "compass", "coracle", "cove",   "crab",
    "crane",   "current", "cutter",  "dinghy",  "dock",    "dolphin", "dory",    "drift",   "eddy",   "eider",
    "estuary", "ferry",   "fjord",   "fog",     "galley",  "gannet",  "gig",     "gull",    "halyard", "harbor",
    "haven",   "helm",    "heron",   "herring", "hull",    "inlet",   "island",  "jetty",   "jib",    "kayak",
    "keel",    "ketch",   "knot",    "lagoon",  "lantern", "launch",  "ledge",   "lock",    "lugger", "marlin",
    "marsh",   "mast",    "mooring", "mussel",  "oar",     "otter",   "oyster",  "paddle",  "pelican", "petrel",
    "pier",    "pilot",   "plover",  "pontoon", "port",    "prow",    "puffin",  "punt",    "quay",   "raft",
    "reef",    "ripple",  "river",   "rudder",  "sail",    "salmon",  "schooner", "seal",   "shoal",  "shore",
    "sloop",   "spar",    "stern",   "strait",  "surf",    "swell",   "tern",    "tide",    "tiller", "wharf",
});

}  // namespace

std::string generated_name(int attempt) {
  std::uint64_t random = 0;
  // A short read cannot happen below 256 bytes; without randomness every attempt gives the same name, which is no harm.
  if (getrandom(&random, sizeof random, 0) < 0) random = static_cast<std::uint64_t>(attempt) * 7919;
  const std::string_view adjective = adjectives[(random & 0xffff) % adjectives.size()];
  const std::string_view noun = nouns[((random >> 16) & 0xffff) % nouns.size()];
  if (attempt < 8) return fmt::format("{}_{}", adjective, noun);
  return fmt::format("{}_{}{}", adjective, noun, (random >> 32) % 100000);
}

}  // namespace skiff::state
