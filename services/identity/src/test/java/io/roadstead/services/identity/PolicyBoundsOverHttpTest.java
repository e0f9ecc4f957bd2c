package io.roadstead.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.services.identity.QueryClient.Answer;
import io.roadstead.store.MemoryStore;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Documents that are made to be costly: refused with the place, or judged, each in bounded time. */
class PolicyBoundsOverHttpTest {
    /** Generous for a machine with much else to do; what is not bounded takes minutes. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final InstantSource clock = InstantSource.system();
    private final IdentityOverHttp served = new IdentityOverHttp(new MemoryStore(clock), clock);
    private final QueryClient root = served.root();

    @AfterEach
    void close() {
        served.close();
    }

    private void malformed(String document, String... told) {
        Answer answer = soon("CreatePolicy", "PolicyName", "p", "PolicyDocument", document);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("Code")).isEqualTo("MalformedPolicyDocument");
        assertThat(answer.text("Message")).contains(told).contains("(line ");
    }

    private Answer soon(String action, String... parameters) {
        return Assertions.assertTimeout(SOON, () -> root.iam(action, parameters));
    }

    @Test
    void whatNestsTooDeeplyIsMalformed() {
        malformed(
                "{\"Statement\":" + "[".repeat(50_000), "here must be an object. (line 1, column 15, at Statement[0])");
        malformed("{\"Statement\":{\"Condition\":" + "{\"a\":".repeat(20_000), "Statement");
    }

    @Test
    void tooManyConditionsOrStatementsAreMalformedAndWhereIsSaid() {
        StringBuilder conditions = new StringBuilder("{\"Statement\":[{\"Condition\":{\"StringEquals\":{");
        for (int i = 0; i < 2_500; i++) {
            conditions.append("\"a:").append(i).append("\":\"1\",");
        }
        malformed(
                conditions + "\"a:x\":\"1\"}}}]}",
                "A policy has at most 2000 conditions.",
                "at Statement[0].Condition.StringEquals");
        malformed(
                "{\"Statement\":[" + "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},".repeat(1_500)
                        + "{}]}",
                "A policy has at most 1000 statements.",
                "at Statement[1000]");
    }

    @Test
    void whatIsLongerThanAnyPolicyIsMalformedAndWhatIsLongerThanIamTakesIsAQuota() {
        malformed("{" + " ".repeat(131_072), "The policy has 131073 characters, and at most 131072 are read.");
        Answer large = soon("CreatePolicy", "PolicyName", "p", "PolicyDocument", thousandConditions());
        assertThat(large.text("Code")).isEqualTo("LimitExceeded");
    }

    @Test
    void aThousandConditionsAreJudgedSoon() {
        Answer judged = soon(
                "SimulateCustomPolicy",
                "PolicyInputList.member.1",
                thousandConditions(),
                "ActionNames.member.1",
                "ecs:RunTask",
                "ContextEntries.member.1.ContextKeyName",
                "a:999",
                "ContextEntries.member.1.ContextKeyType",
                "string",
                "ContextEntries.member.1.ContextKeyValues.member.1",
                "x".repeat(1_000));
        assertThat(judged.status()).as(judged.body()).isEqualTo(200);
        assertThat(judged.text("EvalDecision")).isEqualTo("allowed");
    }

    /** Each asks for a key that may be away, with a pattern that makes others go back and forth. */
    private static String thousandConditions() {
        StringBuilder conditions = new StringBuilder(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":"
                        + "{\"StringLikeIfExists\":{");
        for (int i = 0; i < 1_000; i++) {
            conditions
                    .append(i == 0 ? "" : ",")
                    .append("\"a:")
                    .append(i)
                    .append("\":\"")
                    .append("*x".repeat(20))
                    .append("\"");
        }
        return conditions + "}}}]}";
    }

    @Test
    void variablesThatNameEachOtherAreFilledInOnceAndGoNowhere() {
        Answer judged = soon(
                "SimulateCustomPolicy",
                "PolicyInputList.member.1",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":"
                        + "{\"StringEquals\":{\"a:one\":\"${a:two}\"}}}]}",
                "ActionNames.member.1",
                "ecs:RunTask",
                "ContextEntries.member.1.ContextKeyName",
                "a:one",
                "ContextEntries.member.1.ContextKeyType",
                "string",
                "ContextEntries.member.1.ContextKeyValues.member.1",
                "${a:two}",
                "ContextEntries.member.2.ContextKeyName",
                "a:two",
                "ContextEntries.member.2.ContextKeyType",
                "string",
                "ContextEntries.member.2.ContextKeyValues.member.1",
                "${a:one}");
        assertThat(judged.status()).as(judged.body()).isEqualTo(200);
        assertThat(judged.text("EvalDecision"))
                .as("a value is a value, whatever it looks like")
                .isEqualTo("implicitDeny");
    }

    @Test
    void thereIsNoEncodedMessageToDecodeAndTheAnswerSaysSo() {
        Answer refused = root.sts("DecodeAuthorizationMessage", "EncodedMessage", "abc");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("UnsupportedFeature", "none of its denials has an encoded message");
    }
}
