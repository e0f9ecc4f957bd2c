package io.roadstead.doctor.article;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.doctor.finding.Language;
import io.roadstead.doctor.finding.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All articles in the order of the notebook they come from. The catalogue is the resource {@code catalogue.tsv}: slug,
 * title and Japanese title, and where its topic is not built yet what it waits for, in both languages. A text is the
 * file {@code SLUG.md}, or {@code SLUG.ja.md} in Japanese, of docs/knowledge-center.
 */
public final class KnowledgeCenter {
    private static final int TITLE_COLUMNS = 3;
    private static final int COLUMNS = 5;

    private final Map<String, Article> articles;

    private KnowledgeCenter(Map<String, Article> articles) {
        this.articles = articles;
    }

    /** The one that is part of this program. */
    public static KnowledgeCenter load() {
        Map<String, Article> articles = new LinkedHashMap<>();
        for (String line : resource("catalogue.tsv").orElse("").lines().toList()) {
            String[] columns = line.split("\t", -1);
            if (columns.length != TITLE_COLUMNS && columns.length != COLUMNS) {
                throw new IllegalStateException("catalogue.tsv has a line of " + columns.length + " columns: " + line);
            }
            Optional<Words> waitsFor = columns.length == COLUMNS
                    ? Optional.of(Words.of(columns[TITLE_COLUMNS], columns[COLUMNS - 1]))
                    : Optional.empty();
            articles.put(columns[0], new Article(columns[0], Words.of(columns[1], columns[2]), waitsFor));
        }
        return new KnowledgeCenter(articles);
    }

    public List<Article> articles() {
        return List.copyOf(articles.values());
    }

    public Optional<Article> article(String slug) {
        return Optional.ofNullable(articles.get(slug));
    }

    /** Its text as Markdown; absent while nobody has written it. */
    public static Optional<String> text(Article article, Language language) {
        String suffix =
                switch (language) {
                    case EN -> ".md";
                    case JA -> ".ja.md";
                };
        return resource("articles/" + article.slug() + suffix);
    }

    private static Optional<String> resource(String name) {
        try (InputStream text = KnowledgeCenter.class.getResourceAsStream("/io/roadstead/doctor/" + name)) {
            return text == null ? Optional.empty() : Optional.of(new String(text.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
