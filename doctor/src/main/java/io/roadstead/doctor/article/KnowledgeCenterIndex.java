package io.roadstead.doctor.article;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The page that tells of every article how far it is: docs/knowledge-center/README.md, rendered from the facts so that it
 * can promise nothing that is not there.
 *
 * @param articles all of them, in the notebook's order
 * @param written slugs of those that have a text in both languages
 * @param diagnosed slugs that a probe names
 * @param fixed slugs of those with a scenario that causes the symptom and proves diagnosis and fix
 */
public record KnowledgeCenterIndex(
        List<Article> articles, Set<String> written, Set<String> diagnosed, Set<String> fixed) {
    private static final String HEAD = """
            # Knowledge center

            What can go wrong with ECS, an article for each, in English and Japanese. `./roadstead doctor` finds which of
            them it is; `./roadstead doctor article SLUG` prints one. [The doctor](../doctor.md) tells how.

            - **happens**: what Roadstead has makes the symptom possible, for real.
            - **diagnosed**: a probe of the doctor names the article when it finds the evidence.
            - **fixed**: a scenario in `acceptance` causes the symptom, and proves that the doctor names it and that its
              command mends it.
            - **waits for**: what has to be built before the symptom can happen here.

            """;

    private static final String FOOT = """

            The articles come from an operator's notebook of 90 entries; four of them name a topic a second time. Each has
            the name of AWS's own article on the same topic. This page is written by `KnowledgeCenterIndexTest`.
            """;

    public KnowledgeCenterIndex {
        articles = List.copyOf(articles);
        written = Set.copyOf(written);
        diagnosed = Set.copyOf(diagnosed);
        fixed = Set.copyOf(fixed);
    }

    /** The whole page, as Markdown. */
    public String render() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("Of ")
                .append(articles.size())
                .append(" articles ")
                .append(happening().size())
                .append(" happen, ")
                .append(happeningAnd(diagnosed))
                .append(" are diagnosed, ")
                .append(happeningAnd(fixed))
                .append(" are fixed in a scenario.\n\n");
        page.append("| article | | 日本語 | |\n|---|---|---|---|\n");
        for (Article article : articles) {
            page.append("| ")
                    .append(link(article, "`" + article.slug() + "`", ".md"))
                    .append(" | ")
                    .append(article.title().en())
                    .append(" | ")
                    .append(link(article, article.title().ja(), ".ja.md"))
                    .append(" | ")
                    .append(state(article))
                    .append(" |\n");
        }
        return page.append(FOOT).toString();
    }

    private List<String> happening() {
        return articles.stream()
                .filter(article -> article.waitsFor().isEmpty())
                .map(Article::slug)
                .toList();
    }

    private long happeningAnd(Set<String> among) {
        return happening().stream().filter(among::contains).count();
    }

    private String link(Article article, String text, String suffix) {
        return written.contains(article.slug()) ? "[" + text + "](" + article.slug() + suffix + ")" : text;
    }

    private String state(Article article) {
        if (article.waitsFor().isPresent()) {
            return "waits for " + article.waitsFor().get().en();
        }
        List<String> state = new ArrayList<>(List.of("happens"));
        if (diagnosed.contains(article.slug())) {
            state.add("diagnosed");
        }
        if (fixed.contains(article.slug())) {
            state.add("fixed");
        }
        return String.join(", ", state);
    }
}
