package io.roadstead.services.objects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.Ids;
import io.roadstead.services.objects.S3Client.Answer;
import io.roadstead.services.objects.blob.MemoryBlobs;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Demand;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Gate;
import io.roadstead.wire.ObservedCall;
import io.roadstead.wire.Secret;
import io.roadstead.wire.http.CallFailures;
import io.roadstead.wire.http.HttpServer;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S3 as a client meets it, signatures and all. */
class ObjectsOverHttpTest {
    private static final long LIMIT = 12L << 20;

    private final Store store = new MemoryStore(InstantSource.system());
    private final MemoryBlobs blobs = new MemoryBlobs();
    private final HttpClient http = HttpClient.newHttpClient();
    private final InstantSource clock = () -> Instant.parse("2026-11-23T17:53:38.123456Z");
    private final Queue<ObservedCall> observed = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Runnable> beforeRead = new AtomicReference<>(ObjectsOverHttpTest::nothing);
    private volatile String denied = "";
    private volatile List<Demand> asked = List.of();
    private ObjectsService objects = open();
    private HttpServer server = serve();
    private S3Client s3 = client();

    private static void nothing() {}

    private ObjectsService open() {
        try {
            return ObjectsService.open(
                    store,
                    new RecordCodec(),
                    new Watched(blobs, () -> beforeRead
                            .getAndSet(ObjectsOverHttpTest::nothing)
                            .run()),
                    document -> {
                        if (!document.startsWith("{")) {
                            throw new AwsException(
                                    "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
                        }
                    },
                    new ObjectsService.Settings(LIMIT),
                    clock,
                    new RandomNames());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpServer serve() {
        return HttpServer.start(new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                new SigV4Verifier(
                        FixedAccessKeys.of(
                                new AccessKey(
                                        "test", new Secret("test"), "000000000000", "arn:aws:iam::000000000000:root"),
                                new AccessKey(
                                        "other",
                                        new Secret("other"),
                                        "111122223333",
                                        "arn:aws:iam::111122223333:root")),
                        clock),
                Map.of(),
                CallFailures.NONE,
                (attempt, demands) -> {
                    if (denied.isEmpty()) {
                        return Gate.Verdict.ALLOWED;
                    }
                    asked = demands.get();
                    throw AwsException.accessDenied(denied);
                },
                observed::add,
                List.of(objects.api())));
    }

    private S3Client client() {
        return new S3Client(http, server.port(), clock, Credentials.of("test", "test"), "us-east-1");
    }

    private record RandomNames() implements Ids {
        @Override
        public String hex() {
            return uuid().replace("-", "");
        }

        @Override
        public String uuid() {
            return UUID.randomUUID().toString();
        }

        @Override
        public int below(int bound) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void bucket() {
        assertThat(s3.put("/photos", "").status()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        // Before the server: it waits for connections that are kept.
        http.shutdownNow();
        server.close();
        objects.close();
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.text()).contains("<Code>" + code + "</Code>");
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void whatIsPutIsGivenBackWithItsHeaders() {
        Answer put = s3.put(
                "/photos/a/b%20c.txt",
                "hello", "content-type", "text/plain", "x-amz-meta-colour", "blue", "x-amz-checksum-crc32", "NhCmhg==");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("etag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        Answer got = s3.get("/photos/a/b%20c.txt", "x-amz-checksum-mode", "ENABLED");
        assertThat(got.text()).isEqualTo("hello");
        assertThat(got.header("content-type")).isEqualTo("text/plain");
        assertThat(got.header("x-amz-meta-colour")).isEqualTo("blue");
        assertThat(got.header("x-amz-checksum-crc32")).isEqualTo("NhCmhg==");
        assertThat(got.header("last-modified")).isEqualTo("Mon, 23 Nov 2026 17:53:38 GMT");
        assertThat(got.header("content-length")).isEqualTo("5");
        Answer head = s3.call("HEAD", "/photos/a/b%20c.txt", new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo("5");
        assertThat(head.bytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "crc32, NhCmhg==",
        "crc32c, mnG7TA==",
        "sha1, qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "sha256, LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
        "crc64nvme, M3eFcAZSQlc="
    })
    void aTrailingChecksumIsHeldAgainstWhatCame(String algorithm, String value) {
        String right = "5\r\nhello\r\n0\r\nx-amz-checksum-" + algorithm + ":" + value + "\r\n\r\n";
        Answer put = trailing(algorithm, right);
        assertThat(put.status()).as(put.text()).isEqualTo(200);
        assertThat(s3.get("/photos/trailing", "x-amz-checksum-mode", "ENABLED").header("x-amz-checksum-" + algorithm))
                .isEqualTo(value);
        refused(trailing(algorithm, right.replace("hello", "hellO")), 400, "BadDigest");
        refused(trailing(algorithm, "5\r\nhello\r\n0\r\n\r\n"), 400, "MalformedTrailerError");
        assertThat(s3.get("/photos/trailing").text()).isEqualTo("hello");
        assertThat(blobs.names()).hasSize(1);
    }

    private Answer trailing(String algorithm, String body) {
        return s3.sent(
                "PUT",
                "/photos/trailing",
                body.getBytes(UTF_8),
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "content-encoding",
                "aws-chunked",
                "x-amz-trailer",
                "x-amz-checksum-" + algorithm,
                "x-amz-decoded-content-length",
                "5");
    }

    @Test
    void theObjectsOwnEncodingIsGivenBackWithoutTheChunks() {
        s3.sent(
                "PUT",
                "/photos/a.gz",
                "5\r\nhello\r\n0\r\n\r\n".getBytes(UTF_8),
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "content-encoding",
                "gzip,aws-chunked",
                "x-amz-decoded-content-length",
                "5");
        Answer got = s3.get("/photos/a.gz");
        assertThat(got.header("content-encoding")).isEqualTo("gzip");
        assertThat(got.text()).isEqualTo("hello");
    }

    @Test
    void otherBytesThanWereSignedOrSummedAreRefusedAndLeaveNothing() {
        refused(
                s3.sent("PUT", "/photos/a", "hellO".getBytes(UTF_8), S3Client.hash("hello".getBytes(UTF_8))),
                400,
                "XAmzContentSHA256Mismatch");
        refused(s3.get("/photos/a"), 404, "NoSuchKey");
        assertThat(blobs.names()).isEmpty();
        assertThat(s3.put("/photos/a", "hello", "content-md5", "XUFAKrxLKna5cZ2REBfFkg==")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aNewObjectTakesTheOldOnesPlaceAndItsBytesGo() {
        s3.put("/photos/a", "old");
        s3.put("/photos/a", "new");
        assertThat(s3.get("/photos/a").text()).isEqualTo("new");
        assertThat(blobs.names()).hasSize(1);
        assertThat(s3.call("DELETE", "/photos/a", new byte[0]).status()).isEqualTo(204);
        assertThat(s3.call("DELETE", "/photos/a", new byte[0]).status()).isEqualTo(204);
        assertThat(blobs.names()).isEmpty();
        refused(s3.get("/photos/a"), 404, "NoSuchKey");
    }

    @Test
    void partsOfAnObjectAreRead() {
        s3.put("/photos/a", "0123456789");
        Answer part = s3.get("/photos/a", "range", "bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.header("content-range")).isEqualTo("bytes 2-4/10");
        refused(s3.get("/photos/a", "range", "bytes=10-"), 416, "InvalidRange");
    }

    @Test
    void conditionsAreHeld() {
        String etag = s3.put("/photos/a", "hello").header("etag");
        assertThat(s3.get("/photos/a", "if-none-match", etag).status()).isEqualTo(304);
        assertThat(s3.get("/photos/a", "if-match", etag).status()).isEqualTo(200);
        refused(s3.get("/photos/a", "if-match", "\"other\""), 412, "PreconditionFailed");
        assertThat(s3.get("/photos/a", "if-modified-since", "Mon, 23 Nov 2026 17:53:38 GMT")
                        .status())
                .isEqualTo(304);
        refused(s3.put("/photos/a", "again", "if-none-match", "*"), 412, "PreconditionFailed");
        refused(s3.put("/photos/a", "again", "if-match", "\"other\""), 412, "PreconditionFailed");
        refused(s3.put("/photos/b", "again", "if-match", etag), 404, "NoSuchKey");
        assertThat(s3.put("/photos/a", "again", "if-match", etag).status()).isEqualTo(200);
        assertThat(blobs.names()).hasSize(1);
    }

    @Test
    void ofManyWhoCreateTheSameOneDoes() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = threads
                    .invokeAll(IntStream.range(0, 20)
                            .<Callable<Integer>>mapToObj(
                                    i -> () -> s3.put("/photos/one", "by " + i, "if-none-match", "*")
                                            .status())
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(statuses).containsOnly(200, 412).containsOnlyOnce(200);
        }
        assertThat(blobs.names()).hasSize(1);
    }

    @Test
    void keysAreListedByTheirBytesInPages() {
        for (String key : List.of("b", "a/1", "a/2", "%F0%9F%98%80", "%EF%BF%BD", "a", "c/x/y", "%26amp")) {
            assertThat(s3.put("/photos/" + key, "").status()).isEqualTo(200);
        }
        Answer all = s3.get("/photos?list-type=2");
        assertThat(keys(all)).containsExactly("&amp;amp", "a", "a/1", "a/2", "b", "c/x/y", "\uFFFD", "😀");
        Answer top = s3.get("/photos?delimiter=%2F&list-type=2");
        assertThat(keys(top)).containsExactly("&amp;amp", "a", "b", "\uFFFD", "😀");
        assertThat(top.text()).contains("<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>");
        assertThat(top.text("KeyCount")).isEqualTo("7");
        assertThat(keys(s3.get("/photos?list-type=2&prefix=a%2F"))).containsExactly("a/1", "a/2");
        Answer page = s3.get("/photos?delimiter=%2F&list-type=2&max-keys=3");
        assertThat(page.text("IsTruncated")).isEqualTo("true");
        Answer next = s3.get("/photos?continuation-token=" + page.text("NextContinuationToken")
                + "&delimiter=%2F&list-type=2&max-keys=3");
        assertThat(next.text()).contains("<Prefix>c/</Prefix>").doesNotContain("<Prefix>a/</Prefix>");
        assertThat(keys(next)).containsExactly("b", "\uFFFD");
        assertThat(keys(s3.get("/photos?list-type=2&start-after=b"))).containsExactly("c/x/y", "\uFFFD", "😀");
        assertThat(keys(s3.get("/photos?marker=b"))).containsExactly("c/x/y", "\uFFFD", "😀");
        assertThat(keys(s3.get("/photos?encoding-type=url&list-type=2&start-after=c")))
                .containsExactly("c/x/y", "%EF%BF%BD", "%F0%9F%98%80");
    }

    private static List<String> keys(Answer answer) {
        return Pattern.compile("<Key>([^<]*)</Key>")
                .matcher(answer.text())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void anObjectPutInPartsIsWholeInTheEnd() {
        String id = s3.call("POST", "/photos/big?uploads=", new byte[0]).text("UploadId");
        byte[] first = new byte[5 << 20];
        new Random(5).nextBytes(first);
        String one =
                s3.call("PUT", "/photos/big?partNumber=1&uploadId=" + id, first).header("etag");
        s3.call("PUT", "/photos/big?partNumber=2&uploadId=" + id, "wrong".getBytes(UTF_8));
        String two = s3.call("PUT", "/photos/big?partNumber=2&uploadId=" + id, "end".getBytes(UTF_8))
                .header("etag");
        assertThat(blobs.names()).hasSize(2);
        assertThat(s3.get("/photos/big?uploadId=" + id).text()).contains("<PartNumber>2</PartNumber>");
        refused(complete(id, "1", one, "3", two), 400, "InvalidPart");
        refused(complete(id, "2", two, "1", one), 400, "InvalidPartOrder");
        Answer done = complete(id, "1", one, "2", two);
        assertThat(done.text("ETag")).endsWith("-2&quot;");
        Answer got = s3.get("/photos/big", "range", "bytes=" + ((5 << 20) - 2) + "-");
        assertThat(got.bytes())
                .hasSize(5)
                .startsWith(first[(5 << 20) - 2], first[(5 << 20) - 1])
                .endsWith("end".getBytes(UTF_8));
        refused(complete(id, "1", one, "2", two), 404, "NoSuchUpload");
        assertThat(s3.call("DELETE", "/photos/big", new byte[0]).status()).isEqualTo(204);
        assertThat(blobs.names()).isEmpty();
    }

    @Test
    void aPartThatIsPutOnceMoreWhileItsUploadCompletesDoesNotBreakTheObject() {
        String id = begunWithWholeChecksum();
        String tag = s3.put("/photos/big?partNumber=1&uploadId=" + id, "same").header("etag");
        // The parts are chosen by then, and their bytes are being read for the checksum.
        beforeRead.set(() -> assertThat(s3.put("/photos/big?partNumber=1&uploadId=" + id, "same")
                        .status())
                .isEqualTo(200));
        Answer done = complete(id, "1", tag);
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(s3.get("/photos/big").text()).isEqualTo("same");
        assertThat(blobs.names()).hasSize(1);
    }

    @Test
    void anUploadIsNotCompletedWithOtherBytesThanWereNamed() {
        String id = begunWithWholeChecksum();
        String tag = s3.put("/photos/big?partNumber=1&uploadId=" + id, "these").header("etag");
        beforeRead.set(() -> s3.put("/photos/big?partNumber=1&uploadId=" + id, "others"));
        refused(complete(id, "1", tag), 400, "InvalidPart");
        refused(s3.get("/photos/big"), 404, "NoSuchKey");
        String other =
                s3.put("/photos/big?partNumber=1&uploadId=" + id, "others").header("etag");
        assertThat(complete(id, "1", other).status()).isEqualTo(200);
        assertThat(s3.get("/photos/big").text()).isEqualTo("others");
        assertThat(blobs.names()).hasSize(1);
    }

    private String begunWithWholeChecksum() {
        return s3.call(
                        "POST",
                        "/photos/big?uploads=",
                        new byte[0],
                        "x-amz-checksum-algorithm",
                        "CRC32",
                        "x-amz-checksum-type",
                        "FULL_OBJECT")
                .text("UploadId");
    }

    @Test
    void whateverPartsArePutWhileUploadsCompleteWhatIsThereIsWhole() throws Exception {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 40; round++) {
                String id = s3.call("POST", "/photos/big?uploads=", new byte[0]).text("UploadId");
                String text = "round " + round;
                String tag =
                        s3.put("/photos/big?partNumber=1&uploadId=" + id, text).header("etag");
                List<Future<Answer>> puts = IntStream.range(0, 3)
                        .mapToObj(i -> workers.submit(() -> s3.put("/photos/big?partNumber=1&uploadId=" + id, text)))
                        .toList();
                assertThat(complete(id, "1", tag).status()).isEqualTo(200);
                for (Future<Answer> put : puts) {
                    assertThat(put.get().status()).isIn(200, 404);
                }
                assertThat(s3.get("/photos/big").text()).isEqualTo(text);
                assertThat(blobs.names()).hasSize(1);
            }
        }
    }

    @Test
    void aPartMayBeCopiedFromAnObject() {
        s3.put("/photos/a", "0123456789");
        String id = s3.call("POST", "/photos/big?uploads=", new byte[0]).text("UploadId");
        Answer part = s3.put(
                "/photos/big?partNumber=1&uploadId=" + id,
                "",
                "x-amz-copy-source",
                "/photos/a",
                "x-amz-copy-source-range",
                "bytes=2-4");
        assertThat(part.status()).as(part.text()).isEqualTo(200);
        assertThat(complete(id, "1", part.text("ETag").replace("&quot;", "")).status())
                .isEqualTo(200);
        assertThat(s3.get("/photos/big").text()).isEqualTo("234");
    }

    @Test
    void whoMayNotIsToldSoInS3sWordsAndAskedForTheObjectAndTheBucketsPolicy() {
        s3.put("/photos?policy=", "{\"Version\":\"2012-10-17\"}");
        denied = "User: x is not authorized to perform: s3:PutObject";
        refused(s3.put("/photos/a/b", "secret"), 403, "AccessDenied");
        assertThat(asked.getFirst().action()).isEqualTo("s3:PutObject");
        assertThat(asked.getFirst().resources()).containsExactly("arn:aws:s3:::photos/a/b");
        assertThat(asked.getFirst().resourcePolicy()).isEqualTo("{\"Version\":\"2012-10-17\"}");
        denied = "";
        refused(s3.get("/photos/a/b"), 404, "NoSuchKey");
        assertThat(blobs.names()).isEmpty();
    }

    @Test
    void whatIsDoneToBucketsIsRecordedAndWhatIsDoneToObjectsIsNot() {
        observed.clear();
        s3.put("/photos/a", "hello");
        s3.get("/photos/a");
        s3.get("/none?policy=");
        s3.call("DELETE", "/photos", new byte[0]);
        assertThat(observed)
                .extracting(call -> call.service() + "." + call.operation() + " " + call.request() + " "
                        + (call.error() == null ? "" : call.error().errorType()))
                .containsExactly(
                        "s3.GetBucketPolicy Members[values={bucketName=none}] NoSuchBucket",
                        "s3.DeleteBucket Members[values={bucketName=photos}] BucketNotEmpty");
    }

    private Answer complete(String id, String... numbersAndTags) {
        StringBuilder xml =
                new StringBuilder("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (int i = 0; i < numbersAndTags.length; i += 2) {
            xml.append("<Part><ETag>")
                    .append(numbersAndTags[i + 1].replace("\"", "&quot;"))
                    .append("</ETag><PartNumber>")
                    .append(numbersAndTags[i])
                    .append("</PartNumber></Part>");
        }
        return s3.call(
                "POST",
                "/photos/big?uploadId=" + id,
                xml.append("</CompleteMultipartUpload>").toString().getBytes(UTF_8));
    }

    @Test
    void anUploadThatEndsWithItsBucketOrIsAbortedLeavesNothing() {
        String id = s3.call("POST", "/photos/big?uploads=", new byte[0]).text("UploadId");
        s3.put("/photos/big?partNumber=1&uploadId=" + id, "part");
        assertThat(s3.get("/photos?uploads=").text("UploadId")).isEqualTo(id);
        assertThat(s3.call("DELETE", "/photos/big?uploadId=" + id, new byte[0]).status())
                .isEqualTo(204);
        assertThat(blobs.names()).isEmpty();
        String other = s3.call("POST", "/photos/big?uploads=", new byte[0]).text("UploadId");
        s3.put("/photos/big?partNumber=1&uploadId=" + other, "part");
        assertThat(s3.call("DELETE", "/photos", new byte[0]).status()).isEqualTo(204);
        assertThat(blobs.names()).isEmpty();
        refused(s3.get("/photos/big?uploadId=" + other), 404, "NoSuchBucket");
    }

    @Test
    void bucketsHaveOneNameInAllAccountsAndGoWhenTheyAreEmpty() {
        S3Client other = s3.as("other", "us-east-1");
        refused(other.put("/photos", ""), 409, "BucketAlreadyExists");
        assertThat(s3.put("/photos", "").status()).isEqualTo(200);
        S3Client west = s3.as("test", "eu-west-1");
        refused(west.put("/west", ""), 400, "IllegalLocationConstraintException");
        String constraint =
                "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
        assertThat(west.put("/west", constraint).status()).isEqualTo(200);
        refused(west.put("/west", constraint), 409, "BucketAlreadyOwnedByYou");
        assertThat(s3.get("/west?location=").text()).contains(">eu-west-1</LocationConstraint>");
        assertThat(s3.get("/photos?location=").text()).contains("></LocationConstraint>");
        assertThat(s3.call("HEAD", "/west", new byte[0]).header("x-amz-bucket-region"))
                .isEqualTo("eu-west-1");
        assertThat(s3.get("/").text()).contains("<Name>photos</Name>").contains("<Name>west</Name>");
        assertThat(other.get("/").text()).doesNotContain("<Name>");
        refused(other.get("/photos/a"), 403, "AccessDenied");
        s3.put("/west/a", "");
        refused(s3.call("DELETE", "/west", new byte[0]), 409, "BucketNotEmpty");
        s3.call("DELETE", "/west/a", new byte[0]);
        assertThat(s3.call("DELETE", "/west", new byte[0]).status()).isEqualTo(204);
        refused(s3.call("DELETE", "/west", new byte[0]), 404, "NoSuchBucket");
        refused(s3.put("/west/a", ""), 404, "NoSuchBucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Photos", "ab", "a_b", "a..b", "192.168.1.1", "xn--bucket", "-a-b", "bucket-s3alias"})
    void aNameThatNoBucketMayHaveIsRefused(String name) {
        refused(s3.put("/" + name, ""), 400, "InvalidBucketName");
    }

    @Test
    void policiesArePutReadAndDeleted() {
        refused(s3.get("/photos?policy="), 404, "NoSuchBucketPolicy");
        refused(s3.put("/photos?policy=", "nonsense"), 400, "MalformedPolicy");
        assertThat(s3.put("/photos?policy=", "{\"Version\":\"2012-10-17\"}").status())
                .isEqualTo(204);
        assertThat(s3.get("/photos?policy=").text()).isEqualTo("{\"Version\":\"2012-10-17\"}");
        assertThat(s3.call("DELETE", "/photos?policy=", new byte[0]).status()).isEqualTo(204);
        refused(s3.get("/photos?policy="), 404, "NoSuchBucketPolicy");
    }

    @Test
    void manyObjectsAreDeletedAtOnce() {
        s3.put("/photos/a", "");
        s3.put("/photos/b", "");
        String body = "<Delete><Object><Key>a</Key></Object><Object><Key>none</Key></Object></Delete>";
        Answer answer = s3.call("POST", "/photos?delete=", body.getBytes(UTF_8));
        assertThat(answer.text()).contains("<Deleted><Key>a</Key></Deleted><Deleted><Key>none</Key></Deleted>");
        assertThat(keys(s3.get("/photos?list-type=2"))).containsExactly("b");
        refused(
                s3.call("POST", "/photos?delete=", body.getBytes(UTF_8), "x-amz-checksum-crc32", "AAAAAA=="),
                400,
                "BadDigest");
        for (String bad : List.of(
                "",
                "<Delete>",
                "<Other/>",
                "<Delete></Delete>",
                "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&x;</Key></Object></Delete>",
                "<Delete>".repeat(100))) {
            refused(s3.call("POST", "/photos?delete=", bad.getBytes(UTF_8)), 400, "MalformedXML");
        }
    }

    @Test
    void anObjectIsCopiedWithItsHeadersOrOthers() {
        s3.put("/photos/a%20b", "hello", "x-amz-meta-colour", "blue");
        assertThat(s3.put("/photos/c", "", "x-amz-copy-source", "/photos/a%20b").text("ETag"))
                .contains("5d41402abc4b2a76b9719d911017c592");
        assertThat(s3.get("/photos/c").header("x-amz-meta-colour")).isEqualTo("blue");
        s3.put(
                "/photos/c",
                "",
                "x-amz-copy-source",
                "photos/c",
                "x-amz-metadata-directive",
                "REPLACE",
                "x-amz-meta-colour",
                "red");
        assertThat(s3.get("/photos/c").text()).isEqualTo("hello");
        assertThat(s3.get("/photos/c").header("x-amz-meta-colour")).isEqualTo("red");
        refused(s3.put("/photos/c", "", "x-amz-copy-source", "photos/c"), 400, "InvalidRequest");
        refused(s3.put("/photos/c", "", "x-amz-copy-source", "photos/none"), 404, "NoSuchKey");
        refused(s3.put("/photos/c", "", "x-amz-copy-source", "nonsense"), 400, "InvalidArgument");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /photos?acl=, 501, NotImplemented",
        "PUT, /photos/a?tagging=, 501, NotImplemented",
        "GET, /photos/a?versionId=abc, 501, NotImplemented",
        "POST, /photos/a, 405, MethodNotAllowed",
        "PATCH, /photos, 405, MethodNotAllowed",
        "PUT, /, 405, MethodNotAllowed",
        "GET, /none/a, 404, NoSuchBucket",
        "GET, /../../etc/passwd, 404, NoSuchBucket",
        "GET, /photos?continuation-token=%2A&list-type=2, 400, InvalidArgument",
        "GET, /photos?list-type=2&max-keys=x, 400, InvalidArgument",
        "PUT, /photos/a?partNumber=0&uploadId=x, 400, InvalidArgument",
        "PUT, /photos/a?partNumber=1&uploadId=x%2Fy, 404, NoSuchUpload"
    })
    void whatIsNotThereIsRefusedByName(String method, String path, int status, String code) {
        refused(s3.call(method, path, new byte[0]), status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-server-side-encryption, aws:kms, 501, NotImplemented",
        "x-amz-tagging, a=b, 501, NotImplemented",
        "x-amz-acl, public-read, 400, AccessControlListNotSupported",
        "x-amz-storage-class, GLACIER, 400, InvalidStorageClass",
        "content-md5, nonsense, 400, InvalidDigest",
        "content-md5, AAAAAAAAAAAAAAAAAAAAAA==, 400, BadDigest",
        "x-amz-checksum-crc32, AAAAAA==, 400, BadDigest",
        "x-amz-expected-bucket-owner, 111122223333, 403, AccessDenied"
    })
    void aHeaderThatCannotBeHonouredIsRefused(String name, String value, int status, String code) {
        refused(s3.put("/photos/a", "hello", name, value), status, code);
        assertThat(blobs.names()).isEmpty();
    }

    @Test
    void anObjectIsNoLongerThanTheLimit() {
        refused(s3.call("PUT", "/photos/a", new byte[(int) LIMIT + 1]), 400, "EntityTooLarge");
        assertThat(s3.call("PUT", "/photos/a", new byte[(int) LIMIT]).status()).isEqualTo(200);
    }

    @Test
    void aKeyMayBeAsLongAsS3HasItAndHoldAnything() {
        String longest = "k".repeat(1_024);
        assertThat(s3.put("/photos/" + longest, "long").status()).isEqualTo(200);
        assertThat(s3.get("/photos/" + longest).text()).isEqualTo("long");
        refused(s3.put("/photos/" + longest + "k", ""), 400, "KeyTooLongError");
        for (String key : List.of("%00", "a//b", "../../x", "%2e%2e/%2e%2e/x", "a%2Fb/", "+%2B", "%E3%81%82")) {
            assertThat(s3.put("/photos/" + key, key).status()).as(key).isEqualTo(200);
            assertThat(s3.get("/photos/" + key).text()).isEqualTo(key);
        }
    }

    @Test
    void aStrangerIsRefusedInS3sWords() {
        refused(s3.as("nobody", "us-east-1").get("/photos"), 403, "InvalidAccessKeyId");
        S3Client wrong = new S3Client(http, server.port(), clock, Credentials.of("test", "wrong"), "us-east-1");
        refused(wrong.get("/photos"), 403, "SignatureDoesNotMatch");
        S3Client late = new S3Client(
                http,
                server.port(),
                () -> clock.instant().minus(Duration.ofHours(1)),
                Credentials.of("test", "test"),
                "us-east-1");
        refused(late.get("/photos"), 403, "RequestTimeTooSkewed");
    }

    @Test
    void afterARestartEverythingIsThereAndWhatACrashLeftIsSwept() throws IOException {
        s3.put("/photos/a", "hello");
        String id = s3.call("POST", "/photos/big?uploads=", new byte[0]).text("UploadId");
        s3.put("/photos/big?partNumber=1&uploadId=" + id, "part");
        try (var writing = blobs.write("0123456789abcdef0123456789abcdef")) {
            writing.stream().write(1);
            writing.keep();
        }
        assertThat(blobs.names()).hasSize(3);
        server.close();
        objects.close();
        objects = open();
        server = serve();
        s3 = client();
        assertThat(blobs.names()).hasSize(2);
        assertThat(s3.get("/photos/a").text()).isEqualTo("hello");
        assertThat(s3.get("/photos/big?uploadId=" + id).text("PartNumber")).isEqualTo("1");
    }
}
