package io.roadstead.wire.http;

import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;

/**
 * Leaves bodies as they are on the wire. Helidon would refuse a request whose Content-Encoding it does not know, and to S3
 * that header is the object's: {@code aws-chunked} is undone where payloads are read, and {@code gzip} is given back.
 */
final class BodiesAsSent implements ContentEncodingContext {
    private final ContentEncodingContext known = ContentEncodingContext.create();

    @Override
    public ContentEncodingContextConfig prototype() {
        return known.prototype();
    }

    @Override
    public boolean contentEncodingEnabled() {
        return false;
    }

    @Override
    public boolean contentDecodingEnabled() {
        return true;
    }

    @Override
    public boolean contentEncodingSupported(String encodingId) {
        return known.contentEncodingSupported(encodingId);
    }

    @Override
    public boolean contentDecodingSupported(String encodingId) {
        return true;
    }

    @Override
    public ContentEncoder encoder(String encodingId) {
        return known.encoder(encodingId);
    }

    @Override
    public ContentDecoder decoder(String encodingId) {
        return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder(Headers headers) {
        return known.encoder(headers);
    }
}
