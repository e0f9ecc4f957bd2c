package io.roadstead.services.objects.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buckets and keys in addresses of both styles. */
class TargetTest {
    private static final Set<String> BUCKETS = Set.of("photos", "my.dots");

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:4566, /photos/a/b.txt, photos, a/b.txt",
        "[::1]:4566, /photos/a, photos, a",
        "localhost:4566, /photos, photos, ''",
        "localhost:4566, /photos/, photos, ''",
        "localhost:4566, /, '', ''",
        "photos.localhost:4566, /a/b.txt, photos, a/b.txt",
        "photos.localhost, /, photos, ''",
        "new.localhost, /, new, ''",
        "photos.s3.localhost.localstack.cloud:4566, /a, photos, a",
        "s3.localhost.localstack.cloud:4566, /photos/a, photos, a",
        "s3.eu-west-1.amazonaws.com, /photos/a, photos, a",
        "photos.s3.eu-west-1.amazonaws.com, /a, photos, a",
        "my.dots.s3.amazonaws.com, /a, my.dots, a",
        "photos.roadstead.example.com:4566, /a, photos, a",
        "my.dots.roadstead.example.com:4566, /a, my.dots, a",
        "roadstead.example.com:4566, /photos/a, photos, a",
        "localhost, /photos/a%20b%2Fc%2B%2B+%E3%81%82, photos, a b/c+++あ",
        "localhost, /photos//a/../b, photos, /a/../b",
        "localhost, /photos/%2e%2e/x, photos, ../x"
    })
    void anAddressNamesBucketAndKey(String host, String path, String bucket, String key) {
        assertThat(Target.of(host, path, false, BUCKETS::contains)).isEqualTo(new Target(bucket, key));
    }

    @Test
    void aBucketThatIsMadeIsFoundInTheHostEvenWhereItCouldBeAny() {
        assertThat(Target.of("new.roadstead.example.com", "/", true, BUCKETS::contains))
                .isEqualTo(new Target("new", ""));
    }

    @ParameterizedTest
    @CsvSource({"/photos/%zz", "/photos/%2", "/photos/%ff%fe"})
    void whatCannotBeDecodedIsRefused(String path) {
        assertThatThrownBy(() -> Target.of("localhost", path, false, BUCKETS::contains))
                .hasMessage("Couldn't parse the specified URI.");
    }
}
