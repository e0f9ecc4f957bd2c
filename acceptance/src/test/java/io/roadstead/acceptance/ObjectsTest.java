package io.roadstead.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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
}
