package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.services.secrets.vault.Parameter;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParametersFilter;

/** Parameters read, described and listed. */
final class ParameterReads {
    /** Names in one GetParameters, and results of one GetParametersByPath. */
    private static final int BATCH = 10;

    private static final int PAGE = 50;

    private final Parts parts;
    private final ParameterLookup lookup;
    private final Pages pages =
            new Pages(() -> new AwsException("InvalidNextToken", "The specified token isn't valid."));

    ParameterReads(Parts parts, ParameterLookup lookup) {
        this.parts = parts;
        this.lookup = lookup;
    }

    GetParameterResponse get(Caller caller, GetParameterRequest request) {
        return GetParameterResponse.builder()
                .parameter(shape(
                        lookup.select(caller.scope(), request.name()), Boolean.TRUE.equals(request.withDecryption())))
                .build();
    }

    /** Never fails for what is missing: it says so in its list. */
    GetParametersResponse get(Caller caller, GetParametersRequest request) {
        List<String> names = request.names();
        if (names.isEmpty()) {
            throw Constraints.failed("names", "Member must have length greater than or equal to 1");
        }
        if (names.size() > BATCH) {
            throw Constraints.failed("names", "Member must have length less than or equal to " + BATCH);
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw Constraints.validation("Invalid request: names must be unique.");
        }
        List<software.amazon.awssdk.services.ssm.model.Parameter> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : names) {
            try {
                found.add(shape(lookup.select(caller.scope(), name), Boolean.TRUE.equals(request.withDecryption())));
            } catch (AwsException refused) {
                if (!refused.errorType().startsWith("Parameter")) {
                    throw refused;
                }
                invalid.add(name);
            }
        }
        return GetParametersResponse.builder()
                .parameters(found)
                .invalidParameters(invalid)
                .build();
    }

    GetParametersByPathResponse byPath(Caller caller, GetParametersByPathRequest request) {
        String path = request.path();
        if (!path.startsWith("/") || !(path.equals("/") || ParameterRules.isName(withoutEnd(path)))) {
            throw Constraints.validation(
                    "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a"
                            + " forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It"
                            + " must use only letters, numbers, or the following symbols: . (period), - (hyphen), _"
                            + " (underscore). Special characters are not allowed. All sub-paths, if specified, must use"
                            + " the forward slash symbol \"/\". Valid example: /get/parameters2-/by1./path0_.");
        }
        int limit = Constraints.number(request.maxResults(), "maxResults", 1, BATCH, BATCH);
        String below = path.endsWith("/") ? path : path + "/";
        boolean recursive = Boolean.TRUE.equals(request.recursive());
        Pages.Page<Parameter> page = pages.of(
                all(caller.scope()).stream()
                        .filter(each -> each.name().startsWith(below)
                                && (recursive || each.name().indexOf('/', below.length()) < 0))
                        .filter(each -> request.parameterFilters().stream().allMatch(filter -> matches(each, filter)))
                        .sorted(Comparator.comparing(Parameter::name))
                        .toList(),
                Parameter::name,
                request.nextToken(),
                limit,
                false);
        return GetParametersByPathResponse.builder()
                .parameters(page.items().stream()
                        .map(each -> shape(
                                new ParameterLookup.Found(each, each.latest(), null),
                                Boolean.TRUE.equals(request.withDecryption())))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    DescribeParametersResponse describe(Caller caller, DescribeParametersRequest request) {
        Unsupported.refuseOthers(request, Set.of("Filters", "ParameterFilters", "MaxResults", "NextToken"), "");
        int limit = Constraints.number(request.maxResults(), "maxResults", 1, PAGE, PAGE);
        Pages.Page<Parameter> page = pages.of(
                parts.vault().parameters(caller.scope()).stream()
                        .filter(each -> request.parameterFilters().stream().allMatch(filter -> matches(each, filter)))
                        .filter(each -> request.filters().stream().allMatch(filter -> matches(each, filter)))
                        .sorted(Comparator.comparing(Parameter::name))
                        .toList(),
                Parameter::name,
                request.nextToken(),
                limit,
                false);
        return DescribeParametersResponse.builder()
                .parameters(page.items().stream().map(ParameterReads::metadata).toList())
                .nextToken(page.nextToken())
                .build();
    }

    GetParameterHistoryResponse history(Caller caller, GetParameterHistoryRequest request) {
        Parameter parameter = lookup.find(caller.scope(), request.name()).orElseThrow(ParameterRules::notFound);
        int limit = Constraints.number(request.maxResults(), "maxResults", 1, PAGE, PAGE);
        Pages.Page<Parameter.Version> page = pages.of(
                parameter.versions(),
                version -> String.format("%020d", version.number()),
                request.nextToken(),
                limit,
                false);
        boolean decrypted = Boolean.TRUE.equals(request.withDecryption());
        return GetParameterHistoryResponse.builder()
                .parameters(page.items().stream()
                        .map(version -> ParameterHistory.builder()
                                .name(parameter.name())
                                .type(version.type())
                                .value(lookup.value(parameter, version, decrypted))
                                .version(version.number())
                                .labels(version.labels())
                                .description(version.description())
                                .allowedPattern(version.allowedPattern())
                                .keyId(key(version))
                                .tier(version.tier())
                                .dataType(version.dataType())
                                .policies(List.of())
                                .lastModifiedDate(version.modifiedAt())
                                .lastModifiedUser(version.modifiedBy())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<Parameter> all(Scope scope) {
        List<Parameter> all = new ArrayList<>(parts.vault().parameters(scope));
        all.addAll(PublicParameters.all(scope));
        return all;
    }

    private software.amazon.awssdk.services.ssm.model.Parameter shape(ParameterLookup.Found found, boolean decrypted) {
        Parameter parameter = found.parameter();
        Parameter.Version version = found.version();
        return software.amazon.awssdk.services.ssm.model.Parameter.builder()
                .name(parameter.name())
                .type(version.type())
                .value(lookup.value(parameter, version, decrypted))
                .version(version.number())
                .selector(found.selector())
                .lastModifiedDate(version.modifiedAt())
                .arn(PublicParameters.isPublic(parameter) ? PublicParameters.arn(parameter) : parameter.arn())
                .dataType(version.dataType())
                .build();
    }

    private static ParameterMetadata metadata(Parameter parameter) {
        Parameter.Version latest = parameter.latest();
        return ParameterMetadata.builder()
                .name(parameter.name())
                .arn(parameter.arn())
                .type(latest.type())
                .keyId(key(latest))
                .version(latest.number())
                .description(latest.description())
                .allowedPattern(latest.allowedPattern())
                .tier(latest.tier())
                .dataType(latest.dataType())
                .policies(List.of())
                .lastModifiedDate(latest.modifiedAt())
                .lastModifiedUser(latest.modifiedBy())
                .build();
    }

    private static @Nullable String key(Parameter.Version version) {
        return version.secure() && version.keyId() == null ? Keys.FOR_PARAMETERS : version.keyId();
    }

    private static boolean matches(Parameter parameter, ParametersFilter filter) {
        List<String> texts = texts(parameter, String.valueOf(filter.keyAsString()));
        return filter.values().stream().anyMatch(value -> texts.stream().anyMatch(text -> text.startsWith(value)));
    }

    private static boolean matches(Parameter parameter, ParameterStringFilter filter) {
        String key = filter.key();
        String option = filter.option();
        List<String> values = filter.values();
        if (key.equals("Path")) {
            boolean recursive = "Recursive".equals(option);
            return values.stream().anyMatch(path -> {
                String below = path.endsWith("/") ? path : path + "/";
                return parameter.name().startsWith(below)
                        && (recursive || parameter.name().indexOf('/', below.length()) < 0);
            });
        }
        List<String> texts = texts(parameter, key);
        if (values.isEmpty()) {
            return !texts.isEmpty();
        }
        return switch (option == null ? "Equals" : option) {
            case "Equals" -> values.stream().anyMatch(texts::contains);
            case "BeginsWith" ->
                values.stream().anyMatch(value -> texts.stream().anyMatch(text -> text.startsWith(value)));
            case "Contains" -> values.stream().anyMatch(value -> texts.stream().anyMatch(text -> text.contains(value)));
            default ->
                throw new AwsException(
                        "InvalidFilterOption",
                        "The following filter option is not valid: " + option
                                + ". Valid options include: [BeginsWith, Contains, Equals].");
        };
    }

    private static List<String> texts(Parameter parameter, String key) {
        Parameter.Version latest = parameter.latest();
        if (key.startsWith("tag:")) {
            return parameter.tags().stream()
                    .filter(tag -> tag.key().equals(key.substring("tag:".length())))
                    .map(Tag::value)
                    .toList();
        }
        return switch (key) {
            case "Name" -> List.of(parameter.name());
            case "Type" -> List.of(latest.type());
            case "KeyId" -> {
                String id = key(latest);
                yield id == null ? List.of() : List.of(id);
            }
            case "Tier" -> List.of(latest.tier());
            case "DataType" -> List.of(latest.dataType());
            case "Label" ->
                parameter.versions().stream()
                        .flatMap(version -> version.labels().stream())
                        .toList();
            default ->
                throw new AwsException(
                        "InvalidFilterKey",
                        "The following filter key is not valid: " + key
                                + ". Valid filter keys include: [Path, Name, Type, KeyId, Tier, DataType, Label,"
                                + " tag:<key>].");
        };
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
