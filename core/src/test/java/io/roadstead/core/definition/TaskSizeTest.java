package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSizeTest {
    @ParameterizedTest
    @CsvSource({"256,256", "1 vCPU,1024", ".5 vcpu,512", "0.25vCPU,256", "192 vCPU,196608", "128,128", "196608,196608"})
    void cpuIsReadInUnitsOrInVcpus(String text, int units) {
        assertThat(TaskSize.parse(text, null)).isEqualTo(new TaskSize(units, null));
    }

    @ParameterizedTest
    @CsvSource({"512,512", "1GB,1024", "2 GB,2048", "0.5GB,512", ".5 gb,512"})
    void memoryIsReadInMebibytesOrInGigabytes(String text, int mebibytes) {
        assertThat(TaskSize.parse(null, text)).isEqualTo(new TaskSize(null, mebibytes));
    }

    @Test
    void nothingMeansNoLimit() {
        assertThat(TaskSize.parse(null, null)).isEqualTo(new TaskSize(null, null));
        assertThat(TaskSize.parse("", " ")).isEqualTo(new TaskSize(null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127", "196609", "0", "-256", "256.5", "one vCPU", "1 GB", "0.3333 vCPU", "99999999999999"})
    void aCpuThatIsNoneOrOutOfRangeIsRefusedInTheWordsOfEcs(String text) {
        assertClientException(
                "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon"
                        + " ECS Developer Guide.",
                () -> TaskSize.parse(text, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1 TB", "1 vCPU", "0.3333GB", "99999999999999"})
    void aMemoryThatIsNoneIsRefusedInTheWordsOfEcs(String text) {
        assertClientException(
                "Invalid 'memory' setting for task. For more information, see the Troubleshooting section of the"
                        + " Amazon ECS Developer Guide.",
                () -> TaskSize.parse(null, text));
    }
}
