// Any bytes as HTML and XML: the two readers that stand on libraries written in C and C++.

#include <cstddef>
#include <cstdint>
#include <string>

#include "parsers/html.h"
#include "parsers/xml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::size_t seen = 0;
    (void)parsers::walk_html(
        text, [](const parsers::HtmlElement&) { return true; },
        [&](const parsers::HtmlElement& element) { seen += element.text.size(); });
    (void)parsers::json_ld_blocks(text);
    (void)parsers::script_with(text, {"id=\"serialized-server-data\""});
    (void)parsers::read_xml(
        text, {[&](std::string_view name, const parsers::XmlAttributes&) { seen += name.size(); },
               [&](std::string_view piece) { seen += piece.size(); },
               [&](std::string_view name) { seen += name.size(); }});
    return seen == static_cast<std::size_t>(-1) ? 1 : 0;
}
