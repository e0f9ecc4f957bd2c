package io.roadstead.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyRulesTest {
    private static final URI PROXY = URI.create("http://proxy:3128");

    @ParameterizedTest
    @CsvSource({
        "example.com, http://example.com/, true",
        "example.com, http://api.example.com/, true",
        "example.com, http://notexample.com/, false",
        ".example.com, http://example.com/, false",
        ".example.com, http://api.example.com/, true",
        "EXAMPLE.com, http://Api.Example.Com/, true",
        "example.com:4566, http://example.com:4566/, true",
        "example.com:4566, http://example.com/, false",
        "example.com:80, http://example.com/, true",
        "example.com:443, https://example.com/, true",
        "10.0.0.0/8, http://10.1.2.3/, true",
        "10.0.0.0/8, http://11.1.2.3/, false",
        "10.1.2.3, http://10.1.2.3:4566/, true",
        "0.0.0.0/0, http://10.1.2.3/, true",
        "10.0.0.0/40, http://10.1.2.3/, false",
        "/var/run/docker.sock, http://example.com/, false",
        "*, http://example.com/, true",
        "other, http://127.0.0.1:4566/, true",
        "other, http://localhost/, true",
        "other, ws://example.com/, false"
    })
    void anEntryMeansWhatItMeansToGo(String entry, String target, boolean direct) {
        assertThat(new ProxyRules(PROXY, PROXY, List.of(entry))
                        .of(URI.create(target))
                        .isEmpty())
                .isEqualTo(direct);
    }

    @Test
    void whatIsEncryptedHasAProxyOfItsOwn() {
        URI other = URI.create("http://secure:3128");
        ProxyRules rules = new ProxyRules(PROXY, other, List.of());
        assertThat(rules.of(URI.create("http://example.com/"))).contains(PROXY);
        assertThat(rules.of(URI.create("https://example.com/"))).contains(other);
        assertThat(rules.of(URI.create("wss://example.com/"))).contains(other);
        assertThat(new ProxyRules(null, other, List.of()).of(URI.create("http://example.com/")))
                .isEmpty();
    }

    @Test
    void withoutAProxyAllIsDirect() {
        assertThat(ProxyRules.NONE.of(URI.create("http://example.com/"))).isEmpty();
    }
}
