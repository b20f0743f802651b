#include "../../../src/pch/skiff.hpp"
#include "../catch.hpp"
