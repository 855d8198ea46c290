# One line a folder. Sources are the *.cc of the calling folder unless SOURCES names them.
#   usher_library(NAME [DEPS ...] [SOURCES ...])     a static library; INTERFACE without a .cc
#   usher_executable(NAME [DEPS ...] [SOURCES ...])  bin/NAME
#   usher_test(NAME [DEPS ...] [SOURCES ...] [LABELS ...] [TIMEOUT s] [ENV K=V ...] [SERIAL] [MAIN])
#       bin/test_NAME; a ctest entry a case, "NAME.Suite.case"; MAIN: the sources have a main()
#   usher_script_test(NAME COMMAND ... [LABELS ...] [TIMEOUT s] [ENV K=V ...] [SERIAL])
#   usher_benchmark(NAME [DEPS ...] [SOURCES ...])   bin/bench_NAME, from NAME.cc if there is one
#   usher_fuzzer(NAME [DEPS ...] [SOURCES ...])      bin/fuzz_NAME; replays corpus/NAME as a test
# DEPS are targets of this tree, the dep_* names of UsherDependencies.cmake, or any imported target.
# dep_absl is always there.

set(USHER_WARNINGS -Wall -Wextra -Werror -Wnon-virtual-dtor -Woverloaded-virtual -Wshadow
                   -Wno-missing-field-initializers)

# Tests that run threads or daemons (label `concurrent`) and fuzzers, each with what they need.
add_custom_target(concurrent_tests)
add_custom_target(fuzzers)
# Tests of what holds no thread (label `pure`): their coverage is measured.
add_custom_target(coverage_tests)

function(_usher_common target)
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE ${USHER_WARNINGS})
endfunction()

macro(_usher_parse)
  cmake_parse_arguments(ARG "SERIAL;MAIN" "TIMEOUT" "DEPS;SOURCES;LABELS;ENV;COMMAND" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "unknown arguments: ${ARG_UNPARSED_ARGUMENTS} (name libraries after DEPS)")
  endif()
endmacro()

function(_usher_sources variable fallback_name)
  set(found ${ARG_SOURCES})
  if(NOT found AND fallback_name AND EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${fallback_name}.cc")
    set(found "${fallback_name}.cc")
  endif()
  if(NOT found)
    file(GLOB found CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  endif()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

function(usher_library name)
  _usher_parse(${ARGN})
  _usher_sources(sources "")
  if(sources)
    add_library(${name} STATIC ${sources})
    _usher_common(${name})
    target_link_libraries(${name} PUBLIC ${ARG_DEPS} dep_absl)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name} INTERFACE ${ARG_DEPS} dep_absl)
  endif()
endfunction()

function(usher_executable name)
  _usher_parse(${ARGN})
  _usher_sources(sources "")
  add_executable(${name} ${sources})
  _usher_common(${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} dep_absl)
endfunction()

function(_usher_test_properties variable)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set(properties TIMEOUT ${ARG_TIMEOUT})
  if(ARG_LABELS)
    string(REPLACE ";" "\\;" labels "${ARG_LABELS}")
    list(APPEND properties LABELS "${labels}")
  endif()
  # For scripts too: they start programs of this build.
  set(suppressions "${CMAKE_SOURCE_DIR}/.ci/sanitizers")
  if(USHER_MODE STREQUAL "tsan")
    list(APPEND ARG_ENV "TSAN_OPTIONS=suppressions=${suppressions}/tsan.supp:halt_on_error=1")
  elseif(USHER_MODE STREQUAL "asan" OR USHER_MODE STREQUAL "fuzz")
    list(APPEND ARG_ENV "LSAN_OPTIONS=suppressions=${suppressions}/lsan.supp:print_suppressions=0"
                        "UBSAN_OPTIONS=print_stacktrace=1")
  endif()
  if(ARG_ENV)
    string(REPLACE ";" "\\;" environment "${ARG_ENV}")
    list(APPEND properties ENVIRONMENT "${environment}")
  endif()
  if(ARG_SERIAL)
    list(APPEND properties RUN_SERIAL TRUE)
  endif()
  set(${variable} "${properties}" PARENT_SCOPE)
endfunction()

include(GoogleTest)

function(usher_test name)
  _usher_parse(${ARGN})
  _usher_sources(sources "")
  add_executable(test_${name} ${sources})
  _usher_common(test_${name})
  if(ARG_MAIN)
    set(main "")
  else()
    set(main GTest::gmock_main)
  endif()
  target_link_libraries(test_${name} PRIVATE ${ARG_DEPS} dep_gtest ${main} dep_absl)
  if("concurrent" IN_LIST ARG_LABELS)
    add_dependencies(concurrent_tests test_${name})
  endif()
  if("pure" IN_LIST ARG_LABELS)
    add_dependencies(coverage_tests test_${name})
  endif()
  gtest_discover_tests(test_${name}
    TEST_PREFIX "${name}."
    TEST_LIST ${name}_cases
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  # Discovery takes no lists as property values, so ctest sets the properties after it.
  _usher_test_properties(properties)
  set(script "${CMAKE_CURRENT_BINARY_DIR}/${name}_properties.cmake")
  set(arguments "")
  foreach(word IN LISTS properties)
    string(APPEND arguments " [==[${word}]==]")
  endforeach()
  file(WRITE "${script}" "foreach(case IN LISTS ${name}_cases)
  set_tests_properties(\"\${case}\" PROPERTIES${arguments})
endforeach()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${script}")
endfunction()

function(usher_script_test name)
  _usher_parse(${ARGN})
  add_test(NAME ${name} COMMAND ${ARG_COMMAND} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  _usher_test_properties(properties)
  set_tests_properties(${name} PROPERTIES ${properties})
endfunction()

function(usher_benchmark name)
  _usher_parse(${ARGN})
  _usher_sources(sources ${name})
  add_executable(bench_${name} ${sources})
  _usher_common(bench_${name})
  target_link_libraries(bench_${name} PRIVATE ${ARG_DEPS} dep_absl)
endfunction()

# In the fuzz preset a libFuzzer program; in every other one the same entry point over the stored
# corpus, so what a fuzzer once found is tested by every build.
function(usher_fuzzer name)
  _usher_parse(${ARGN})
  _usher_sources(sources ${name})
  add_executable(fuzz_${name} ${sources})
  _usher_common(fuzz_${name})
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_DEPS} dep_absl)
  set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}")
  if(USHER_MODE STREQUAL "fuzz")
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    set(arguments -runs=0 "${corpus}")
  else()
    target_sources(fuzz_${name} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/fuzz_replay_main.cc")
    set(arguments "${corpus}")
  endif()
  add_dependencies(fuzzers fuzz_${name})
  add_test(NAME fuzz.${name} COMMAND fuzz_${name} ${arguments})
  set(ARG_LABELS fuzz)
  _usher_test_properties(properties)
  set_tests_properties(fuzz.${name} PROPERTIES ${properties})
endfunction()

function(usher_add_folders)
  foreach(folder IN LISTS ARGN)
    if(EXISTS "${CMAKE_SOURCE_DIR}/${folder}/CMakeLists.txt")
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()

# Every folder below ROOT that has a CMakeLists.txt; nothing is measured with a sanitizer. Tests are
# compiled one by one in every mode: each file of a folder has its own small helpers.
function(usher_add_test_folders root)
  set(CMAKE_UNITY_BUILD OFF)
  file(GLOB_RECURSE lists CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}"
       "${CMAKE_SOURCE_DIR}/${root}/*/CMakeLists.txt")
  list(SORT lists)
  foreach(list IN LISTS lists)
    get_filename_component(folder "${list}" DIRECTORY)
    if(folder MATCHES "^tests/bench/" AND NOT USHER_MODE MATCHES "^(release|dev)$")
      continue()
    endif()
    add_subdirectory(${folder})
  endforeach()
endfunction()
