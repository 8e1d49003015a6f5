#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parsers {

/// Why a page must not be given to Gumbo, as a sentence; empty when it may. One pass over the tags,
/// with what each limit was measured to prevent:
///  - 8 MiB: a tree takes about 15 bytes per byte of text;
///  - 512 open tags: each new tag is held against all open ones, and freeing a tree recurses;
///  - 16 open tags of the formatting kind (<b>, <font> ...): Gumbo opens them anew in every block,
///    so that many times many blocks are nodes;
///  - 1,000 attributes on a tag: each is held against all before it;
///  - 100,000 tags.
std::optional<std::string> html_refusal(std::string_view page);

/// The page with the bodies of <script> and <style> blanked, byte for byte as long as before.
std::string without_scripts(std::string_view page);

}  // namespace parsers
