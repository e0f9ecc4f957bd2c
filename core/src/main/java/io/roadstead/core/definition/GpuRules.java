package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.RequirementDraft;
import java.util.List;

/** How many GPUs a container asks for. The texts are ours: ECS's are not known. Source: ecs-behaviour 5.7. */
final class GpuRules {
    /** More than any host has; also keeps sums within an int. */
    private static final int LIMIT = 1024;

    private GpuRules() {}

    /** The GPUs of a container's {@code resourceRequirements}, 0 for none. */
    static int count(String container, List<RequirementDraft> drafts) {
        int count = 0;
        for (RequirementDraft draft : drafts) {
            switch (String.valueOf(draft.type())) {
                case "GPU" -> {
                    if (count > 0) {
                        throw DockerOptionRules.invalid(
                                container, "resourceRequirements", "can name GPU only once", draft.value());
                    }
                    count = gpus(container, draft);
                }
                case "InferenceAccelerator", "NeuronDevice" ->
                    throw Rejected.unsupported("Roadstead does not support resourceRequirements of type " + draft.type()
                            + ": only GPU is known here.");
                default ->
                    throw DockerOptionRules.invalid(
                            container, "resourceRequirements.type", "must be GPU", draft.type());
            }
        }
        return count;
    }

    private static int gpus(String container, RequirementDraft draft) {
        String value = String.valueOf(draft.value());
        if (!value.matches("[1-9]\\d{0,3}") || Integer.parseInt(value) > LIMIT) {
            throw DockerOptionRules.invalid(
                    container,
                    "resourceRequirements.value",
                    "must be a number of GPUs from 1 to " + LIMIT,
                    draft.value());
        }
        return Integer.parseInt(value);
    }
}
