package io.roadstead.wire.rest;

import io.roadstead.wire.AwsException;
import java.io.IOException;

/** A service whose operations are methods on paths. */
public interface RestApi {
    /** The service in a signature's credential scope, for example {@code s3}. */
    String signingName();

    /**
     * What the request asks for. Called after its signature was verified; nothing is done yet, but the body may be read
     * where it says what is asked for.
     *
     * @throws AwsException when it asks for nothing this service has
     * @throws IOException when the client went away within the body
     */
    RestCall call(RestRequest request) throws IOException;

    /** How a refusal is told. {@code error} may be the wire's own, which the service names as its protocol does. */
    RestAnswer refusal(RestRequest request, AwsException error);
}
