package io.roadstead.agent.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.agent.resources.SecretReading.Reading;
import io.roadstead.agent.resources.SecretReading.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretReadingTest {
    private static final String ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:app/db-AbCdEf";

    @Test
    void anArnIsASecretAndWithThreePartsMoreAPartOfOne() {
        assertThat(SecretReading.reference(ARN)).isEqualTo(new Reference.Secret(ARN, "", "", ""));
        assertThat(SecretReading.reference(ARN + ":key::")).isEqualTo(new Reference.Secret(ARN, "key", "", ""));
        assertThat(SecretReading.reference(ARN + "::AWSPREVIOUS:v"))
                .isEqualTo(new Reference.Secret(ARN, "", "AWSPREVIOUS", "v"));
    }

    @ParameterizedTest
    @CsvSource({":key", ":key:stage", ":key:stage:version:more"})
    void anythingBetweenIsNoArnOfASecret(String tail) {
        assertThat(SecretReading.reference(ARN + tail))
                .isEqualTo(new Reference.Wrong("trying to retrieve secret with value " + ARN + tail
                        + " resulted in error: an invalid ARN format for the AWS Secrets Manager secret was specified."
                        + " Specify a valid ARN and try again."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"text\"|text",
                "5432|5432",
                "0|0",
                "-1.5|-1.5",
                "100000|100000",
                "1000000|1e+06",
                "1234567|1.234567e+06",
                "0.0001|0.0001",
                "0.00001|1e-05",
                "true|true",
                "null|<nil>",
                "{\"b\":2,\"a\":\"x\"}|map[a:x b:2]",
                "[1,\"x\"]|[1 x]"
            })
    void aJsonValueIsPrintedAsGoPrintsIt(String json, String printed) {
        assertThat(SecretReading.value(new Reference.Secret(ARN, "k", "", ""), "{\"k\":" + json + "}"))
                .isEqualTo(new Reading.Value(printed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hunter2|invalid character '*' looking for beginning of value",
                "\"hunter2\"|json: cannot unmarshal string into Go value of type map[string]interface {}",
                "[1]|json: cannot unmarshal array into Go value of type map[string]interface {}",
                "12|json: cannot unmarshal number into Go value of type map[string]interface {}",
                "{}|retrieved secret from Secrets Manager did not contain json key k"
            })
    void aSecretThatHasNoSuchKeyIsToldWithoutAnythingOfIt(String secret, String why) {
        assertThat(SecretReading.value(new Reference.Secret(ARN, "k", "", ""), secret))
                .isEqualTo(new Reading.Wrong(why));
        assertThat(why).doesNotContain("hunter2");
    }

    @Test
    void aMissingSecretIsHintedAtAndAnyOtherErrorIsToldAsItIs() {
        assertThat(SecretReading.failure(ARN, "ResourceNotFoundException", "E"))
                .isEqualTo("ResourceNotFoundException: The task can't retrieve the secret with ARN '" + ARN
                        + "' from AWS Secrets Manager. Check whether the secret exists in the specified Region: E");
        assertThat(SecretReading.failure(ARN, "AccessDeniedException", "E")).isEqualTo("secret " + ARN + ": E: E");
    }

    @Test
    void aValueDoesNotPrintItself() {
        assertThat(new Reading.Value("hunter2").toString()).doesNotContain("hunter2");
    }
}
