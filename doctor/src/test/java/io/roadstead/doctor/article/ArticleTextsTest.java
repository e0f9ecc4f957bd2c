package io.roadstead.doctor.article;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue and the texts belong together, and every text is whole. */
class ArticleTextsTest {
    private static final List<String> SECTIONS =
            List.of("## Symptom", "## Why", "## How to see it", "## Fix", "## In Roadstead");
    private static final List<String> SECTIONS_JA = List.of("## 症状", "## 原因", "## 確認方法", "## 対処", "## Roadstead での違い");
    private static final Pattern HEADING = Pattern.compile("(?m)^## .*$");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?://)([^)#]+)(?:#[^)]*)?\\)");

    static List<Path> texts() {
        return Sources.texts();
    }

    @Test
    void whatAProbeNamesIsInTheCatalogueAndWrittenInBothLanguages() {
        Set<String> named = Sources.namedByProbes();
        assertThat(named).isNotEmpty();
        assertThat(catalogue()).containsAll(named);
        assertThat(Sources.written()).containsAll(named);
    }

    @Test
    void everySlugIsInTheCatalogueOnce() {
        assertThat(KnowledgeCenter.load().articles())
                .extracting(Article::slug)
                .hasSize(86)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsOfTheCatalogueAndHasTheOtherLanguageBesideIt(Path text) {
        String slug = text.getFileName().toString().replaceFirst("(\\.ja)?\\.md$", "");
        assertThat(catalogue()).contains(slug);
        assertThat(Sources.written()).contains(slug);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextBeginsWithItsTitleAndHasTheFiveSections(Path text) {
        boolean japanese = text.toString().endsWith(".ja.md");
        String slug = text.getFileName().toString().replaceFirst("(\\.ja)?\\.md$", "");
        String content = Sources.read(text);
        Article article = KnowledgeCenter.load().article(slug).orElseThrow();
        assertThat(content.lines().findFirst().orElse(""))
                .isEqualTo("# "
                        + (japanese ? article.title().ja() : article.title().en()));
        assertThat(HEADING.matcher(content).results().map(MatchResult::group).toList())
                .isEqualTo(japanese ? SECTIONS_JA : SECTIONS);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatATextLinksToIsThere(Path text) {
        LINK.matcher(Sources.read(text)).results().map(found -> found.group(1)).forEach(target -> assertThat(
                        Files.exists(Sources.TEXTS.resolve(target)))
                .as("%s links to %s", text.getFileName(), target)
                .isTrue());
    }

    private static Set<String> catalogue() {
        return KnowledgeCenter.load().articles().stream().map(Article::slug).collect(toSet());
    }
}
