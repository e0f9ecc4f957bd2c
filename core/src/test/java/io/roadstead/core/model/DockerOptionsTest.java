package io.roadstead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerOptionsTest {
    @ParameterizedTest
    @CsvSource({"db, db", "db:database, db", "db:, db", "':database', ''"})
    void aLinkNamesAContainerAndPerhapsAnAlias(String link, String container) {
        assertThat(DockerOptions.linked(link)).isEqualTo(container);
    }
}
