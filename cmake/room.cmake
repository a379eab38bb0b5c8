# Rooms: a folder is a library, its files are found, its dependencies are written down.

# lockstep_sources(OUT [folder]): the .cpp files below a folder (recursively), without those of nested rooms' EXCLUDE.
function(lockstep_sources out)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "FOLDER" "EXCLUDE")
    if(NOT ARG_FOLDER)
        set(ARG_FOLDER ${CMAKE_CURRENT_SOURCE_DIR})
    endif()
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${ARG_FOLDER}/*.cpp)
    foreach(pattern IN LISTS ARG_EXCLUDE)
        list(FILTER found EXCLUDE REGEX "${pattern}")
    endforeach()
    set(${out} ${found} PARENT_SCOPE)
endfunction()

# lockstep_library(TARGET SOURCES files... DEPENDS targets...): a static library, or an interface one while it is empty.
function(lockstep_library target)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS;LIBRARIES")
    if(ARG_SOURCES)
        add_library(${target} STATIC ${ARG_SOURCES})
        target_link_libraries(${target} PUBLIC lockstep_house ${ARG_DEPENDS} ${ARG_LIBRARIES})
        lockstep_precompile(${target})
        if(LOCKSTEP_UNITY AND NOT LOCKSTEP_UNITY STREQUAL "TESTS")
            set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
        endif()
    else()
        add_library(${target} INTERFACE)
        target_link_libraries(${target} INTERFACE lockstep_house ${ARG_DEPENDS} ${ARG_LIBRARIES})
    endif()
endfunction()

# lockstep_room(NAME DEPENDS rooms... LIBRARIES foreign targets... EXCLUDE regexes...): this folder as `lockstep_NAME`.
function(lockstep_room name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "DEPENDS;LIBRARIES;EXCLUDE")
    lockstep_sources(sources EXCLUDE ${ARG_EXCLUDE})
    list(TRANSFORM ARG_DEPENDS PREPEND lockstep_)
    lockstep_library(lockstep_${name} SOURCES ${sources} DEPENDS ${ARG_DEPENDS} LIBRARIES ${ARG_LIBRARIES})
endfunction()

# lockstep_vendor(FOLDER): one vendor's folder. Files called protocol*, adapter*, mock* (or inside folders of those names)
# become three libraries that cannot link across; what is left (a registration, a `direct` provider) may see them all.
function(lockstep_vendor folder)
    get_filename_component(vendor ${folder} NAME)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${folder}/*.cpp)
    set(prefix lockstep_providers_${vendor})
    foreach(part IN ITEMS protocol adapter mock)
        set(${part}_sources ${found})
        list(FILTER ${part}_sources INCLUDE REGEX "^${folder}/${part}")
    endforeach()
    list(FILTER found EXCLUDE REGEX "^${folder}/(protocol|adapter|mock)")

    lockstep_library(${prefix}_protocol SOURCES ${protocol_sources}
        DEPENDS lockstep_runtime lockstep_http LIBRARIES nlohmann_json::nlohmann_json)
    lockstep_library(${prefix}_adapter SOURCES ${adapter_sources} DEPENDS lockstep_engine ${prefix}_protocol)
    lockstep_library(${prefix}_mock SOURCES ${mock_sources} DEPENDS lockstep_sim ${prefix}_protocol)
    lockstep_library(${prefix} SOURCES ${found} DEPENDS ${prefix}_adapter ${prefix}_mock)
endfunction()
