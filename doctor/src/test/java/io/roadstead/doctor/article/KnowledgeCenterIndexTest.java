package io.roadstead.doctor.article;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.finding.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The index tells what is there. With {@code -Droadstead.write=true} this writes it instead of comparing. */
class KnowledgeCenterIndexTest {
    @Test
    void theIndexIsWhatTheCatalogueTheProbesAndTheScenariosSay() throws IOException {
        List<Article> articles = KnowledgeCenter.load().articles();
        Set<String> slugs = Set.copyOf(articles.stream().map(Article::slug).toList());
        Set<String> fixed = Sources.namedByScenarios();
        fixed.retainAll(slugs);
        String page = new KnowledgeCenterIndex(articles, Sources.written(), Sources.namedByProbes(), fixed).render();
        if (Boolean.getBoolean("roadstead.write")) {
            Files.writeString(Sources.TEXTS.resolve("README.md"), page);
        }
        assertThat(Sources.read(Sources.TEXTS.resolve("README.md")))
                .as(
                        "docs/knowledge-center/README.md is not what it should be: write it with mvn -pl doctor -am test"
                                + " -Dtest=KnowledgeCenterIndexTest -Dsurefire.failIfNoSpecifiedTests=false -Droadstead.write=true")
                .isEqualTo(page);
    }

    @Test
    void aRowTellsHowFarAnArticleIsAndLinksOnlyWhatIsWritten() {
        Article waiting = article("a-b-c", Optional.of(Words.of("Fargate", "Fargate")));
        Article known = article("d-e-f", Optional.empty());
        Article whole = article("g-h-i", Optional.empty());
        String page = new KnowledgeCenterIndex(
                        List.of(waiting, known, whole), Set.of("g-h-i"), Set.of("a-b-c", "g-h-i"), Set.of("g-h-i"))
                .render();
        assertThat(page)
                .contains("Of 3 articles 2 happen, 1 are diagnosed, 1 are fixed in a scenario.")
                .contains("| `a-b-c` | Title of a-b-c | a-b-c の題 | waits for Fargate |")
                .contains("| `d-e-f` | Title of d-e-f | d-e-f の題 | happens |")
                .contains(
                        "| [`g-h-i`](g-h-i.md) | Title of g-h-i | [g-h-i の題](g-h-i.ja.md) | happens, diagnosed, fixed |");
    }

    private static Article article(String slug, Optional<Words> waitsFor) {
        return new Article(slug, Words.of("Title of " + slug, slug + " の題"), waitsFor);
    }
}
