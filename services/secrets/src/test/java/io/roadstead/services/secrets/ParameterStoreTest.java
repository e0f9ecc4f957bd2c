package io.roadstead.services.secrets;

import static io.roadstead.services.secrets.House.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parameter Store as a client meets it. */
final class ParameterStoreTest {
    private final House house;

    ParameterStoreTest() throws IOException {
        house = new House();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Json put(String name, String value, String more) {
        return house.ssm("PutParameter", "'Name':'" + name + "','Value':'" + value + "'" + more);
    }

    private Json get(String name) {
        return house.ssm("GetParameter", "'Name':'" + name + "','WithDecryption':true")
                .path("Parameter");
    }

    @Test
    void aParameterIsFoundByItsNameAndItsArnAndByVersionAndLabel() throws IOException {
        assertThat(put("/app/key", "one", ",'Type':'SecureString'")
                        .path("Version")
                        .number())
                .isEqualTo(1);
        put("/app/key", "two", ",'Overwrite':true");
        house.ssm("LabelParameterVersion", "'Name':'/app/key','ParameterVersion':1,'Labels':['prod','9bad']");

        Json latest = get("/app/key");
        assertThat(latest.path("Value").text()).isEqualTo("two");
        assertThat(latest.path("ARN").text()).isEqualTo("arn:aws:ssm:us-east-1:000000000000:parameter/app/key");
        assertThat(latest.path("Type").text()).isEqualTo("SecureString");
        assertThat(get(latest.path("ARN").text()).path("Value").text()).isEqualTo("two");
        assertThat(get("/app/key:1").path("Value").text()).isEqualTo("one");
        assertThat(get("/app/key:1").path("Selector").text()).isEqualTo(":1");
        assertThat(get("/app/key:prod").path("Value").text()).isEqualTo("one");
        assertThat(get(latest.path("ARN").text() + ":prod").path("Value").text())
                .isEqualTo("one");
        refused(
                "ParameterVersionNotFound",
                "Systems Manager could not find version 9 of /app/key. Verify the version and try again.",
                () -> get("/app/key:9"));
        house.restart();
        assertThat(get("/app/key").path("Value").text()).isEqualTo("two");
        assertThat(house.stored()).doesNotContain("\"two\"", "\"one\"");
    }

    @Test
    void aSecureStringIsToldInClearOnlyWhereThatIsAskedFor() {
        put("k", "hunter2", ",'Type':'SecureString'");

        assertThat(house.ssm("GetParameter", "'Name':'k'")
                        .path("Parameter")
                        .path("Value")
                        .text())
                .isNotEmpty()
                .doesNotContain("hunter2");
        assertThat(get("k").path("Value").text()).isEqualTo("hunter2");
    }

    @Test
    void whatIsMissingIsListedAndFailsNothing() {
        put("a", "1", ",'Type':'String'");
        Json both = house.ssm("GetParameters", "'Names':['a','b','a:7']");

        assertThat(both.path("Parameters").items()).hasSize(1);
        assertThat(both.path("InvalidParameters").items())
                .extracting(Json::text)
                .containsExactly("b", "a:7");
        refused("ParameterNotFound", "", () -> get("b"));
        refused(
                "ValidationException",
                "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length"
                        + " less than or equal to 10",
                () -> house.ssm("GetParameters", "'Names':['1','2','3','4','5','6','7','8','9','10','11']"));
    }

    @Test
    void aPathIsReadInPartsWithOrWithoutWhatIsBelow() {
        for (int i = 0; i < 12; i++) {
            put("/app/p" + i, "v", ",'Type':'String'");
        }
        put("/app/deep/x", "v", ",'Type':'String'");
        put("/application", "v", ",'Type':'String'");

        assertThat(names("'Path':'/app'")).hasSize(12).doesNotContain("/app/deep/x", "/application");
        assertThat(names("'Path':'/app/','Recursive':true")).hasSize(13).contains("/app/deep/x");
        assertThat(house.ssm(
                                "DescribeParameters",
                                "'ParameterFilters':[{'Key':'Name','Option':'BeginsWith','Values':['/app/p1']}]")
                        .path("Parameters")
                        .items())
                .hasSize(3);
    }

    private List<String> names(String members) {
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            Json page =
                    house.ssm("GetParametersByPath", members + (token.isEmpty() ? "" : ",'NextToken':'" + token + "'"));
            assertThat(page.path("Parameters").items()).hasSizeLessThanOrEqualTo(10);
            page.path("Parameters").forEach(each -> names.add(each.path("Name").text()));
            token = page.path("NextToken").text();
        } while (!token.isEmpty());
        return names;
    }

    @Test
    void namesAndValuesHaveTheirRules() {
        refused(
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                        + " true.",
                () -> {
                    put("a", "1", ",'Type':'String'");
                    put("a", "2", ",'Type':'String'");
                });
        refused(
                "ValidationException",
                "A parameter type is required when you create a parameter.",
                () -> put("new", "1", ""));
        refused(
                "AccessDeniedException",
                "No access to reserved parameter name: /aws/x.",
                () -> put("/aws/x", "1", ",'Type':'String'"));
        refused(
                "ValidationException",
                "Parameter name must be a fully qualified name.",
                () -> put("a/b", "1", ",'Type':'String'"));
        refused(
                "ValidationException",
                "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger"
                        + " parameter value, upgrade the parameter to use the advanced-parameter tier. For more"
                        + " information, see"
                        + " https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
                () -> put("big", "x".repeat(4097), ",'Type':'String'"));
        assertThat(put("big", "x".repeat(4097), ",'Type':'String','Tier':'Intelligent-Tiering'")
                        .path("Tier")
                        .text())
                .isEqualTo("Advanced");
        refused(
                "ParameterPatternMismatchException",
                "Parameter value, cannot be validated against allowedPattern: [0-9]+",
                () -> put("n", "x", ",'Type':'String','AllowedPattern':'[0-9]+'"));
        refused(
                "InvalidAllowedPatternException",
                "The pattern takes too long to match this value: (.*,){20}P",
                () -> put("slow", "1,".repeat(40), ",'Type':'String','AllowedPattern':'(.*,){20}P'"));
        refused(
                "UnsupportedFeatureException",
                "Roadstead does not support Policies yet. Leave it out; the README's table says what works and what is"
                        + " to come.",
                () -> put("p", "x", ",'Type':'String','Policies':'[]'"));
    }

    @Test
    void aHundredVersionsAreKeptAndALabelKeepsTheOldest() {
        put("v", "0", ",'Type':'String'");
        for (int i = 1; i <= 104; i++) {
            put("v", "" + i, ",'Overwrite':true");
        }
        Json history = house.ssm("GetParameterHistory", "'Name':'v','MaxResults':50");
        assertThat(history.path("Parameters").first().path("Version").number()).isEqualTo(6);
        house.ssm("LabelParameterVersion", "'Name':'v','ParameterVersion':6,'Labels':['keep']");
        refused(
                "ParameterMaxVersionLimitExceeded",
                "You attempted to create a new version of v by calling the PutParameter API. Version 6, the oldest"
                        + " version, can't be deleted because it has a label associated with it. Move the label to"
                        + " another version of the parameter, and try again.",
                () -> put("v", "x", ",'Overwrite':true"));
    }

    @Test
    void theImagesMadeForEcsAreToldToEverybody() {
        Json id = get("/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id");
        assertThat(id.path("Value").text()).matches("ami-[0-9a-f]{17}");
        assertThat(id.path("ARN").text())
                .isEqualTo(
                        "arn:aws:ssm:us-east-1::parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id");
        assertThat(get("/aws/service/ecs/optimized-ami/amazon-linux-2/arm64/recommended")
                        .path("Value")
                        .text())
                .contains("\"image_id\":\"ami-");
        assertThat(names("'Path':'/aws/service/ecs/optimized-ami/amazon-linux-2','Recursive':true"))
                .hasSize(21);
    }

    @Test
    void aParameterIsDeletedAndItsTagsAreItsOwn() {
        put("a", "1", ",'Type':'String','Tags':[{'Key':'team','Value':'blue'}]");
        house.ssm("AddTagsToResource", "'ResourceType':'Parameter','ResourceId':'a','Tags':[{'Key':'x','Value':'y'}]");
        assertThat(house.ssm("ListTagsForResource", "'ResourceType':'Parameter','ResourceId':'a'")
                        .path("TagList")
                        .items())
                .hasSize(2);
        Json deleted = house.ssm("DeleteParameters", "'Names':['a','b']");
        assertThat(deleted.path("DeletedParameters").first().text()).isEqualTo("a");
        assertThat(deleted.path("InvalidParameters").first().text()).isEqualTo("b");
        refused("ParameterNotFound", "", () -> house.ssm("DeleteParameter", "'Name':'a'"));
    }
}
