# The libraries we stand on, all from the distribution. Names differ a little between versions; rooms use these.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(date REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)

add_library(lockstep_yaml INTERFACE)
if(TARGET yaml-cpp::yaml-cpp)
    target_link_libraries(lockstep_yaml INTERFACE yaml-cpp::yaml-cpp)
else()
    target_link_libraries(lockstep_yaml INTERFACE yaml-cpp)
endif()

set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)

# The headers nearly every file needs, parsed once and lent to all rooms by lockstep_precompile(target).
if(LOCKSTEP_PCH)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cpp CONTENT "// Only here to own the precompiled header.\n")
    add_library(lockstep_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(lockstep_precompiled PRIVATE lockstep_house fmt::fmt)
    target_precompile_headers(lockstep_precompiled PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp)
endif()
function(lockstep_precompile target)
    if(LOCKSTEP_PCH)
        target_precompile_headers(${target} REUSE_FROM lockstep_precompiled)
    endif()
endfunction()
