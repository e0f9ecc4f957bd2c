package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.core.name.TagRules;
import io.roadstead.services.secrets.vault.Parameter;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionResponse;

/** Parameters put, labelled, tagged and deleted. */
final class ParameterWrites {
    private static final Set<String> PUT = Set.of(
            "Name", "Description", "Value", "Type", "KeyId", "Overwrite", "AllowedPattern", "Tags", "Tier", "DataType");
    private static final List<String> TYPES = List.of("String", "StringList", "SecureString");
    private static final int BATCH = 10;
    private static final String TEXT = "text";

    private final Parts parts;
    private final ParameterLookup lookup;

    ParameterWrites(Parts parts, ParameterLookup lookup) {
        this.parts = parts;
        this.lookup = lookup;
    }

    PutParameterResponse put(Caller caller, PutParameterRequest request) {
        Unsupported.refuseOthers(request, PUT, "");
        Scope scope = caller.scope();
        String name = ParameterRules.newName(ParameterRules.name(scope, request.name()));
        Constraints.length(request.description(), "description", 0, ParameterRules.DESCRIPTION_LIMIT);
        String dataType = request.dataType() == null ? TEXT : request.dataType();
        if (!dataType.equals(TEXT)) {
            throw Unsupported.member("the data type " + dataType);
        }
        boolean overwrite = Boolean.TRUE.equals(request.overwrite());
        if (overwrite && request.hasTags() && !request.tags().isEmpty()) {
            throw Constraints.validation("Invalid request: tags and overwrite can't be used together. To create a"
                    + " parameter with tags, please remove overwrite flag. To update tags for an existing parameter,"
                    + " please use AddTagsToResource or RemoveTagsFromResource.");
        }
        List<Tag> tags = tags(request.tags());
        // Whoever the key is not for may not learn of the parameter either: it is looked at before anything is changed.
        Optional<Parameter> before = parts.vault().parameter(scope, name);
        String type = type(request.typeAsString(), before);
        if (type.equals("SecureString")) {
            lookup.requireKey(scope, request.keyId());
        } else if (request.keyId() != null) {
            throw Constraints.validation("KeyId is required for SecureString type parameter only.");
        }
        int bytes = ParameterRules.bytes(request.value());
        String id = parts.ids().hex();
        Parameter after = parts.vault().change(draft -> {
            Optional<Parameter> known = draft.parameter(scope, name);
            if (known.isPresent() && !overwrite) {
                throw new AwsException(
                        "ParameterAlreadyExists",
                        "The parameter already exists. To overwrite this value, set the overwrite option in the request"
                                + " to true.");
            }
            Parameter.Version former = known.map(Parameter::latest).orElse(null);
            String pattern = request.allowedPattern() != null
                    ? request.allowedPattern()
                    : former == null ? null : former.allowedPattern();
            ParameterRules.value(request.value(), pattern);
            Parameter.Version version = new Parameter.Version(
                    former == null ? 1 : former.number() + 1,
                    type,
                    dataType,
                    ParameterRules.tier(request.tierAsString(), bytes, former == null ? null : former.tier()),
                    request.description() == null && former != null ? former.description() : request.description(),
                    pattern,
                    request.keyId() == null && former != null && former.secure() ? former.keyId() : request.keyId(),
                    parts.clock().instant(),
                    caller.arn(),
                    List.of());
            Parameter grown = known.orElseGet(() -> new Parameter(scope, name, id, tags, List.of()))
                    .with(version);
            if (grown.versions().size() > Parameter.VERSIONS) {
                Parameter.Version oldest = grown.versions().getFirst();
                if (!oldest.labels().isEmpty()) {
                    throw new AwsException(
                            "ParameterMaxVersionLimitExceeded",
                            "You attempted to create a new version of " + name + " by calling the PutParameter API."
                                    + " Version " + oldest.number() + ", the oldest version, can't be deleted because"
                                    + " it has a label associated with it. Move the label to another version of the"
                                    + " parameter, and try again.");
                }
                draft.deleteValue(grown, oldest.number());
                grown = grown.withVersions(
                        grown.versions().subList(1, grown.versions().size()));
            }
            draft.putValue(grown, version.number(), request.value());
            draft.put(grown);
            return grown;
        });
        return PutParameterResponse.builder()
                .version(after.latest().number())
                .tier(after.latest().tier())
                .build();
    }

    private static String type(@Nullable String given, Optional<Parameter> known) {
        if (given == null && known.isEmpty()) {
            throw Constraints.validation("A parameter type is required when you create a parameter.");
        }
        if (given != null && !TYPES.contains(given)) {
            throw Constraints.failed("type", "Member must satisfy enum value set: " + TYPES);
        }
        String former = known.map(parameter -> parameter.latest().type()).orElse(null);
        if (former != null && given != null && !former.equals(given)) {
            throw new AwsException(
                    "HierarchyTypeMismatchException",
                    "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't"
                            + " change a parameter from a String type to a SecureString type. You must create a new,"
                            + " unique parameter.");
        }
        return given != null ? given : former == null ? "String" : former;
    }

    DeleteParameterResponse delete(Caller caller, DeleteParameterRequest request) {
        Parameter found = own(caller.scope(), request.name()).orElseThrow(ParameterRules::notFound);
        parts.vault().delete(found);
        return DeleteParameterResponse.builder().build();
    }

    DeleteParametersResponse delete(Caller caller, DeleteParametersRequest request) {
        if (request.names().isEmpty() || request.names().size() > BATCH) {
            throw Constraints.failed("names", "Member must have length less than or equal to " + BATCH);
        }
        List<String> deleted = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : request.names()) {
            Optional<Parameter> found = own(caller.scope(), name);
            found.ifPresent(parts.vault()::delete);
            (found.isPresent() ? deleted : invalid).add(name);
        }
        return DeleteParametersResponse.builder()
                .deletedParameters(deleted)
                .invalidParameters(invalid)
                .build();
    }

    LabelParameterVersionResponse label(Caller caller, LabelParameterVersionRequest request) {
        Parameter found = own(caller.scope(), request.name()).orElseThrow(ParameterRules::notFound);
        List<String> invalid = request.labels().stream()
                .filter(label -> !ParameterRules.isLabel(label))
                .toList();
        long[] number = new long[1];
        change(found, known -> {
            long wanted = request.parameterVersion() == null ? known.latest().number() : request.parameterVersion();
            number[0] = wanted;
            Parameter.Version version = known.version(wanted).orElseThrow(() -> noVersion(known, wanted));
            List<String> labels = new ArrayList<>(version.labels());
            request.labels().stream()
                    .filter(label -> !invalid.contains(label) && !labels.contains(label))
                    .forEach(labels::add);
            if (labels.size() > ParameterRules.LABELS) {
                throw new AwsException(
                        "ParameterVersionLabelLimitExceeded",
                        "A parameter version can have a maximum of " + ParameterRules.LABELS + " labels.");
            }
            return known.withVersions(known.versions().stream()
                    .map(each -> each.number() == wanted
                            ? each.withLabels(labels)
                            : each.withLabels(each.labels().stream()
                                    .filter(label -> !labels.contains(label))
                                    .toList()))
                    .toList());
        });
        return LabelParameterVersionResponse.builder()
                .invalidLabels(invalid)
                .parameterVersion(number[0])
                .build();
    }

    UnlabelParameterVersionResponse unlabel(Caller caller, UnlabelParameterVersionRequest request) {
        Parameter found = own(caller.scope(), request.name()).orElseThrow(ParameterRules::notFound);
        long wanted = request.parameterVersion();
        List<String> held = found.version(wanted)
                .orElseThrow(() -> noVersion(found, wanted))
                .labels();
        change(
                found,
                known -> known.withVersions(known.versions().stream()
                        .map(each -> each.number() == wanted
                                ? each.withLabels(each.labels().stream()
                                        .filter(label -> !request.labels().contains(label))
                                        .toList())
                                : each)
                        .toList()));
        return UnlabelParameterVersionResponse.builder()
                .removedLabels(request.labels().stream().filter(held::contains).toList())
                .invalidLabels(request.labels().stream()
                        .filter(label -> !held.contains(label))
                        .toList())
                .build();
    }

    AddTagsToResourceResponse tag(Caller caller, AddTagsToResourceRequest request) {
        change(
                tagged(caller, request.resourceTypeAsString(), request.resourceId()),
                known -> known.withTags(TagRules.merge(known.tags(), tags(request.tags()))));
        return AddTagsToResourceResponse.builder().build();
    }

    RemoveTagsFromResourceResponse untag(Caller caller, RemoveTagsFromResourceRequest request) {
        change(
                tagged(caller, request.resourceTypeAsString(), request.resourceId()),
                known -> known.withTags(TagRules.remove(known.tags(), request.tagKeys())));
        return RemoveTagsFromResourceResponse.builder().build();
    }

    ListTagsForResourceResponse listTags(Caller caller, ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tagList(tagged(caller, request.resourceTypeAsString(), request.resourceId()).tags().stream()
                        .map(tag -> software.amazon.awssdk.services.ssm.model.Tag.builder()
                                .key(tag.key())
                                .value(tag.value())
                                .build())
                        .toList())
                .build();
    }

    private Parameter tagged(Caller caller, String type, String id) {
        if (!"Parameter".equals(type)) {
            throw Unsupported.member("tags of resources of type " + type);
        }
        return own(caller.scope(), id)
                .orElseThrow(() -> new AwsException(
                        "InvalidResourceId",
                        "The resource ID is not valid. Verify that you entered the correct ID and try again."));
    }

    /** One of the account's own: those of AWS nobody changes. */
    private Optional<Parameter> own(Scope scope, String given) {
        return lookup.find(scope, given).filter(found -> !PublicParameters.isPublic(found));
    }

    static AwsException noVersion(Parameter parameter, long number) {
        return new AwsException(
                "ParameterVersionNotFound",
                "Systems Manager could not find version " + number + " of " + parameter.name()
                        + ". Verify the version and try again.");
    }

    private void change(Parameter found, UnaryOperator<Parameter> change) {
        parts.vault().change(draft -> {
            Parameter known = draft.parameter(found.scope(), found.name())
                    .filter(each -> each.id().equals(found.id()))
                    .orElseThrow(ParameterRules::notFound);
            Parameter after = change.apply(known);
            draft.put(after);
            return after;
        });
    }

    private static List<Tag> tags(List<software.amazon.awssdk.services.ssm.model.Tag> tags) {
        return TagRules.read(tags.stream()
                .map(tag -> new TagRules.Draft(tag.key(), tag.value()))
                .toList());
    }
}
