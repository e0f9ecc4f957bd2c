package io.roadstead.services.identity.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.roadstead.services.identity.policy.Policy;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {
    private static final String GOOD = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
            + "[\"ecs:RunTask\",\"ecs:StopTask\"],\"Resource\":\"arn:aws:ecs:*:*:task/*\",\"Condition\":"
            + "{\"ForAnyValue:StringLikeIfExists\":{\"aws:TagKeys\":[\"a\",\"b\"]}}}]}";

    @Test
    void whereTheDocumentIsWrongIsSaid() {
        String document = """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"},
                    {"Effect": "Allow",
                     "Action": ["ecs:RunTask", "RunTask"],
                     "Resource": "*"}
                  ]
                }""";
        MalformedPolicyException wrong = catchThrowableOfType(
                MalformedPolicyException.class, () -> PolicyParser.parse(document, DocumentKind.IDENTITY));
        assertThat(wrong.line()).isEqualTo(6);
        assertThat(wrong.path()).isEqualTo("Statement[1].Action");
        assertThat(wrong)
                .hasMessageStartingWith(
                        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (line 6, column ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|Syntax errors in policy: it must be a JSON object.",
                "[]|Syntax errors in policy: it must be a JSON object.",
                "null|Syntax errors in policy: it must be a JSON object.",
                "nonsense|This policy contains invalid Json",
                "{|This policy contains invalid Json",
                "{\"Version\":|This policy contains invalid Json",
                "{}|Missing required field Statement",
                "{} {}|This policy contains invalid Json: it goes on after its object ended.",
                "{\"Version\":\"2012-10-18\",\"Statement\":[]}|Policy document must be version 2012-10-17 or greater. (line 1, column 12, at Version)",
                "{\"Version\":1}|Syntax errors in policy: here must be a string.",
                "{\"Statement\":[]}|Syntax errors in policy: there is no statement.",
                "{\"Statement\":\"x\"}|Syntax errors in policy: here must be a list of statements.",
                "{\"Statement\":[1]}|Syntax errors in policy: here must be an object.",
                "{\"Statment\":[]}|Syntax errors in policy: a policy has no element Statment.",
                "{\"Version\":\"2012-10-17\",\"Version\":\"2012-10-17\"}|Syntax errors in policy: Version stands here twice.",
            })
    void aDocumentThatIsNone(String document, String expected) {
        assertThatThrownBy(() -> PolicyParser.parse(document, DocumentKind.IDENTITY))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "IDENTITY|\"Action\":\"a:b\",\"Resource\":\"*\"|Missing required field Effect",
                "IDENTITY|\"Effect\":\"Allow\",\"Resource\":\"*\"|Missing required field Action",
                "IDENTITY|\"Effect\":\"Allow\",\"Action\":\"a:b\"|Missing required field Resource (line 1, column 15, at Statement[0])",
                "IDENTITY|\"Effect\":\"allow\",\"Action\":\"a:b\",\"Resource\":\"*\"|Invalid effect: allow",
                "IDENTITY|\"Effect\":\"Allow\",\"Action\":\"a:b\",\"NotAction\":\"a:b\"|either Action or NotAction",
                "IDENTITY|\"Resource\":\"*\",\"NotResource\":\"*\"|either Resource or NotResource",
                "IDENTITY|\"Action\":[]|this list is empty",
                "IDENTITY|\"Action\":{}|here must be a string or a list of strings",
                "IDENTITY|\"Action\":[\"a:b\",7]|here must be a string. (line 1, column 32, at Statement[0].Action[1])",
                "IDENTITY|\"Action\":\"a:\"|must be prefaced by a vendor",
                "IDENTITY|\"Action\":\"a:b:c\"|must be prefaced by a vendor",
                "IDENTITY|\"Resource\":\"bucket\"|Resource bucket must be in ARN format or \"*\".",
                "IDENTITY|\"Resource\":\"arn:aws:s3:::\",\"Resource\":\"*\"|Resource stands here twice",
                "IDENTITY|\"Resource\":\"arn:aws:s3*\"|must be in ARN format",
                "IDENTITY|\"Principal\":\"*\"|Policy document should not specify a principal.",
                "IDENTITY|\"Sid\":\"not good\"|Statement IDs (SID) must be alpha-numeric",
                "IDENTITY|\"Condition\":{\"StringEqual\":{\"a:b\":\"c\"}}|Invalid Condition type : StringEqual.",
                "IDENTITY|\"Condition\":{\"NullIfExists\":{\"a:b\":\"true\"}}|Invalid Condition type : NullIfExists.",
                "IDENTITY|\"Condition\":{\"StringEquals\":{\"user\":\"c\"}}|must be prefaced by a vendor",
                "IDENTITY|\"Condition\":{\"StringEquals\":\"x\"}|here must be an object of condition keys",
                "IDENTITY|\"Condition\":[]|here must be an object of operators",
                "IDENTITY|\"Condition\":{\"StringEquals\":{\"a:b\":{}}}|here must be a string, a number, true or false",
                "IDENTITY|\"Condition\":{\"StringEquals\":{\"a:b\":[null]}}|here must be a string, a number, true or false",
                "IDENTITY|\"Condition\":{\"NumericEquals\":{\"a:b\":\"x\"}}|x is no value for NumericEquals.",
                "IDENTITY|\"Condition\":{\"DateEquals\":{\"a:b\":\"soon\"}}|soon is no value for DateEquals.",
                "IDENTITY|\"Condition\":{\"IpAddress\":{\"a:b\":\"10.0.0.0/33\"}}|10.0.0.0/33 is no value for IpAddress.",
                "IDENTITY|\"Condition\":{\"ArnLike\":{\"a:b\":\"x\"}}|x is no value for ArnLike.",
                "IDENTITY|\"Condition\":{\"Bool\":{\"a:b\":\"yes\"}}|yes is no value for Bool.",
                "IDENTITY|\"Condition\":{\"Null\":{\"a:b\":\"maybe\"}}|maybe is no value for Null.",
                "IDENTITY|\"Condition\":{\"BinaryEquals\":{\"a:b\":\"%\"}}|% is no value for BinaryEquals.",
                "TRUST|\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"|Missing required field Principal",
                "TRUST|\"Principal\":\"*\",\"Action\":\"s3:*\"|AssumeRole policy may only specify STS AssumeRole actions.",
                "TRUST|\"Resource\":\"*\"|Has prohibited field Resource",
                "TRUST|\"Principal\":\"ann\"|Invalid principal in policy: \"ann\"",
                "TRUST|\"Principal\":{\"AWS\":\"ann\"}|Invalid principal in policy: \"AWS\":\"ann\"",
                "TRUST|\"Principal\":{\"Service\":\"ecs tasks\"}|Invalid principal in policy: \"SERVICE\":\"ecs tasks\"",
                "TRUST|\"Principal\":{\"Services\":\"x\"}|Invalid principal in policy: \"Services\"",
            })
    void aStatementThatIsNone(DocumentKind kind, String statement, String expected) {
        assertThatThrownBy(() -> PolicyParser.parse("{\"Statement\":[{" + statement + "}]}", kind))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void sidsAreUniqueWithinADocument() {
        String statement = "{\"Sid\":\"a\",\"Effect\":\"Allow\",\"Action\":\"a:b\",\"Resource\":\"*\"}";
        assertThatThrownBy(() -> PolicyParser.parse(
                        "{\"Statement\":[" + statement + "," + statement + "]}", DocumentKind.IDENTITY))
                .hasMessageContaining("Statement IDs (SID) in a single policy must be unique.");
    }

    @Test
    void oneStatementNeedsNoList() {
        Policy policy = PolicyParser.parse(
                "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}", DocumentKind.IDENTITY);
        assertThat(policy.statements()).hasSize(1);
        assertThat(policy.version()).isEqualTo("2008-10-17");
    }

    @Test
    void whiteSpaceDoesNotCount() {
        assertThat(PolicyParser.size(" {\n\t\"a b\" : 1 }\r\n")).isEqualTo("{\"ab\":1}".length());
    }

    @Test
    void everyDocumentCutShortOrSpoiledIsRefusedWithItsPlaceOrRead() {
        Random random = new Random(11);
        for (int cut = 0; cut < GOOD.length(); cut++) {
            String document = GOOD.substring(0, cut);
            assertThatThrownBy(() -> PolicyParser.parse(document, DocumentKind.IDENTITY))
                    .isInstanceOf(MalformedPolicyException.class);
        }
        for (int i = 0; i < 20_000; i++) {
            StringBuilder spoiled = new StringBuilder(GOOD);
            spoiled.setCharAt(random.nextInt(GOOD.length()), (char) (' ' + random.nextInt(95)));
            try {
                PolicyParser.parse(spoiled.toString(), DocumentKind.IDENTITY);
            } catch (MalformedPolicyException e) {
                assertThat(e.line()).isEqualTo(1);
                assertThat(e.column()).isBetween(1, GOOD.length() + 1);
            }
        }
    }

    @Test
    void whatIsTooDeepTooLongOrTooManyIsRefusedSoon() {
        refusedSoon("[".repeat(100_000), "Syntax errors in policy");
        refusedSoon("{\"Statement\":" + "[".repeat(60_000), "Syntax errors in policy");
        refusedSoon("x".repeat(PolicyParser.MAX_CHARACTERS + 1), "at most 131072 are read");
        refusedSoon(
                "{\"Statement\":[" + "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},".repeat(2_000)
                        + "{}]}",
                "A policy has at most 1000 statements.");
        StringBuilder conditions = new StringBuilder("{\"Statement\":[{\"Condition\":{\"StringEquals\":{");
        for (int i = 0; i < 2_500; i++) {
            conditions.append("\"a:").append(i).append("\":\"1\",");
        }
        refusedSoon(conditions + "\"a:x\":\"1\"}}}]}", "A policy has at most 2000 conditions.");
        refusedSoon(
                "{\"Statement\":[{\"Condition\":{\"NumericEquals\":{\"a:b\":" + "9".repeat(1_000) + "}}}]}",
                "Syntax errors in policy");
    }

    private static void refusedSoon(String document, String expected) {
        Assertions.assertTimeout(Duration.ofSeconds(2), () -> assertThatThrownBy(
                        () -> PolicyParser.parse(document, DocumentKind.IDENTITY))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageContaining(expected));
    }
}
