package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writer;
import io.roadstead.control.write.Writers;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.ClusterRef;
import io.roadstead.core.name.InstanceRef;
import io.roadstead.core.name.ServiceRef;
import io.roadstead.core.name.TagRules;
import io.roadstead.core.name.TaskDefinitionRef;
import io.roadstead.core.name.TaskRef;
import io.roadstead.store.Key;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ecs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ecs.model.TagResourceRequest;
import software.amazon.awssdk.services.ecs.model.TagResourceResponse;
import software.amazon.awssdk.services.ecs.model.UntagResourceRequest;
import software.amazon.awssdk.services.ecs.model.UntagResourceResponse;

/** TagResource, UntagResource, ListTagsForResource. Source: ecs-behaviour 1.8, 2.1. */
final class TagApi {
    private final Index index;
    private final Writers writers;

    TagApi(Index index, Writers writers) {
        this.index = index;
        this.writers = writers;
    }

    /**
     * Something with tags.
     *
     * @param missing how ECS says that it is not there
     */
    private record Tagged<T>(
            Key key,
            Class<T> type,
            Writer writer,
            Function<T, List<Tag>> tags,
            BiFunction<T, List<Tag>, T> withTags,
            AwsException missing) {
        List<Tag> read(Index index) {
            return tags.apply(index.find(key, type).orElseThrow(() -> missing));
        }

        void change(UnaryOperator<List<Tag>> rule) {
            writer.submit(draft -> change(draft, rule));
        }

        private Optional<T> change(Draft draft, UnaryOperator<List<Tag>> rule) {
            T known = draft.read(key, type).orElseThrow(() -> missing);
            T now = withTags.apply(known, rule.apply(tags.apply(known)));
            draft.put(key, now);
            return Optional.of(now);
        }
    }

    TagResourceResponse tag(Caller caller, TagResourceRequest request) {
        if (!request.hasTags()) {
            throw AwsException.invalidParameter("Tags is missing");
        }
        List<Tag> added = TagRules.read(TagShapes.drafts(request.tags()));
        resource(caller.scope(), Required.text(request.resourceArn(), "resourceArn"))
                .change(present -> TagRules.merge(present, added));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(Caller caller, UntagResourceRequest request) {
        if (!request.hasTagKeys()) {
            throw AwsException.invalidParameter("TagKeys is missing");
        }
        resource(caller.scope(), Required.text(request.resourceArn(), "resourceArn"))
                .change(present -> TagRules.remove(present, request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse list(Caller caller, ListTagsForResourceRequest request) {
        List<Tag> tags = resource(caller.scope(), Required.text(request.resourceArn(), "resourceArn"))
                .read(index);
        return ListTagsForResourceResponse.builder()
                .tags(TagShapes.shapes(tags))
                .build();
    }

    private Tagged<?> resource(Scope scope, String arn) {
        String[] resource =
                arn.startsWith("arn:") ? arn.substring(arn.lastIndexOf(':') + 1).split("/", -1) : new String[0];
        String type = arn.contains(":task-definition/") ? "task-definition" : resource.length == 0 ? "" : resource[0];
        return switch (type) {
            case "cluster" -> cluster(scope, arn);
            case "task-definition" -> definition(scope, arn);
            case "task" -> task(scope, arn, clusterOf(resource));
            case "container-instance" -> instance(scope, arn, clusterOf(resource));
            case "service" -> service(scope, arn, resource);
            case "capacity-provider", "task-set", "daemon" ->
                throw AwsException.unsupportedFeature("Roadstead does not support tags on " + type + " yet: " + arn);
            default -> throw AwsException.invalidParameter("The ARN provided is invalid.");
        };
    }

    private Tagged<Cluster> cluster(Scope scope, String arn) {
        String name = ClusterRef.parse(arn, scope).name();
        return new Tagged<>(
                Keys.cluster(scope, name),
                Cluster.class,
                writers.ofScope(scope),
                Cluster::tags,
                Cluster::withTags,
                AwsException.clusterNotFound());
    }

    private Tagged<TaskDefinition> definition(Scope scope, String arn) {
        TaskDefinitionRef ref = TaskDefinitionRef.parse(arn, scope);
        return new Tagged<>(
                Keys.taskDefinition(scope, ref.family(), ref.requireRevision()),
                TaskDefinition.class,
                writers.ofScope(scope),
                TaskDefinition::tags,
                TaskDefinition::withTags,
                AwsException.invalidParameter("The specified task definition was not found: " + arn));
    }

    private Tagged<Task> task(Scope scope, String arn, String cluster) {
        TaskRef ref = TaskRef.parse(arn, scope, cluster);
        return new Tagged<>(
                Keys.task(scope, cluster, ref.id()),
                Task.class,
                writers.ofCluster(scope, cluster),
                Task::tags,
                Task::withTags,
                AwsException.invalidParameter("The specified task was not found: " + arn));
    }

    private Tagged<ContainerInstance> instance(Scope scope, String arn, String cluster) {
        InstanceRef ref = InstanceRef.parse(arn, scope, cluster);
        return new Tagged<>(
                Keys.containerInstance(scope, cluster, ref.id()),
                ContainerInstance.class,
                writers.ofCluster(scope, cluster),
                ContainerInstance::tags,
                ContainerInstance::withTags,
                AwsException.invalidParameter("The specified container instance was not found: " + arn));
    }

    /** A service that is gone has no tags any more. Source: ecs-behaviour 1.8, 6.8. */
    private Tagged<Service> service(Scope scope, String arn, String[] resource) {
        if (resource.length == 2) {
            throw AwsException.invalidParameter("The new ARN and resource ID format must be enabled to add tags to the"
                    + " service. Opt in to the new format and try again.");
        }
        ServiceRef ref = ServiceRef.parse(arn, scope, clusterOf(resource));
        Key key = Keys.service(scope, ref.cluster(), ref.name());
        if (index.find(key, Service.class)
                .filter(each -> each.status() == Service.Status.ACTIVE)
                .isEmpty()) {
            throw ServiceWrites.notFound();
        }
        return new Tagged<>(
                key,
                Service.class,
                writers.ofCluster(scope, ref.cluster()),
                Service::tags,
                Service::withTags,
                ServiceWrites.notFound());
    }

    /** Short ARNs, which name no cluster, cannot be tagged. Source: ecs-behaviour 1.8. */
    private static String clusterOf(String[] resource) {
        if (resource.length != 3) {
            throw AwsException.invalidParameter("The ARN provided is invalid.");
        }
        return resource[1];
    }
}
