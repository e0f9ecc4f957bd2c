package io.roadstead.wire.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** XML answers read as the same in JSON. */
class XmlAnswerTest {
    @Test
    void membersAreListsAndElementsOfElementsAreObjects() throws IOException {
        Json answer = parse("""
                <SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
                  <SimulatePrincipalPolicyResult><EvaluationResults>
                    <member><EvalDecision>allowed</EvalDecision><MatchedStatements><member><SourcePolicyId>a &amp; b</SourcePolicyId>
                      <StartPosition><Line>1</Line><Column>84</Column></StartPosition></member></MatchedStatements></member>
                    <member><EvalDecision>implicitDeny</EvalDecision><MatchedStatements/></member>
                  </EvaluationResults></SimulatePrincipalPolicyResult>
                </SimulatePrincipalPolicyResponse>""");
        Json results = answer.path("SimulatePrincipalPolicyResult").path("EvaluationResults");
        assertThat(results.items()).hasSize(2);
        Json statement = results.first().path("MatchedStatements").first();
        assertThat(statement.path("SourcePolicyId").text()).isEqualTo("a & b");
        assertThat(statement.path("StartPosition").path("Column").text()).isEqualTo("84");
        assertThat(results.items().get(1).path("MatchedStatements").items()).isEmpty();
    }

    @Test
    void oneObjectOfABucketIsAListOfOne() throws IOException {
        Json answer =
                parse("<?xml version=\"1.0\"?><ListBucketResult><Name>b</Name><Contents><Key>a.env</Key></Contents>"
                        + "</ListBucketResult>");
        assertThat(answer.path("Contents").items()).hasSize(1);
        assertThat(answer.path("Contents").first().path("Key").text()).isEqualTo("a.env");
    }

    @Test
    void whatIsNoDocumentOrDefinesEntitiesOrNestsWithoutEndIsRefused() {
        assertThatThrownBy(() -> parse("{\"a\":1}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("<a>".repeat(100))).isInstanceOf(IOException.class);
    }

    private static Json parse(String xml) throws IOException {
        return XmlAnswer.parse(xml.getBytes(UTF_8));
    }
}
