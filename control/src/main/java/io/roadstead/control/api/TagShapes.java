package io.roadstead.control.api;

import io.roadstead.core.model.Tag;
import io.roadstead.core.name.TagRules;
import java.util.List;

/** Tags to and from the wire. */
final class TagShapes {
    private TagShapes() {}

    static List<software.amazon.awssdk.services.ecs.model.Tag> shapes(List<Tag> tags) {
        return tags.stream()
                .map(tag -> software.amazon.awssdk.services.ecs.model.Tag.builder()
                        .key(tag.key())
                        .value(tag.value())
                        .build())
                .toList();
    }

    static List<TagRules.Draft> drafts(List<software.amazon.awssdk.services.ecs.model.Tag> shapes) {
        return shapes.stream()
                .map(tag -> new TagRules.Draft(tag.key(), tag.value()))
                .toList();
    }
}
