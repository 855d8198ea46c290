# Compiler, modes, sanitizers, cache and linker. Everything here holds for every target of the tree;
# warnings are added in UsherTargets.cmake, to our own code only.

set(USHER_MODE "release" CACHE STRING "release, dev, asan, tsan, fuzz or coverage")
set_property(CACHE USHER_MODE PROPERTY STRINGS release dev asan tsan fuzz coverage)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set_property(GLOBAL PROPERTY USE_FOLDERS ON)

# No mode defines NDEBUG: an assertion that is worth writing is worth running in production.
if(USHER_MODE STREQUAL "release")
  set(usher_flags -O2 -g1)
elseif(USHER_MODE STREQUAL "dev")
  set(usher_flags -O0)
elseif(USHER_MODE STREQUAL "asan")
  set(usher_flags -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined
                  -fno-sanitize-recover=all)
elseif(USHER_MODE STREQUAL "tsan")
  set(usher_flags -O1 -g1 -fno-omit-frame-pointer -fsanitize=thread)
elseif(USHER_MODE STREQUAL "fuzz")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "USHER_MODE=fuzz needs clang++ (libFuzzer); use `cmake --preset fuzz`")
  endif()
  set(usher_flags -O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined
                  -fno-sanitize-recover=all)
elseif(USHER_MODE STREQUAL "coverage")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "USHER_MODE=coverage needs clang++; use `cmake --preset coverage`")
  endif()
  set(usher_flags -O1 -g1 -fprofile-instr-generate -fcoverage-mapping)
else()
  message(FATAL_ERROR "USHER_MODE is '${USHER_MODE}'; it must be release, dev, asan, tsan, "
                      "fuzz or coverage")
endif()
# A sanitized build joins a folder's sources, which halves its time; that a type of an anonymous
# namespace is then in an included file is no fault.
if(CMAKE_UNITY_BUILD)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND usher_flags -Wno-subobject-linkage)
  endif()
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)
endif()
add_compile_options(${usher_flags})
add_link_options(${usher_flags})

# __FILE__ names the path in the repository, whatever the build folder is.
file(RELATIVE_PATH usher_relative_source "${CMAKE_BINARY_DIR}" "${CMAKE_SOURCE_DIR}")
string(REGEX REPLACE "/$" "" usher_relative_source "${usher_relative_source}")
add_compile_options("-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/="
                    "-fmacro-prefix-map=${usher_relative_source}/=")

find_program(USHER_LLD ld.lld)
if(USHER_LLD)
  add_link_options(-fuse-ld=lld)
endif()
add_link_options(-Wl,--as-needed)

# Linking is the heaviest step in memory; compiling is bounded by the -j of the caller.
set_property(GLOBAL PROPERTY JOB_POOLS usher_link=2)
set(CMAKE_JOB_POOL_LINK usher_link)

# ccache with relative paths: build folders of the same tree share their results.
find_program(USHER_CCACHE ccache)
if(USHER_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      env
      CCACHE_BASEDIR=/
      CCACHE_NOHASHDIR=1
      ${USHER_CCACHE})
endif()
