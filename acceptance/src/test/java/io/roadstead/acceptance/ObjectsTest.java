package io.roadstead.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects as the AWS CLI meets them. It is of the slow tier, which has the AWS clients. */
@Tag("docker")
class ObjectsTest {
    private static final Installation HOUSE = new Installation("--no-agent");
    private static final int FIFTY_MEGABYTES = 50_000_000;

    @BeforeAll
    static void start() {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    private static String s3(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "s3";
        System.arraycopy(words, 0, all, 1, words.length);
        Installation.Ran ran = HOUSE.awsRun(all);
        assertThat(ran.status()).as(ran.error()).isZero();
        return ran.output();
    }

    @Test
    void aFileIsPutListedReadAndRemoved(@TempDir Path files) throws IOException {
        s3("mb", "s3://config");
        Path file = Files.writeString(files.resolve("app.env"), "A=1\n");
        s3("cp", file.toString(), "s3://config/web/app.env");
        assertThat(s3("ls", "s3://config")).contains("PRE web/");
        assertThat(s3("ls", "s3://config/web/")).contains("4 app.env");
        assertThat(s3("cp", "s3://config/web/app.env", "-")).isEqualTo("A=1\n");
        Installation.Ran missing =
                HOUSE.awsRun("s3api", "get-object", "--bucket", "config", "--key", "none", "/dev/null");
        assertThat(missing.error())
                .contains(
                        "An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not"
                                + " exist.");
        assertThat(HOUSE.awsRun("s3", "rb", "s3://config").error()).contains("(BucketNotEmpty)");
        s3("rb", "--force", "s3://config");
        assertThat(s3("ls")).doesNotContain("config");
    }

    @Test
    void fiftyMegabytesGoInPartsAndComeBackThroughAKill(@TempDir Path files) throws IOException {
        s3("mb", "s3://big");
        byte[] bytes = new byte[FIFTY_MEGABYTES];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(files.resolve("big.bin"), bytes);
        s3("cp", file.toString(), "s3://big/big.bin", "--no-progress");
        HOUSE.kill();
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        Path back = files.resolve("back.bin");
        s3("cp", "s3://big/big.bin", back.toString(), "--no-progress");
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
        JsonNode head = HOUSE.aws("s3api", "head-object", "--bucket", "big", "--key", "big.bin");
        assertThat(head.path("ETag").asText()).endsWith("-6\"");
    }

    /** The checksums that boto3 computes without its native library; the others are tried where the wire is. */
    @Test
    void eachChecksumOfTheSdkIsHeldAndGivenBack(@TempDir Path files) throws IOException {
        s3("mb", "s3://sums");
        Path file = Files.writeString(files.resolve("a"), "hello");
        for (String algorithm : new String[] {"CRC32", "SHA1", "SHA256"}) {
            JsonNode put = HOUSE.aws(
                    "s3api",
                    "put-object",
                    "--bucket",
                    "sums",
                    "--key",
                    algorithm,
                    "--body",
                    file.toString(),
                    "--checksum-algorithm",
                    algorithm);
            Path back = files.resolve("back");
            JsonNode got = HOUSE.aws(
                    "s3api",
                    "get-object",
                    "--bucket",
                    "sums",
                    "--key",
                    algorithm,
                    "--checksum-mode",
                    "ENABLED",
                    back.toString());
            assertThat(got.path("Checksum" + algorithm).asText())
                    .isNotEmpty()
                    .isEqualTo(put.path("Checksum" + algorithm).asText());
            assertThat(Files.readAllBytes(back)).isEqualTo("hello".getBytes(UTF_8));
        }
    }

    @Test
    void addressesThatTheCliPresignsAreGoodUntilTheyExpireAndNotWhenTheyWereChanged(@TempDir Path files)
            throws IOException {
        s3("mb", "s3://signed");
        Path file = Files.writeString(files.resolve("a.txt"), "hello");
        s3("cp", file.toString(), "s3://signed/dir/a b.txt");
        String address = presigned(files, "s3://signed/dir/a b.txt", 60);
        assertThat(address).contains("X-Amz-Signature=");
        HttpResponse<String> got = send(address, HttpRequest.newBuilder().GET());
        assertThat(got.statusCode()).as(got.body()).isEqualTo(200);
        assertThat(got.body()).isEqualTo("hello");

        String signature = address.replaceFirst(".*X-Amz-Signature=", "").substring(0, 4);
        String tampered = address.replace(
                "X-Amz-Signature=" + signature, "X-Amz-Signature=" + (signature.equals("0000") ? "1111" : "0000"));
        for (String other : List.of(
                tampered,
                address.replace("a%20b.txt", "other.txt"),
                address.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
                address + "&response-content-type=text%2Fhtml")) {
            assertThat(other).isNotEqualTo(address);
            HttpResponse<String> refused = send(other, HttpRequest.newBuilder().GET());
            assertThat(refused.statusCode()).as(other).isEqualTo(403);
            assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        }
        assertThat(send(address, HttpRequest.newBuilder().DELETE()).body())
                .as("it is good for what it was signed for")
                .contains("<Code>SignatureDoesNotMatch</Code>");

        String brief = presigned(files, "s3://signed/dir/a b.txt", 1);
        Awaitility.await("it has expired").atMost(Installation.LIMIT).untilAsserted(() -> {
            HttpResponse<String> late = send(brief, HttpRequest.newBuilder().GET());
            assertThat(late.statusCode()).isEqualTo(403);
            assertThat(late.body()).contains("<Code>AccessDenied</Code>", "<Message>Request has expired</Message>");
        });
    }

    @Test
    void anAddressThatBoto3PresignsForPutTakesTheObject() throws IOException {
        s3("mb", "s3://handed-in");
        Installation.Ran ran = Installation.run(
                new ProcessBuilder("python3", "-c", """
                import boto3, sys
                from botocore.config import Config
                s3 = boto3.client('s3', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='test',
                                  aws_secret_access_key='test', config=Config(signature_version='s3v4'))
                print(s3.generate_presigned_url('put_object', Params={'Bucket': 'handed-in', 'Key': 'a',
                                                'ContentType': 'text/plain'}, ExpiresIn=60), end='')
                """, HOUSE.endpoint().toString()));
        assertThat(ran.status()).as(ran.error()).isZero();
        String address = ran.output();
        HttpRequest.Builder put = HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofString("from anywhere"));
        assertThat(send(address, put.copy().header("Content-Type", "text/html")).body())
                .contains("<Code>SignatureDoesNotMatch</Code>");
        HttpResponse<String> taken = send(address, put.copy().header("Content-Type", "text/plain"));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(s3("cp", "s3://handed-in/a", "-")).isEqualTo("from anywhere");
    }

    /** The CLI signs addresses by version 2 in this region unless it is told otherwise. */
    private static String presigned(Path files, String object, int seconds) throws IOException {
        Path config = Files.writeString(files.resolve("config"), "[default]\ns3 =\n  signature_version = s3v4\n");
        Installation.Ran ran = HOUSE.awsRun(
                Map.of("AWS_CONFIG_FILE", config.toString()),
                "s3",
                "presign",
                object,
                "--expires-in",
                Integer.toString(seconds));
        assertThat(ran.status()).as(ran.error()).isZero();
        return ran.output().strip();
    }

    private static HttpResponse<String> send(String address, HttpRequest.Builder request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.uri(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
