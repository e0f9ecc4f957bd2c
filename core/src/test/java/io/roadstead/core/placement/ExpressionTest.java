package io.roadstead.core.placement;

import static io.roadstead.core.placement.Fixture.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    /** Registered at 2018-06-18T22:28:28.250Z; two tasks of two groups run on it. */
    private static final Node NODE = instance("a")
            .ec2("i-abcd1234")
            .agent("1.14.5")
            .zone("us-east-1a")
            .attribute("ecs.instance-type", "g2.2xlarge")
            .attribute("ecs.capability.docker-remote-api.1.18", null)
            .custom("stack", "production")
            .custom("SpaceLeft", "0.5")
            .custom("size", "10")
            .custom("quote", "it's")
            .custom("blank", "two words")
            .task("service:production")
            .task("database")
            .build();

    private static final Node BARE = instance("b").agent(null).disconnected().build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The examples of the developer guide.
                "attribute:ecs.instance-type == g2.2xlarge",
                "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
                "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
                "task:group == service:production",
                "not(task:group == web)",
                "runningTasksCount == 2",
                "agentVersion < 1.14.6",
                "registeredAt < 2018-06-19",
                "ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']",
                // Text operators, symbol and word.
                "attribute:stack == production",
                "attribute:stack equals production",
                "attribute:stack != staging",
                "attribute:stack not_equals staging",
                "attribute:stack in [staging, production]",
                "attribute:stack !in [staging,test]",
                "attribute:stack not_in [staging]",
                "attribute:stack =~ prod.*",
                "attribute:stack matches .*tion",
                "attribute:stack !~ prod",
                "attribute:stack not_matches stag.*",
                "attribute:stack exists",
                "attribute:gpu !exists",
                "attribute:gpu not_exists",
                "attribute:ecs.capability.docker-remote-api.1.18 exists",
                "attribute:ecs.capability.docker-remote-api.1.18 == ''",
                // Order: numbers as numbers, texts as texts.
                "attribute:SpaceLeft >= 0.1",
                "attribute:SpaceLeft greater_than_equal 0.5",
                "attribute:SpaceLeft > .1",
                "attribute:SpaceLeft less_than 0.50001",
                "attribute:size > 9",
                "attribute:size greater_than 9.99",
                "attribute:size <= 10.0",
                "attribute:size less_than_equal 10",
                "attribute:stack < q",
                "attribute:stack > 5",
                "attribute:size < '9x'",
                // The other subjects.
                "agentConnected == true",
                "agentConnected != false",
                "agentConnected in [true]",
                "agentConnected !in [false]",
                "agentConnected =~ t.*",
                "agentConnected !~ f.*",
                "ec2InstanceId == i-abcd1234",
                "ec2InstanceId != i-wxyx7890",
                "ec2InstanceId =~ i-[a-d]+[0-9]{4}",
                "ec2InstanceId !~ m.*",
                "ec2InstanceId not_in [i-1, i-2]",
                "agentVersion == 1.14.5",
                "agentVersion == 1.14.5.0",
                "agentVersion != 1.14",
                "agentVersion > 1.9.0",
                "agentVersion >= 1.14.5",
                "agentVersion <= 1.14.5-rc1",
                "registeredAt == 2018-06-18T22:28:28Z",
                "registeredAt != 2018-06-18",
                "registeredAt > 2018-06-18",
                "registeredAt >= 2018-06-18T22:28:28+00:00",
                "registeredAt <= 2018-06-18T22:28:28",
                "registeredAt == 2018-06-19T00:28:28+02:00",
                "registeredAt == 2018-06-18T22:28:28.250Z",
                "registeredAt > 2018-06-18T20:28:27-02:00",
                "registeredAt not_equals 2018-06-18T22:28:27Z",
                "runningTasksCount != 1",
                "runningTasksCount > 1",
                "runningTasksCount >= 2",
                "runningTasksCount < 3",
                "runningTasksCount <= 2",
                "task:group != web",
                "task:group in [web, database]",
                "task:group !in [web]",
                "task:group =~ service:.*",
                "task:group !~ family:.*",
                "task:group exists",
                // Quotes, blanks, words where words are values.
                "attribute:stack == 'production'",
                "attribute:stack==\"production\"",
                "attribute:stack==production&&attribute:size==10",
                "attribute:stack=~prod.*&&attribute:size==10",
                "  attribute:stack\t==\nproduction  ",
                "attribute:quote == 'it\\'s'",
                "attribute:quote == \"it's\"",
                "attribute:blank == 'two words'",
                "attribute:blank in ['two words', x]",
                "attribute:stack != and",
                "attribute:stack not_in [or, not, in]",
                "attribute:stack =~ 'prod.* |production'",
                // A bare pattern keeps its brackets.
                "attribute:ecs.instance-type =~ (p[2,3]|g[2,3]|f[1]).*",
                "(attribute:ecs.instance-type =~ (g2|p3).*)",
                "attribute:ecs.instance-type =~ g2\\..* or attribute:gpu exists",
                "attribute:ecs.instance-type =~ (g2 |g2.).* and attribute:size == 10",
                "attribute:ecs.instance-type =~ m3|g2.2xlarge",
                // Compounds.
                "attribute:gpu exists || attribute:stack exists",
                "attribute:gpu exists or attribute:stack exists",
                "attribute:size exists && attribute:stack exists",
                "!attribute:gpu exists",
                "not attribute:gpu exists",
                "! ! attribute:stack exists",
                "not not not (attribute:gpu exists)",
                "!(attribute:gpu exists or attribute:size == 11)",
                "((attribute:stack exists))",
                // "and" binds closer than "or", "not" closest.
                "attribute:stack exists or attribute:stack exists and attribute:gpu exists",
                "attribute:gpu exists and attribute:gpu exists or attribute:stack exists",
                "not attribute:gpu exists and attribute:stack exists",
                "not (attribute:stack exists and attribute:gpu exists)",
            })
    void holdsOfTheInstance(String expression) {
        assertThat(Expression.parse(expression).matches(NODE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attribute:stack == Production",
                "attribute:stack == prod",
                "attribute:stack =~ prod",
                "attribute:stack != production",
                "attribute:stack in [staging]",
                "attribute:stack not_in [production]",
                "attribute:stack !exists",
                "attribute:gpu exists",
                "attribute:size == 10.0",
                "attribute:size < 9",
                "attribute:ecs.capability.docker-remote-api.1.18 > 0",
                "agentConnected == false",
                "agentVersion == 1.14",
                "agentVersion < 1.9",
                "registeredAt == 2018-06-18",
                "runningTasksCount > 2",
                "task:group == data",
                "task:group != database",
                "task:group !in [database, x]",
                "task:group not_matches .*",
                "task:group !exists",
                "(attribute:stack exists or attribute:stack exists) and attribute:gpu exists",
                "not attribute:gpu exists and attribute:gpu exists",
                "attribute:gpu exists and (attribute:gpu exists or attribute:stack exists)",
            })
    void doesNotHoldOfTheInstance(String expression) {
        assertThat(Expression.parse(expression).matches(NODE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attribute:x == y",
                "attribute:x == ''",
                "attribute:x in [y, '']",
                "attribute:x =~ .*",
                "attribute:x > 0",
                "attribute:x >= 0",
                "attribute:x < 0",
                "attribute:x <= 0",
                "attribute:x exists",
                "ec2InstanceId =~ .*",
                "agentVersion == 1.14.5",
                "agentVersion > 0.0.1",
                "agentVersion < 99.0.0",
                "task:group =~ .*",
                "task:group exists",
            })
    void whatIsMissingSatisfiesNoPlainOperatorAndEveryNegatedOne(String expression) {
        assertThat(Expression.parse(expression).matches(BARE)).isFalse();
        assertThat(Expression.parse("not " + expression).matches(BARE)).isTrue();
    }

    @Test
    void aNegatedOperatorIsTheOppositeOfThePlainOne() {
        String[][] pairs = {
            {"== web", "!= web"},
            {"equals database", "not_equals database"},
            {"in [web, database]", "!in [web, database]"},
            {"=~ .*a.*", "!~ .*a.*"},
            {"exists", "!exists"}
        };
        for (String subject : List.of("attribute:stack", "attribute:gpu", "attribute:size", "task:group")) {
            for (String[] pair : pairs) {
                for (Node node : List.of(NODE, BARE)) {
                    assertThat(Expression.parse(subject + " " + pair[0]).matches(node))
                            .as(subject + " " + pair[0])
                            .isNotEqualTo(
                                    Expression.parse(subject + " " + pair[1]).matches(node));
                }
            }
        }
    }

    @Test
    void everyInstanceHasAZone() {
        assertThat(Expression.parse("attribute:ecs.availability-zone == us-east-1a")
                        .matches(BARE))
                .isTrue();
    }

    @Test
    void aCustomAttributeHidesABuiltInOneOfItsName() {
        Node node = instance("a").attribute("x", "1").custom("x", "2").build();

        assertThat(Expression.parse("attribute:x == 2").matches(node)).isTrue();
        assertThat(Expression.parse("attribute:x == 1").matches(node)).isFalse();
    }

    @Test
    void onlyTasksMakeAnAnswerChangeFromPlacementToPlacement() {
        assertThat(Expression.parse("attribute:a == b and not (agentVersion > 1.0 or ec2InstanceId != x)")
                        .asksForTasks())
                .isFalse();
        assertThat(Expression.parse("attribute:a == b or not task:group == x").asksForTasks())
                .isTrue();
        assertThat(Expression.parse("attribute:a == b and runningTasksCount < 3")
                        .asksForTasks())
                .isTrue();
    }

    @Test
    void expressionsThatSayTheSameAreEqual() {
        assertThat(Expression.parse("attribute:a=~'b.*' && !(attribute:c exists)"))
                .isEqualTo(Expression.parse("attribute:a matches b.* and not attribute:c exists"))
                .hasSameHashCodeAs(Expression.parse("attribute:a matches b.* and not attribute:c exists"))
                .isNotEqualTo(Expression.parse("attribute:a matches b.? and not attribute:c exists"));
    }

    @Test
    void aBadExpressionIsNamedWithThePositionAndWhatWasExpected() {
        assertThatThrownBy(() -> Expression.parse("attribute:stack = production"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("Invalid placement constraint expression 'attribute:stack = production' at position 17:"
                        + " expected an operator, one of ==, !=, >, >=, <, <=, =~, !~, in, !in, exists, !exists,"
                        + " found '='");
    }

    @Test
    void everyBreachSaysWhereAndWhat() {
        Object[][] breaches = {
            {"", 0, "expected a subject"},
            {"   ", 3, "found the end"},
            {"stack == production", 0, "expected a subject"},
            {"stack == production", 0, "found 'stack'"},
            {"version == 1.2", 0, "expected a subject"},
            {"attribute: == x", 0, "expected a subject"},
            {"attribute:a:b == x", 0, "expected a subject"},
            {"attribute:stack", 15, "expected an operator"},
            {"attribute:stack is production", 16, "found 'is'"},
            {"attribute:stack existsnot", 16, "expected an operator"},
            {"attribute:stack inn [a]", 16, "expected an operator"},
            {"attribute:stack ==", 18, "expected a value, found the end"},
            {"attribute:stack == )", 19, "expected a value, found ')'"},
            {"attribute:stack == a b", 21, "expected 'and', 'or' or the end, found 'b'"},
            {"attribute:stack == a)", 20, "expected 'and', 'or' or the end, found ')'"},
            {"attribute:stack in a", 19, "expected a list such as [a, b], found 'a'"},
            {"attribute:stack in []", 20, "expected a value"},
            {"attribute:stack in [a b]", 22, "expected ',' or ']', found 'b'"},
            {"attribute:stack in [a,]", 22, "expected a value"},
            {"attribute:stack in [a", 21, "expected ',' or ']', found the end"},
            {"attribute:stack == 'a", 19, "expected a closing '"},
            {"attribute:stack =~", 18, "expected a pattern, found the end"},
            {"attribute:stack =~ [a", 19, "in which ']' is missing"},
            {"attribute:stack =~ *", 19, "in which '*' repeats nothing"},
            {"attribute:stack =~ (a", 19, "in which ')' is missing"},
            {"attribute:stack =~ '(a)\\\\1'", 19, "in which '\\1' is not supported"},
            {"(attribute:stack exists", 23, "expected ')', 'and' or 'or', found the end"},
            {"attribute:stack exists and", 26, "expected a subject"},
            {"or attribute:stack exists", 0, "expected a subject"},
            {"not", 3, "expected a subject"},
            {"agentConnected > true", 16, "that suits agentConnected (==, !=, in, !in, =~, !~), found >"},
            {"agentConnected exists", 21, "that suits agentConnected"},
            {"ec2InstanceId not_exists", 24, "that suits ec2InstanceId"},
            {"task:group > a", 12, "that suits task:group"},
            {"agentVersion in [1.2]", 15, "that suits agentVersion (==, !=, >, >=, <, <=), found in"},
            {"agentVersion =~ 1.*", 15, "that suits agentVersion"},
            {"runningTasksCount exists", 24, "that suits runningTasksCount"},
            {"agentVersion > new", 15, "expected a version such as 1.14.5, found 'new'"},
            {"registeredAt < yesterday", 15, "expected a date such as 2018-06-18T22:28:28+00:00"},
            {"registeredAt < 2018-02-30", 15, "expected a date"},
            {"registeredAt < 2018-02-13T25:00:00Z", 15, "expected a date"},
            {"runningTasksCount < many", 20, "expected a number, found 'many'"},
            {"runningTasksCount < 1e9", 20, "expected a number"},
            {"attribute:a == " + "x".repeat(513), 15, "at most 512 characters"},
        };
        for (Object[] breach : breaches) {
            String expression = (String) breach[0];
            assertThatThrownBy(() -> Expression.parse(expression))
                    .as(expression)
                    .isInstanceOf(ExpressionException.class)
                    .hasMessageStartingWith("Invalid placement constraint expression '" + expression + "' at position ")
                    .hasMessageContaining((String) breach[2])
                    .extracting(e -> ((ExpressionException) e).position())
                    .isEqualTo(breach[1]);
        }
    }

    @Test
    void anExpressionHasAtMostTwoThousandCharacters() {
        String longest = "attribute:a == x" + " ".repeat(2000 - 16);
        assertThatCode(() -> Expression.parse(longest)).doesNotThrowAnyException();

        assertThatThrownBy(() -> Expression.parse(longest + " "))
                .isInstanceOf(ExpressionException.class)
                .hasMessageStartingWith("Invalid placement constraint expression 'attribute:a == x")
                .hasMessageEndingWith("expected at most 2000 characters, found 2001")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void nestingHasALimitInsteadOfTheStack() {
        assertThatCode(() -> Expression.parse("(".repeat(90) + "attribute:a exists" + ")".repeat(90)))
                .doesNotThrowAnyException();
        for (String opener : List.of("(", "!", "not ")) {
            assertThatThrownBy(() -> Expression.parse(opener.repeat(490)))
                    .isInstanceOf(ExpressionException.class)
                    .hasMessageContaining("at most 100 nested");
        }
    }

    @Test
    void noInputThrowsAnythingButItsOwnException() {
        String[] pieces = {
            "attribute:a",
            "attribute:",
            "task:group",
            "agentVersion",
            "registeredAt",
            "runningTasksCount",
            "agentConnected",
            "ec2InstanceId",
            "==",
            "!=",
            ">",
            ">=",
            "<",
            "<=",
            "=~",
            "!~",
            "in",
            "!in",
            "exists",
            "!exists",
            "not_in",
            "matches",
            "and",
            "or",
            "not",
            "&&",
            "||",
            "!",
            "(",
            ")",
            "[",
            "]",
            ",",
            "'",
            "\"",
            "\\",
            "x",
            "1.14.5",
            "2018-06-18",
            "2018-06-18T",
            "7",
            ".*",
            "{",
            "}",
            "*",
            "+",
            "?",
            "^",
            "$",
            "\u00e9",
            "\ud83d\ude80",
            "\ud83d",
            "\0",
            " ",
            " ",
            " ",
            "=",
            "~",
            "|",
            "&",
            "(?i)",
            "(?!",
            "{3,}",
            "\\d",
            "[^"
        };
        String[] sound = {
            "attribute:stack in [staging, 'production'] and not (task:group =~ (a|b).* || runningTasksCount >= 2)",
            "agentVersion < 1.14.5 or registeredAt >= 2018-06-18T22:28:28Z && ec2InstanceId !~ \"i-[0-9]+\"",
            "!attribute:a !exists and agentConnected == true and attribute:SpaceLeft > 0.1"
        };
        SplittableRandom random = new SplittableRandom(20_180_618);
        int good = 0;
        int bad = 0;
        for (int i = 0; i < 15_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : sound[random.nextInt(sound.length)]);
            int changes = 1 + random.nextInt(text.isEmpty() ? 9 : 3);
            for (int j = 0; j < changes; j++) {
                int from = random.nextInt(text.length() + 1);
                int to = Math.min(text.length(), from + random.nextInt(4));
                String piece = random.nextBoolean() || text.isEmpty() ? pieces[random.nextInt(pieces.length)] : "";
                text.replace(from, to, piece);
            }
            try {
                Expression.parse(text.toString()).matches(NODE);
                good++;
            } catch (ExpressionException expected) {
                bad++;
                if (expected.position() < 0 || expected.position() > text.length()) {
                    throw new AssertionError("position " + expected.position() + " of '" + text + "'");
                }
            }
        }
        assertThat(good).as("inputs that mean something").isGreaterThan(1_000);
        assertThat(bad).as("inputs that do not").isGreaterThan(1_000);
    }

    @Test
    void sentencesMadeByTheGrammarMeanWhatTheirPartsMean() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1_000; i++) {
            Sentence sentence = Sentence.random(random, 4);
            assertThat(Expression.parse(sentence.text()).matches(NODE))
                    .as(sentence.text())
                    .isEqualTo(sentence.truth());
        }
    }

    /** A sentence with every operator spelled either way, and whether it holds of {@link #NODE}. */
    private record Sentence(String text, boolean truth) {
        static Sentence random(SplittableRandom random, int depth) {
            if (depth == 0 || random.nextInt(4) == 0) {
                boolean truth = random.nextBoolean();
                return new Sentence(truth ? "attribute:stack =~ prod.*" : "attribute:stack in [x, y]", truth);
            }
            Sentence left = random(random, depth - 1);
            Sentence right = random(random, depth - 1);
            boolean word = random.nextBoolean();
            return switch (random.nextInt(3)) {
                case 0 ->
                    new Sentence(
                            "(" + left.text + (word ? " or " : "||") + right.text + ")", left.truth || right.truth);
                case 1 ->
                    new Sentence(
                            "(" + left.text + (word ? " and " : "&&") + right.text + ")", left.truth && right.truth);
                default -> new Sentence((word ? "not " : "!") + "(" + left.text + ")", !left.truth);
            };
        }
    }

    @Test
    void aLongExpressionIsShownWholeUpToTheLimitAndCutBeyondIt() {
        String longest = "x".repeat(Expression.MAX_LENGTH);
        assertThat(new ExpressionException(longest, 0, "no").getMessage()).contains("'" + longest + "'");
        assertThat(new ExpressionException(longest + "x", 0, "no").getMessage())
                .contains("'" + "x".repeat(80) + "...'")
                .hasSizeLessThan(200);
    }
}
