package io.roadstead.control.events;

import static io.roadstead.control.events.EventJson.instant;
import static io.roadstead.control.events.EventJson.text;
import static io.roadstead.control.events.EventJson.texts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.roadstead.core.event.Occurrence;
import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.ServiceKey;
import java.io.IOException;

/**
 * The details of {@code ECS Service Action} and {@code ECS Deployment State Change}. Neither has a version. The members
 * about capacity providers, target groups and task sets are absent as long as no service has any. Source: ecs-behaviour 8.4, 8.5.
 */
final class ServiceDetail {
    private ServiceDetail() {}

    static void write(JsonGenerator json, Occurrence.OfService occurrence) throws IOException {
        ServiceKey service = occurrence.service();
        switch (occurrence.news()) {
            case ServiceNews.ServiceAction action -> {
                text(json, "eventType", action.eventType().name());
                text(json, "eventName", action.eventName());
                text(json, "clusterArn", service.scope().arn("cluster/" + service.cluster()));
                if (!action.containerInstanceArns().isEmpty()) {
                    texts(json, "containerInstanceArns", action.containerInstanceArns());
                }
                text(json, "reason", action.reason());
                instant(json, "createdAt", action.createdAt());
            }
            case ServiceNews.DeploymentStateChange change -> {
                text(json, "eventType", change.eventType().name());
                text(json, "eventName", change.eventName());
                text(json, "deploymentId", change.deploymentId());
                instant(json, "updatedAt", change.updatedAt());
                text(json, "reason", change.reason());
            }
        }
    }
}
