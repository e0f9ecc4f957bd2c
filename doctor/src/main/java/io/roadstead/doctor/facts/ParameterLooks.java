package io.roadstead.doctor.facts;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.util.ArrayList;
import java.util.List;

/** Looks for parameters: whether one is there, and what was probably meant where not. */
final class ParameterLooks {
    /** Of DescribeParameters. */
    private static final int PARAMETERS_AT_ONCE = 50;

    private static final String PARAMETER_STORE = "ssm";

    private final LookCalls calls;

    ParameterLooks(LookCalls calls) {
        this.calls = calls;
    }

    ParameterFact look(String asked, String region) {
        String name = ParameterFact.name(asked);
        List<String> others = new ArrayList<>();
        boolean seen = true;
        try {
            Json input = Json.object().put("MaxResults", PARAMETERS_AT_ONCE);
            calls.pages(PARAMETER_STORE, region, "DescribeParameters", input, "NextToken", page -> page.path(
                            "Parameters")
                    .forEach(parameter -> others.add(parameter.path("Name").text())));
        } catch (ApiError error) {
            calls.unseen("the parameters of " + region, error);
            seen = false;
        }
        boolean there = others.contains(name);
        List<String> elsewhere = there ? List.of() : calls.elsewhere(region, other -> named(other, name) ? other : "");
        return new ParameterFact(asked, region, there, seen, there ? List.of() : others, elsewhere);
    }

    private boolean named(String region, String name) {
        Json filter = Json.object().put("Key", "Name").put("Option", "Equals").put("Values", List.of(name));
        return !calls.found(
                        PARAMETER_STORE,
                        region,
                        "DescribeParameters",
                        Json.object().putItems("ParameterFilters", List.of(filter)))
                .path("Parameters")
                .items()
                .isEmpty();
    }
}
