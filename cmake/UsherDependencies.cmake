# The libraries Usher stands on, all from Debian 12. Folders name them by these short names:
#   dep_absl dep_grpc dep_protobuf dep_boost dep_openssl dep_sqlite dep_yaml dep_zlib dep_cli
#   dep_log dep_malloc dep_metrics dep_gtest dep_rapidcheck dep_benchmark

find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(benchmark REQUIRED)

function(usher_dependency name)
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE ${ARGN})
endfunction()

usher_dependency(dep_absl
  absl::algorithm_container absl::btree absl::cleanup absl::core_headers absl::fixed_array
  absl::flat_hash_map absl::flat_hash_set absl::function_ref absl::hash absl::inlined_vector
  absl::int128 absl::node_hash_map absl::span absl::status absl::statusor absl::str_format
  absl::strings absl::synchronization absl::time absl::random_random)
usher_dependency(dep_protobuf protobuf::libprotobuf)
usher_dependency(dep_grpc gRPC::grpc++ gRPC::grpc++_reflection protobuf::libprotobuf dep_absl)
usher_dependency(dep_boost Boost::headers Boost::json Boost::url OpenSSL::SSL OpenSSL::Crypto
  Threads::Threads)
usher_dependency(dep_openssl OpenSSL::SSL OpenSSL::Crypto)
usher_dependency(dep_sqlite SQLite::SQLite3)
usher_dependency(dep_zlib ZLIB::ZLIB)
usher_dependency(dep_yaml yaml-cpp)
usher_dependency(dep_cli CLI11::CLI11)
usher_dependency(dep_log spdlog::spdlog)
usher_dependency(dep_metrics prometheus-cpp::core)
usher_dependency(dep_gtest GTest::gmock GTest::gtest)
usher_dependency(dep_rapidcheck rapidcheck)
usher_dependency(dep_benchmark benchmark::benchmark)

# The daemon's allocator; a sanitizer brings its own.
add_library(dep_malloc INTERFACE)
if(USHER_MODE MATCHES "^(release|dev)$")
  find_library(USHER_TCMALLOC tcmalloc_minimal REQUIRED)
  target_link_libraries(dep_malloc INTERFACE "${USHER_TCMALLOC}")
  target_compile_definitions(dep_malloc INTERFACE USHER_TCMALLOC)
endif()

# Debian's own interpreter, where the apt packages of Python live.
find_program(USHER_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT USHER_PYTHON)
  find_program(USHER_PYTHON NAMES python3 REQUIRED)
endif()
