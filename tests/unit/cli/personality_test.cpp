#include "personality.hpp"

#include "catch.hpp"

using namespace skiff::cli;

TEST_CASE("the side is that of the name it was called by") {
  CHECK(personality_of("docker").program == "docker");
  CHECK(personality_of("/usr/local/bin/podman").program == "podman");
  CHECK(personality_of("./build/skiff").program == "skiff");
  CHECK(personality_of("docker-compose").program == "skiff");
  CHECK(personality_of("").program == "skiff");
  CHECK(personality_of("docker").failure == 1);
  CHECK(personality_of("podman").failure == 125);
}

TEST_CASE("docker's callers find docker's names and ids of images") {
  const Personality& docker = personality_of("docker");
  CHECK(shown_image_name(docker, "docker.io/library/alpine:3") == "alpine:3");
  CHECK(shown_image_name(docker, "docker.io/me/tool:1") == "me/tool:1");
  CHECK(shown_image_name(docker, "quay.io/library/alpine:3") == "quay.io/library/alpine:3");
  CHECK(shown_image_name(personality_of("podman"), "docker.io/library/alpine:3") == "docker.io/library/alpine:3");
  CHECK(shown_whole_id(docker, "1f3a") == "sha256:1f3a");
  CHECK(shown_whole_id(personality_of("skiff"), "1f3a") == "1f3a");
}

TEST_CASE("hints carry the name that was called, in commands alone") {
  const Personality& podman = personality_of("podman");
  CHECK(worded(podman, "remove it (skiff rm -f a), or ask skiff about it") == "remove it (podman rm -f a), or ask skiff about it");
  CHECK(worded(podman, "skiff ps -a shows it; skiff volume ls too") == "podman ps -a shows it; podman volume ls too");
  CHECK(worded(podman, "skiff 0.1.0 has no -p") == "skiff 0.1.0 has no -p");
  CHECK(worded(personality_of("skiff"), "see skiff ps -a") == "see skiff ps -a");
  CHECK(worded(podman, "") == "");
}

TEST_CASE("docker's callers find docker's sentences") {
  const Personality& docker = personality_of("docker");
  CHECK(worded(docker, "no container with name or ID \"a\" found: no such container") == "No such container: a");
  CHECK(worded(docker, "cannot stop: no volume with name \"v\" found: no such volume") == "cannot stop: No such volume: v");
  CHECK(worded(docker, "alpine:3: image not known") == "No such image: alpine:3");
  CHECK(worded(docker, "no such object: \"a\"") == "No such object: a");
  CHECK(worded(docker, "bogus is an invalid filter") == "Invalid filter 'bogus'");
  CHECK(worded(docker, "volume v is being used by the following container(s): web (1): volume is being used") ==
        "volume v is being used by the following container(s): web (1): volume is in use");
  CHECK(worded(docker, "can only kill running containers. 7 is in state exited: container state improper") ==
        "Cannot kill container: 7 is not running: its state is exited: container state improper");
  const std::string running = "cannot remove a: it is running; stop it first, or use rm -f";
  CHECK(worded(docker, running) ==
        "cannot remove container \"a\": container is running: stop the container before removing or force remove");
  CHECK(worded(personality_of("podman"), running) ==
        "cannot remove container a as it is running - running or paused containers cannot be removed without force: "
        "container state improper");
  CHECK(worded(personality_of("skiff"), running) == running);
  CHECK(worded(docker, "cannot kill a: it is not running") == "Cannot kill container: Container a is not running");
  CHECK(worded(docker, "cannot exec in a: it is not running") == "Container a is not running");
  CHECK(worded(docker, "cannot attach to a: it is not running") == "You cannot attach to a stopped container, start it first: a");
  CHECK(worded(personality_of("podman"), "no such object: \"a\"") == "no such object: \"a\"");
}
