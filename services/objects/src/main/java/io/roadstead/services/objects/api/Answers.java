package io.roadstead.services.objects.api;

import io.roadstead.services.objects.catalog.Digest;
import io.roadstead.services.objects.catalog.StoredObject;
import io.roadstead.wire.rest.RestAnswer;
import java.util.Map;

/** Answers as S3 gives them. */
final class Answers {
    static final int OK = 200;
    static final int NO_CONTENT = 204;

    private Answers() {}

    static RestAnswer empty(int status) {
        return RestAnswer.empty(status, Map.of());
    }

    static RestAnswer xml(Xml xml) {
        return xml(OK, xml);
    }

    static RestAnswer xml(int status, Xml xml) {
        return new RestAnswer(status, Map.of("Content-Type", "application/xml"), new RestAnswer.Bytes(xml.bytes()));
    }

    /** Tells the checksum that an object was sent with, if it was. */
    static void checksum(Xml xml, StoredObject object) {
        Digest digest = object.digest();
        if (digest != null) {
            xml.element("Checksum" + digest.algorithm(), digest.value()).element("ChecksumType", digest.type());
        }
    }

    static String quoted(String etag) {
        return "\"" + etag + "\"";
    }
}
