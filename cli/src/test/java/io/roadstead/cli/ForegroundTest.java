package io.roadstead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForegroundTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:4566",
        "0.0.0.0, http://127.0.0.1:4566",
        "'::', http://127.0.0.1:4566",
        "10.0.0.5, http://10.0.0.5:4566",
        "'::1', 'http://[::1]:4566'",
    })
    void clientsOnThisHostAreToldAnAddressTheyCanConnectTo(String bind, String endpoint) {
        assertThat(Foreground.clientEndpoint(bind, 4566)).hasToString(endpoint);
    }
}
