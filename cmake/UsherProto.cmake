# usher_proto_library(NAME PROTOS ... [DEPS ...] [GRPC]): C++ from .proto files, into gen/ of the
# build tree. Generated code is compiled without warnings and, where the mode optimises, at -O1: it
# is large, and none of it is on a hot path of the matcher.

set(USHER_GENERATED_DIR "${CMAKE_BINARY_DIR}/gen")
get_target_property(USHER_GRPC_CPP_PLUGIN gRPC::grpc_cpp_plugin LOCATION)

# Every generated header, for tools that read our code without building it.
add_custom_target(usher_generated)

function(usher_proto_library name)
  cmake_parse_arguments(ARG "GRPC" "" "PROTOS;DEPS" ${ARGN})
  file(MAKE_DIRECTORY "${USHER_GENERATED_DIR}")
  set(outputs "")
  foreach(proto IN LISTS ARG_PROTOS)
    file(RELATIVE_PATH relative "${CMAKE_SOURCE_DIR}/proto" "${proto}")
    string(REGEX REPLACE "\\.proto$" "" stem "${relative}")
    set(base "${USHER_GENERATED_DIR}/${stem}")
    set(files "${base}.pb.cc")
    set(headers "${base}.pb.h")
    set(plugin "")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${proto}")
    file(STRINGS "${proto}" services REGEX "^service ")
    if(ARG_GRPC AND services)
      list(APPEND files "${base}.grpc.pb.cc")
      list(APPEND headers "${base}.grpc.pb.h")
      set(plugin "--grpc_out=${USHER_GENERATED_DIR}"
                 "--plugin=protoc-gen-grpc=${USHER_GRPC_CPP_PLUGIN}")
    endif()
    # A proto may import any other of the tree; ninja learns which from the dependency file.
    add_custom_command(
      OUTPUT ${files} ${headers}
      COMMAND protobuf::protoc "-I${CMAKE_SOURCE_DIR}/proto" "--cpp_out=${USHER_GENERATED_DIR}"
              ${plugin} "--dependency_out=${base}.d" "${proto}"
      DEPENDS "${proto}"
      DEPFILE "${base}.d"
      COMMENT "protoc ${relative}"
      VERBATIM)
    list(APPEND outputs ${files})
    list(APPEND all_headers ${headers})
  endforeach()
  add_library(${name} STATIC ${outputs} ${all_headers})
  add_custom_target(${name}_generated DEPENDS ${all_headers})
  add_dependencies(usher_generated ${name}_generated)
  target_include_directories(${name} SYSTEM PUBLIC "${USHER_GENERATED_DIR}")
  target_compile_options(${name} PRIVATE -w)
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)  # each file has the same static names
  if(USHER_MODE STREQUAL "release")
    target_compile_options(${name} PRIVATE -O1 -g0)
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} dep_protobuf)
  if(ARG_GRPC)
    target_link_libraries(${name} PUBLIC dep_grpc)
  endif()
endfunction()

# usher_descriptor_set(NAME OUTPUT file PROTOS ...): a FileDescriptorSet with imports and comments.
function(usher_descriptor_set name)
  cmake_parse_arguments(ARG "" "OUTPUT" "PROTOS" ${ARGN})
  add_custom_command(
    OUTPUT "${ARG_OUTPUT}"
    COMMAND protobuf::protoc "-I${CMAKE_SOURCE_DIR}/proto" --include_imports --include_source_info
            "--descriptor_set_out=${ARG_OUTPUT}" ${ARG_PROTOS}
    DEPENDS ${ARG_PROTOS}
    COMMENT "protoc ${name}"
    VERBATIM)
  add_custom_target(${name} ALL DEPENDS "${ARG_OUTPUT}")
endfunction()
