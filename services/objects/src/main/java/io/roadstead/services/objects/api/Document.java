package io.roadstead.services.objects.api;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.rest.RestBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An XML document that a client sent, small enough for memory: elements by their names without namespaces. It may refer
 * to nothing outside itself and define nothing.
 */
record Document(String name, String text, List<Document> children) {
    /** What {@code DeleteObjects} of 1,000 of the longest keys needs, and more than anything else does. */
    static final int LIMIT = 4 << 20;

    static final int DEPTH_LIMIT = 8;

    /** @throws AwsException MalformedXML when it is none, or its outermost element has another name */
    static Document parse(byte[] bytes, String root) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            reader.nextTag();
            Document document = element(reader, 1);
            if (!document.name().equals(root)) {
                throw Refusals.malformedXml();
            }
            return document;
        } catch (XMLStreamException e) {
            throw Refusals.malformedXml();
        }
    }

    private static Document element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEPTH_LIMIT) {
            throw Refusals.malformedXml();
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<Document> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new Document(name, text.toString(), List.copyOf(children));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    // They say nothing.
                }
                default -> throw Refusals.malformedXml();
            }
        }
    }

    /** A body that is to be such a document, read whole and so verified. */
    static byte[] read(RestBody body) throws IOException {
        try (InputStream in = body.stream()) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw Refusals.tooLarge(LIMIT);
            }
            return bytes;
        }
    }

    List<Document> all(String child) {
        return children.stream().filter(each -> each.name().equals(child)).toList();
    }

    Optional<String> text(String child) {
        return children.stream()
                .filter(each -> each.name().equals(child))
                .map(Document::text)
                .findFirst();
    }

    /** @throws AwsException MalformedXML when there is none */
    String required(String child) {
        return text(child).orElseThrow(Refusals::malformedXml);
    }
}
