#include "golden.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

std::filesystem::path project_root() { return PROJECT_ROOT; }

std::filesystem::path fixtures() { return project_root() / "fixtures"; }

std::filesystem::path shared_captures() { return project_root().parent_path() / "shared/captures"; }

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    INFO("cannot read " << path);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

void require_golden(const std::filesystem::path& file, const std::string& actual) {
    if (std::getenv("UPDATE_GOLDEN")) std::ofstream(file, std::ios::binary) << actual;
    INFO(file << " (UPDATE_GOLDEN=1 accepts the new text)");
    REQUIRE(std::filesystem::exists(file));
    REQUIRE(read_file(file) == actual);
}
