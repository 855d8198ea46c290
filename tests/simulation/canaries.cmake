# Canaries: the simulation linked with an engine in which one thing is broken, to see that the
# simulation finds it. The broken file is made in the build folder from the real one by replacing a
# text; its object stands in front of the library and takes the place of the right one there.
# Nothing of this is part of any other program.
#
#   usher_canary(FAMILY FILE FROM TO [SOURCES ...])
# SOURCES: what is compiled anew with the broken header, where FILE is one.

function(usher_canary family file from to)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/canary/${family}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${file}")
  file(READ "${CMAKE_SOURCE_DIR}/${file}" text)
  string(FIND "${text}" "${from}" at)
  if(at EQUAL -1)
    string(CONCAT text "#error \"canary ${family}: the text it breaks is no longer in ${file}; "
           "see tests/simulation/CMakeLists.txt\"\n")
  else()
    string(REPLACE "${from}" "${to}" text "${text}")
  endif()
  file(GENERATE OUTPUT "${folder}/${file}" CONTENT "${text}")

  set(target simulation_canary_${family})
  set(objects $<TARGET_OBJECTS:simulation_objects>)
  if(ARG_SOURCES)
    string(REPLACE ".cc" "" anew "${ARG_SOURCES}")
    string(REPLACE ";" "|" anew "${anew}")
    set(objects "$<FILTER:${objects},EXCLUDE,/(${anew})[.]cc[.]o$>")
    add_executable(${target} ${ARG_SOURCES} ${objects})
    target_include_directories(${target} BEFORE PRIVATE "${folder}")
  else()
    add_executable(${target} "${folder}/${file}" ${objects})
  endif()
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE engine_runtime dep_cli dep_absl)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${folder}")
  usher_script_test(simulation.canary.${family}
    COMMAND ${target} --seeds 200 --expect ${family} LABELS simulation TIMEOUT 300)
endfunction()
