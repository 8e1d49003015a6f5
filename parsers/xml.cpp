#include "parsers/xml.h"

#include <Poco/Exception.h>
#include <Poco/SAX/Attributes.h>
#include <Poco/SAX/DefaultHandler.h>
#include <Poco/SAX/SAXException.h>
#include <Poco/SAX/SAXParser.h>

namespace parsers {

namespace {

constexpr int deepest = 64;

/// Passes on what Poco tells. It must not throw, because C code calls it: beyond the depth it is
/// silent instead.
class Teller : public Poco::XML::DefaultHandler {
public:
    explicit Teller(const XmlEvents& events) : events_(events) {}

    bool too_deep() const { return too_deep_; }

    void startElement(const Poco::XML::XMLString&, const Poco::XML::XMLString&,
                      const Poco::XML::XMLString& name,
                      const Poco::XML::Attributes& attributes) override {
        too_deep_ = too_deep_ || ++depth_ > deepest;
        if (too_deep_ || !events_.start) return;
        XmlAttributes list;
        for (int i = 0; i < attributes.getLength(); ++i)
            list.emplace_back(attributes.getQName(i), attributes.getValue(i));
        events_.start(name, list);
    }

    void endElement(const Poco::XML::XMLString&, const Poco::XML::XMLString&,
                    const Poco::XML::XMLString& name) override {
        --depth_;
        if (!too_deep_ && events_.end) events_.end(name);
    }

    void characters(const Poco::XML::XMLChar text[], int start, int length) override {
        const std::string_view piece(text + start, static_cast<std::size_t>(length));
        if (!too_deep_ && events_.text) events_.text(piece);
    }

private:
    const XmlEvents& events_;
    int depth_ = 0;
    bool too_deep_ = false;
};

}  // namespace

std::optional<std::string> read_xml(std::string_view text, const XmlEvents& events) {
    if (text.find('\0') != text.npos) return "the XML holds NUL bytes: it is not UTF-8";
    if (text.find("<!ENTITY") != text.npos) return "the XML defines entities: refused";
    Teller teller(events);
    Poco::XML::SAXParser parser;
    parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACES, false);
    parser.setFeature(Poco::XML::XMLReader::FEATURE_EXTERNAL_GENERAL_ENTITIES, false);
    parser.setFeature(Poco::XML::XMLReader::FEATURE_EXTERNAL_PARAMETER_ENTITIES, false);
    parser.setContentHandler(&teller);
    try {
        parser.parseMemoryNP(text.data(), text.size());
    } catch (const Poco::XML::SAXParseException& error) {
        return "not well-formed XML: " + error.message();  // it names the line
    } catch (const Poco::Exception& error) {
        return "not XML: " + error.message();
    }
    if (teller.too_deep()) return "nested deeper than " + std::to_string(deepest) + " levels";
    return std::nullopt;
}

}  // namespace parsers
