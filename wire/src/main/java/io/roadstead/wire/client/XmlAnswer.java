package io.roadstead.wire.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML answers of AWS's query and REST protocols, read as JSON would tell the same: an element of elements is an object, any
 * other a text; {@code <Actions><member>a</member></Actions>} is a list, as are elements of S3 that come once for each item.
 */
final class XmlAnswer {
    /** Answers nest as deep as this at most; what nests deeper is no answer. */
    private static final int DEPTH_LIMIT = 32;

    private static final String MEMBER = "member";
    /** Of ListObjectsV2 and ListBuckets: there are as many as there are things. */
    private static final Set<String> REPEATED = Set.of("Contents", "CommonPrefixes", "Bucket");

    private XmlAnswer() {}

    /**
     * What the outermost element holds.
     *
     * @throws IOException when the bytes are no such document
     */
    static Json parse(byte[] bytes) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            reader.nextTag();
            Json holder = Json.object();
            element(reader, 1).into(holder, "root");
            return holder.path("root");
        } catch (XMLStreamException e) {
            throw new IOException("not XML", e);
        }
    }

    /** An element while it is read. */
    private static final class Element {
        private final StringBuilder text = new StringBuilder();
        private final Map<String, List<Element>> children = new LinkedHashMap<>();

        void into(Json holder, String name) {
            List<Element> members = children.get(MEMBER);
            if (members != null) {
                holder.putItems(name, items(members));
            } else if (children.isEmpty()) {
                holder.put(name, text.toString());
            } else {
                Json object = Json.object();
                children.forEach((child, all) -> {
                    if (REPEATED.contains(child)) {
                        object.putItems(child, items(all));
                    } else {
                        all.getFirst().into(object, child);
                    }
                });
                holder.put(name, object);
            }
        }

        private static List<Json> items(List<Element> elements) {
            List<Json> items = new ArrayList<>();
            for (Element element : elements) {
                Json holder = Json.object();
                element.into(holder, "item");
                items.add(holder.path("item"));
            }
            return items;
        }
    }

    private static Element element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEPTH_LIMIT) {
            throw new XMLStreamException("nested deeper than " + DEPTH_LIMIT);
        }
        Element element = new Element();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    String name = reader.getLocalName();
                    element.children
                            .computeIfAbsent(name, first -> new ArrayList<>())
                            .add(element(reader, depth + 1));
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return element;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> element.text.append(reader.getText());
                default -> {
                    // Comments and white space say nothing.
                }
            }
        }
    }
}
