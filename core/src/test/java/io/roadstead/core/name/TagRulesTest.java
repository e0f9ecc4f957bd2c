package io.roadstead.core.name;

import static io.roadstead.core.Rejections.assertInvalidParameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Tag;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TagRulesTest {
    @Test
    void tagsKeepTheirOrderAndAMissingValueIsEmpty() {
        assertThat(read(draft("b", "1"), draft("a", null), draft("日本 _.:/=+-@", "ü")))
                .containsExactly(new Tag("b", "1"), new Tag("a", ""), new Tag("日本 _.:/=+-@", "ü"));
        assertThat(TagRules.read(null)).isEmpty();
    }

    @Test
    void aKeyIsNeeded() {
        assertInvalidParameter("Tag key can not be empty.", () -> read(draft("", "1")));
        assertInvalidParameter("Tag key can not be empty.", () -> read(draft(null, "1")));
    }

    @Test
    void keysAndValuesHaveTheirLimits() {
        assertThat(read(draft("k".repeat(128), "v".repeat(256)))).hasSize(1);
        assertInvalidParameter("Tag key longer than 128.", () -> read(draft("k".repeat(129), "v")));
        assertInvalidParameter("Tag value longer than 256. Key: k", () -> read(draft("k", "v".repeat(257))));
    }

    @Test
    void aCharacterOutsideThePatternIsRefused() {
        String message =
                "Tag 'k' contains invalid characters. Use letters, digits, spaces and the characters _ . : / = + - @";
        assertInvalidParameter(message, () -> read(draft("k", "a;b")));
        assertInvalidParameter(message.replace("'k'", "'k#'"), () -> read(draft("k#", "a")));
    }

    @Test
    void keysOfAwsAreRefusedInAnyCase() {
        for (String key : List.of("aws:x", "AWS:x", "Aws:x")) {
            assertInvalidParameter(
                    "Tag key '" + key + "' is reserved: keys that start with 'aws:' belong to AWS. Use another key.",
                    () -> read(draft(key, "1")));
        }
    }

    @Test
    void aKeyComesOnce() {
        assertInvalidParameter(
                "Duplicate tag key 'a'. Name each key once.", () -> read(draft("a", "1"), draft("a", "2")));
    }

    @Test
    void fiftyTagsAreAllowedAndTheTagsOfEcsItselfAreNotCounted() {
        List<Tag> fifty =
                IntStream.range(0, 50).mapToObj(i -> new Tag("k" + i, "v")).toList();
        assertThat(TagRules.merge(fifty, List.of(new Tag("aws:ecs:clusterName", "default"))))
                .hasSize(51);
        assertInvalidParameter(
                "The maximum number of tags per resource is 50.",
                () -> TagRules.merge(fifty, List.of(new Tag("more", "v"))));
        List<TagRules.Draft> tooMany =
                IntStream.range(0, 51).mapToObj(i -> draft("k" + i, "v")).toList();
        assertInvalidParameter("The maximum number of tags per resource is 50.", () -> TagRules.read(tooMany));
    }

    @Test
    void aMergedKeyGetsItsNewValueInItsPlace() {
        assertThat(TagRules.merge(
                        List.of(new Tag("a", "1"), new Tag("b", "2")), List.of(new Tag("a", "9"), new Tag("c", "3"))))
                .containsExactly(new Tag("a", "9"), new Tag("b", "2"), new Tag("c", "3"));
    }

    @Test
    void removingAKeyThatIsNotThereIsNoError() {
        assertThat(TagRules.remove(List.of(new Tag("a", "1"), new Tag("b", "2")), List.of("a", "z", "z")))
                .containsExactly(new Tag("b", "2"));
    }

    @Test
    void aTagOfEcsItselfCannotBeRemoved() {
        assertInvalidParameter(
                "Tag key 'aws:ecs:clusterName' is reserved: keys that start with 'aws:' belong to AWS. Use another"
                        + " key.",
                () -> TagRules.remove(List.of(), List.of("aws:ecs:clusterName")));
    }

    private static List<Tag> read(TagRules.Draft... drafts) {
        return TagRules.read(List.of(drafts));
    }

    private static TagRules.Draft draft(@Nullable String key, @Nullable String value) {
        return new TagRules.Draft(key, value);
    }
}
