#pragma once

// Catch2 as the machine has it: version 2 is one header, version 3 many.
#if __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif
