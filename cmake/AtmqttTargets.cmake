# What all targets of the project have in common, and the functions that define them.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(ATMQTT_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

option(ATMQTT_BUILD_FUZZERS "Build the fuzz targets of tests/fuzz, which need clang++" OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this ccache does not know what to do with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  else()
    add_compile_options(-fpch-preprocess)
  endif()
endif()

if(ATMQTT_SANITIZE)
  # A sanitizer that goes on after a finding would let the test pass.
  add_compile_options(-fsanitize=${ATMQTT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ATMQTT_SANITIZE})
endif()

# Code that runs as a user runs it, which is with optimization, is built so that a mistake in it ends
# the process instead of handing it over. tools/check_hardening.py looks whether it came out so.
set(ATMQTT_IS_HARDENED OFF)
if(NOT ATMQTT_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL Debug)
  set(ATMQTT_IS_HARDENED ON)
  set(ATMQTT_HARDENED_COMPILE_OPTIONS
    -fPIE -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  # Other processors have it under other names.
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|i.86)$")
    list(APPEND ATMQTT_HARDENED_COMPILE_OPTIONS -fcf-protection=full)
  endif()
  set(ATMQTT_HARDENED_LINK_OPTIONS
    -pie LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack LINKER:-z,separate-code)
endif()

if(ATMQTT_BUILD_FUZZERS)
  # Everything is built so that libFuzzer sees what an input has reached; only the targets of
  # tests/fuzz get its main().
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

# The settings of each target of the project. They are private: whoever embeds a library keeps his
# own warnings.
function(atmqtt_set_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # g++ 12 sees these in optional, variant and pointers to members where they are not. The
    # sanitizers see them where they are.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized -Wno-stringop-overflow)
  endif()
endfunction()

# The same for code of the program.
function(atmqtt_set_program_options target)
  atmqtt_set_options(${target})
  target_compile_options(${target} PRIVATE ${ATMQTT_HARDENED_COMPILE_OPTIONS})
endfunction()

# The same for code of tests. It is compiled far more often than it runs long, and without
# optimization that takes half the time.
function(atmqtt_set_test_options target)
  atmqtt_set_options(${target})
  target_compile_options(${target} PRIVATE -O0 -g1)
endfunction()

# atmqtt_folder(name SOURCES file... [DEPENDS target...])
#
# The static library atmqtt_<name> of the folder src/<name>. DEPENDS names what it may include: the
# folders to its left in doc/architecture.md and the packages it uses, nothing else. The files are
# named by tools/list_sources.py.
function(atmqtt_folder name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(atmqtt_${name} STATIC ${arg_SOURCES})
  target_include_directories(atmqtt_${name}
    PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(atmqtt_${name} PUBLIC ${arg_DEPENDS})
  atmqtt_set_program_options(atmqtt_${name})
endfunction()

# atmqtt_test(name SOURCES file... [DEPENDS target...] [TIMEOUT seconds])
#
# The test binary <name>, one entry in CTest: it is the start of the process that costs time, not
# the single test. What nearly all test files include is read once per binary.
function(atmqtt_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPENDS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gtest_main)
  atmqtt_set_test_options(${name})
  target_precompile_headers(${name}
    PRIVATE <gtest/gtest.h> <fmt/format.h> <chrono> <string> <string_view> <variant> <vector>)
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()
